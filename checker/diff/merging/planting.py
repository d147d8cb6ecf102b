"""The tree of a merged diagram: its elements with statements in the names of the merged lifelines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from checker.diagram.tree import Block, BlockKind, Box, Message, Note, Section, Statement
from checker.diff.merging.weaving import Entry

_DIVIDED = ("alt", "par", "par_over", "critical")


@dataclass
class _Open:
    """A fragment that is not closed yet."""

    block: Block
    sections: list[Section]
    kinds: list[BlockKind]
    statements: list[Statement] = field(default_factory=list)

    def end_section(self) -> None:
        """Give the last section what has been met since it began."""
        self.sections[-1] = replace(self.sections[-1], statements=tuple(self.statements))
        self.statements = []


def planted(entries: Iterable[Entry], ids: Mapping[str, str]) -> tuple[Statement, ...]:
    """Return the statements; `ids` has for the lifelines of the old version those of the merged diagram."""
    found: list[Statement] = []
    stack: list[_Open] = []
    in_box = False
    for entry in entries:
        mark, node = entry.token.mark, entry.token.node
        here = stack[-1].statements if stack else found
        if isinstance(node, Block) and mark == "open":
            stack.append(_Open(node, [_section(entry)], [node.kind]))
        elif isinstance(node, Block) and mark == "section":
            stack[-1].end_section()
            stack[-1].sections.append(_section(entry))
            stack[-1].kinds.append(node.kind)
        elif isinstance(node, Block):
            block = _closed(stack.pop())
            (stack[-1].statements if stack else found).append(block)
        elif isinstance(node, Box):
            here += [node] if mark == "open" else []
            in_box = mark == "open"
        elif not in_box:
            here.append(node if entry.new is not None else _renamed(node, ids))
    return tuple(found)


def _section(entry: Entry) -> Section:
    section = entry.token.section or Section("")
    return replace(section, statements=())


def _closed(open_: _Open) -> Block:
    """Return a fragment; one that has several parts has a kind that may have them."""
    open_.end_section()
    kind = open_.block.kind
    if len(open_.sections) > 1 and kind not in _DIVIDED:
        kind = next((each for each in open_.kinds if each in _DIVIDED), "alt")
    return Block(kind, tuple(open_.sections), open_.block.span)


def _renamed(node: Statement, ids: Mapping[str, str]) -> Statement:
    """Return a step of the old version in the new names, without what it did to bars."""
    match node:
        case Message(sender=sender, receiver=receiver):
            return replace(
                node,
                sender=ids.get(sender, sender),
                receiver=ids.get(receiver, receiver),
                activate=False,
                deactivate=False,
            )
        case Note(actors=actors):
            return replace(node, actors=tuple(ids.get(name, name) for name in actors))
        case _:
            return node
