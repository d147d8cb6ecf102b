"""Message-sequence charts: the events of a diagram on its lifelines, and the fragments around them as operators.

A chart is a tree of operators over events, after the inline expressions of ITU-T Z.120 (2011), combined by weak
sequencing: what stands lower on the page happens later only where a lifeline or a message makes it so. It is kept flat:
fragments refer to each other by number, and their events are stretches of one list, so that nothing here recurses and
ten thousand nested blocks are walked like any others. docs/charts.md tells the meaning with examples.

`chart_of(diagram)` in `chart_drawing` makes a chart, `chart_order` has its causal order, `chart_unfold` its runs with
every choice made, `chart_runs` samples them, `chart_fit` compares a sequence of events with it, and `chart_readings`
says which fragments are examples and which are rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from checker.base.places import Place
from checker.diagram.tree import BlockKind, Message, Note

EventKind = Literal["send", "receive", "local", "note"]
FragmentKind = Literal["diagram"] | BlockKind
Mark = Literal["event", "open", "section", "close"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a lifeline does, as drawn.

    `peer` is the lifeline at the other end of the message ('' for a note, the lifeline itself for a self message),
    `partner` the number of the event there, if the arrow links the two. `fragment` and `operand` say in which part of
    which fragment it stands. `bounds` marks the event with which its lifeline begins (`create`) or ends (`destroy`).
    """

    index: int
    kind: EventKind
    lifeline: str
    peer: str
    source: Message | Note
    fragment: int = 0
    operand: int = 0
    partner: int | None = None
    bounds: bool = False

    @property
    def text(self) -> str:
        """The text of the message or note."""
        return self.source.text

    @property
    def place(self) -> Place:
        """Where the message or note stands."""
        return self.source.span.place

    @property
    def unlinked(self) -> bool:
        """Whether this is what the waiting side of a crossed arrow sees: its own timeout or error, no receipt."""
        return self.kind == "local" and self.peer != self.lifeline

    def __str__(self) -> str:
        """Return `A!ask` for a send, `B?ask` for a receipt, `A.think` for a local event, `A#text` for a note."""
        mark = {"send": "!", "receive": "?", "local": ".", "note": "#"}[self.kind]
        return f"{self.lifeline}{mark}{self.text}"


@dataclass(frozen=True, slots=True)
class Operand:
    """One part of a fragment: its label, its events (numbers from `start` to before `end`), its first step."""

    label: str
    place: Place
    start: int
    end: int
    step: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """An operator: the diagram itself, a loop, alt, par, ...

    `parent` is the fragment around it (-1 for the diagram, which is number 0) and `operand` the part of it. `low` and
    `high` are the rounds of a loop (`high` None: no bound is stated). `first` and `last` are its steps in the chart.
    `repeated` says that it stands in a loop, so that its choices may fall differently each time.
    """

    index: int
    kind: FragmentKind
    parent: int
    operand: int
    operands: tuple[Operand, ...]
    place: Place
    first: int
    last: int
    low: int = 1
    high: int | None = 1
    repeated: bool = False

    @property
    def label(self) -> str:
        """The label beside its keyword; of a `rect` the colour."""
        return self.operands[0].label

    @property
    def start(self) -> int:
        """The number of its first event."""
        return self.operands[0].start

    @property
    def end(self) -> int:
        """One more than the number of its last event."""
        return self.operands[-1].end

    @property
    def plain(self) -> bool:
        """Whether it only groups and means nothing for the order."""
        return self.kind in ("diagram", "rect")


class Step(NamedTuple):
    """One step through the page: an event, or the opening, a further operand or the close of a fragment."""

    mark: Mark
    number: int


@dataclass(frozen=True)
class Chart:
    """The chart of one diagram: lifelines from left to right; events, fragments and steps from top to bottom."""

    lifelines: tuple[str, ...]
    events: tuple[Event, ...]
    fragments: tuple[Fragment, ...]
    steps: tuple[Step, ...] = field(repr=False)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each fragment, the numbers of the fragments directly inside of it."""
        inside: list[list[int]] = [[] for _ in self.fragments]
        for fragment in self.fragments[1:]:
            inside[fragment.parent].append(fragment.index)
        return tuple(tuple(numbers) for numbers in inside)

    def inside(self, fragment: Fragment) -> tuple[Event, ...]:
        """Return the events of a fragment, those of fragments in it too."""
        return self.events[fragment.start : fragment.end]

    def own(self, fragment: Fragment) -> tuple[Event, ...]:
        """Return the events of a fragment without those of fragments in it."""
        return tuple(e for e in self.inside(fragment) if e.fragment == fragment.index)
