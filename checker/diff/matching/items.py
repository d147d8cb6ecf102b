"""A diagram as a flat sequence of what can be matched: messages, notes, and where fragments open, divide and close."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Literal

from checker.base.places import Place
from checker.diagram.arrows import Head
from checker.diagram.tree import Block, Diagram, Message, Note, visits
from checker.diff.reading.plain import plain, words_of

Kind = Literal["message", "note", "open", "section", "close"]


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a page: its number, what it is, and `key`, equal where two say the same of the same.

    `ends` are the lifelines of the other version: sender and receiver, or those that a note stands over. `shape` is
    how a message goes: `>` it arrives, `x` it does not, `<>` both ways.
    """

    index: int
    kind: Kind
    node: Message | Note | Block
    text: str
    place: Place
    ends: tuple[str, ...]
    shape: str
    key: Hashable

    @property
    def is_step(self) -> bool:
        """Whether it is a message or a note, not the frame of a fragment."""
        return self.kind in ("message", "note")

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its text."""
        return words_of(self.text)


def items_of(diagram: Diagram, lifelines: Mapping[str, str], names: Mapping[str, str]) -> tuple[Item, ...]:
    """Return the items of a diagram; `lifelines` and `names` translate ids and words into the other version's."""
    found: list[Item] = []
    for mark, node, section, _ in visits(diagram.statements):
        number = len(found)
        if isinstance(node, Message):
            found.append(_message(number, node, lifelines, names))
        elif isinstance(node, Note):
            ends = tuple(sorted({lifelines.get(name, name) for name in node.actors}))
            key = ("note", ends, plain(node.text, names))
            found.append(Item(number, "note", node, node.text, node.text_span.place, ends, "", key))
        elif isinstance(node, Block):
            label, place = (section.label, section.span.place) if section else ("", node.span.place)
            said = "" if node.kind == "rect" else plain(label, names)
            kind: Kind = "open" if mark == "open" else "section" if mark == "section" else "close"
            found.append(Item(number, kind, node, label, place, (), node.kind, (kind, node.kind, said)))
    return tuple(found)


def _message(number: int, node: Message, lifelines: Mapping[str, str], names: Mapping[str, str]) -> Item:
    shape = node.shape
    first, second = (node.receiver, node.sender) if shape.reverse else (node.sender, node.receiver)
    ends = (lifelines.get(first, first), lifelines.get(second, second))
    goes = "x" if shape.head == Head.CROSS else "<>" if shape.both else ">"
    key = ("message", *ends, goes, plain(node.text, names))
    return Item(number, "message", node, node.text, node.text_span.place, ends, goes, key)
