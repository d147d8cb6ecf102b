"""The syntax tree of one sequence diagram: frozen, typed, every node with the span that it was read from.

Spans and skipped stretches (comments) take no part in equality: two diagrams are equal when they say the same.
Nothing here recurses, so that a diagram of ten thousand nested blocks is compared and walked like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from checker.base.places import Span
from checker.diagram.arrows import ARROWS, Arrow

NOWHERE = Span("", 1, 1, 1, 1)

BlockKind = Literal["loop", "opt", "break", "rect", "alt", "par", "par_over", "critical"]
Side = Literal["left of", "right of", "over"]
Centre = Literal["", "sender", "receiver", "both"]
MenuKind = Literal["link", "links", "properties", "details"]


@dataclass(frozen=True, slots=True)
class Declaration:
    """`participant A as Label`, `actor A`, with `create` before it when the lifeline starts here.

    `label` is None when the line gives none; `config` is the text inside of `@{` and `}`, `type` and `alias` what it
    says.
    """

    id: str
    keyword: Literal["participant", "actor"] = "participant"
    label: str | None = None
    created: bool = False
    config: str | None = None
    type: str | None = None
    alias: str | None = None
    wrap: bool | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Destroy:
    """`destroy A`: the next message that touches A ends its lifeline."""

    id: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """`A->>+B: text`. `activate` starts B's activation, `deactivate` ends A's; `centre` says which ends carry `()`."""

    sender: str
    receiver: str
    arrow: str = "->>"
    text: str = ""
    activate: bool = False
    deactivate: bool = False
    centre: Centre = ""
    wrap: bool | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    text_span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def shape(self) -> Arrow:
        """The head and the line of the arrow, whatever the case it was written in."""
        return ARROWS[self.arrow.lower()]


@dataclass(frozen=True, slots=True)
class Note:
    """`note over A,B: text`; `actors` are as written, so they may be the same id twice."""

    side: Side
    actors: tuple[str, ...]
    text: str = ""
    wrap: bool | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    text_span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Activation:
    """`activate A` or, with `active` false, `deactivate A`. It does not bring A into the diagram."""

    actor: str
    active: bool = True
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Autonumber:
    """`autonumber`, `autonumber 10 5`, `autonumber off`."""

    start: float | None = None
    step: float | None = None
    visible: bool = True
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Title:
    """`title T`, `accTitle: T` or `accDescr: T`; of several of one kind the last counts."""

    kind: Literal["title", "acc_title", "acc_descr"]
    text: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Menu:
    """`link A: Label @ URL`, `links A: {json}`, `properties A: {json}`, `details A: element`."""

    kind: MenuKind
    actor: str
    text: str
    wrap: bool | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a block: the label beside `alt`, `else`, `loop`, ... and what stands under it."""

    label: str
    statements: tuple[Statement, ...] = field(default=(), repr=False)
    wrap: bool | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """`loop`, `alt`/`else`, `par`/`and`, `critical`/`option`, `opt`, `break`, `rect`: one or more sections."""

    kind: BlockKind
    sections: tuple[Section, ...]
    span: Span = field(default=NOWHERE, repr=False)

    @property
    def label(self) -> str:
        """The label (or the colour of a `rect`) beside the opening keyword."""
        return self.sections[0].label

    def __eq__(self, other: object) -> bool:
        """Compare without recursion: nested blocks are laid out flat first."""
        return isinstance(other, Block) and _outline(self) == _outline(other)

    def __hash__(self) -> int:
        """Hash what `__eq__` compares."""
        return hash(tuple(_outline(self)))


@dataclass(frozen=True, slots=True)
class Box:
    """`box colour title` ... `end`: a frame around the participants declared in it."""

    colour: str = "transparent"
    title: str = ""
    statements: tuple[Declaration | Destroy, ...] = ()
    wrap: bool | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


Leaf = Declaration | Destroy | Message | Note | Activation | Autonumber | Title | Menu
Statement = Leaf | Block | Box


@dataclass(frozen=True, slots=True)
class Participant:
    """One lifeline as the diagram shows it. `declared` is false when only messages or notes name it."""

    id: str
    label: str
    type: str = "participant"
    declared: bool = True
    box: int | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A stretch that the language passes over without a word: a comment, or a stray character.

    `after_text` marks one that stands behind a text on the same line: the text was probably meant to go on.
    """

    kind: Literal["comment", "stray", "semicolon"]
    text: str
    after_text: bool = False
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Diagram:
    """A whole diagram. `participants` are in order of first appearance, as the lifelines stand from left to right."""

    statements: tuple[Statement, ...] = ()
    participants: tuple[Participant, ...] = ()
    front_title: str = field(default="", compare=False)
    skipped: tuple[Skipped, ...] = field(default=(), compare=False, repr=False)
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def title(self) -> str:
        """The diagram's own title: its last `title` line, else the one of its front matter, else empty."""
        titles = [s.text for s in self.walk() if isinstance(s, Title) and s.kind == "title"]
        return (titles[-1] if titles else self.front_title).strip()

    def walk(self) -> Iterator[Statement]:
        """Every statement, those inside blocks and boxes too, in the order of the text."""
        return (v.node for v in visits(self.statements) if v.mark in ("leaf", "open"))

    def messages(self) -> Iterator[Message]:
        """Every message in the order of the text."""
        return (s for s in self.walk() if isinstance(s, Message))

    def participant(self, name: str) -> Participant | None:
        """The lifeline with this id, or None."""
        return next((p for p in self.participants if p.id == name), None)


class Visit(NamedTuple):
    """One step of a walk: a leaf, or the opening, a further section or the end of a block or box."""

    mark: Literal["leaf", "open", "section", "close"]
    node: Statement
    section: Section | None
    depth: int


def visits(statements: tuple[Statement, ...]) -> Iterator[Visit]:
    """Walk statements depth first, without recursion, telling where blocks open, divide and close."""
    stack: list[Iterator[Visit | Statement]] = [iter(statements)]
    while stack:
        depth = len(stack) - 1
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, Visit):
            yield item._replace(depth=depth - 1)
        elif isinstance(item, Block | Box):
            yield Visit("open", item, item.sections[0] if isinstance(item, Block) else None, depth)
            stack.append(_inside(item))
        else:
            yield Visit("leaf", item, None, depth)


def _inside(node: Block | Box) -> Iterator[Visit | Statement]:
    if isinstance(node, Box):
        yield from node.statements
    else:
        for index, section in enumerate(node.sections):
            if index:
                yield Visit("section", node, section, 0)
            yield from section.statements
    yield Visit("close", node, None, 0)


def _outline(block: Block) -> list[object]:
    """Return the block as a flat list, in which nothing holds another block."""
    out: list[object] = []
    for mark, node, section, _ in visits((block,)):
        if isinstance(node, Block):
            out.append((mark, node.kind, section.label, section.wrap) if section else (mark,))
        elif mark in ("leaf", "open"):
            out.append(node)
    return out
