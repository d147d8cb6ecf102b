"""The rules of causal order, applied to events one after the other as they stand on the page.

After Alur, Holzmann and Peled (1996), "An analyzer for message sequence charts": a lifeline decides when it sends or
acts, but not when something reaches it. So

- a send precedes its receipt;
- a send, a local event or a note follows everything before it on its lifeline;
- a receipt follows the receipts before it on its lifeline that come from the same sender (channels are FIFO);
- the receipt that creates a lifeline precedes all of it, the event with which it is destroyed follows all of it;
- branches of a `par` start from what came before it, know nothing of each other, and are joined by what comes after.

The rules are written once, over any way to join what is known of causes: sets of events as bits of a number (`|`), or
the latest instant of a cause (`max`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from checker.model.chart import Event

MoveKind = Literal["event", "fork", "next", "join", "enter", "leave"]
_All = Literal["all", "bounds"]
_Key = tuple[str, _All] | tuple[str, Literal["from"], str]


class Move(NamedTuple):
    """One step of a run: an event, the three marks of a `par`, or the two of a `critical` (with their number)."""

    kind: MoveKind
    number: int


@dataclass
class _Fork:
    """An open `par`: what each key held before the branch at hand changed it, and what ended branches made of it."""

    before: dict[_Key, int] = field(default_factory=dict)
    merged: dict[_Key, int] = field(default_factory=dict)


class Frontier:
    """What the next event of each lifeline will follow. Values are numbers; 0 says "nothing"."""

    def __init__(self, join: Callable[[int, int], int]) -> None:
        self._join = join
        self._known: dict[_Key, int] = {}
        self._sent: dict[int, int] = {}
        self._forks: list[_Fork] = []

    def before(self, event: Event) -> int:
        """Return the joined value of all causes of an event that comes next."""
        name = event.lifeline
        if event.kind != "receive" or event.bounds:
            value = self._known.get((name, "all"), 0)
        else:
            value = self._join(self._known.get((name, "from", event.peer), 0), self._known.get((name, "bounds"), 0))
        if event.kind == "receive" and event.partner is not None:
            value = self._join(value, self._sent.get(event.partner, 0))
        return value

    def add(self, event: Event, value: int) -> None:
        """Take an event as done; `value` stands for it and all its causes."""
        name = event.lifeline
        self._grow((name, "all"), value)
        if event.bounds:
            self._grow((name, "bounds"), value)
        if event.kind == "send":
            self._sent[event.index] = value
        elif event.kind == "receive":
            self._grow((name, "from", event.peer), value)

    def mark(self, kind: MoveKind) -> None:
        """Begin a `par`, go on to its next branch, or end it."""
        if kind == "fork":
            self._forks.append(_Fork())
        elif kind == "next":
            self._end_branch(self._forks[-1])
        elif kind == "join":
            fork = self._forks.pop()
            self._end_branch(fork)
            for key, value in fork.merged.items():
                self._grow(key, value)

    def state(self) -> object:
        """Return something hashable that is equal only where all that comes next is ordered alike."""
        forks = tuple((frozenset(f.before.items()), frozenset(f.merged.items())) for f in self._forks)
        return frozenset(self._known.items()), forks

    def _grow(self, key: _Key, value: int) -> None:
        old = self._known.get(key, 0)
        if self._forks:
            self._forks[-1].before.setdefault(key, old)
        self._known[key] = self._join(old, value)

    def _end_branch(self, fork: _Fork) -> None:
        for key, old in fork.before.items():
            fork.merged[key] = self._join(fork.merged.get(key, 0), self._known[key])
            self._known[key] = old
        fork.before = {}
