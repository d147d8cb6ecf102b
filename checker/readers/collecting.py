"""What is kept of events that are of requests, and of which there may be millions: who, what, when, and where.

Most records differ only in their request and in their times. What they have in common is an outline, made once; a
record is then a row of a few values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from checker.model.event import Event

# The request; the number of the outline; the line; what else tells two records apart; then when each of its events was.
Row = tuple[Any, ...]
REQUEST, OUTLINE, LINE, MARKS, FIRST_TIME = range(5)


class Outline(NamedTuple):
    """What records alike tell: events, of which time and place count for nothing, and how wide (ns) each stamp is."""

    events: tuple[Event, ...]
    widths: tuple[int, ...]


class Collector(Protocol):
    """Takes the events of requests."""

    @property
    def by(self) -> Mapping[str, str]:
        """The kinds of events that it takes, and the argument of each that says of which request it is."""

    @property
    def telling(self) -> Mapping[str, frozenset[str]]:
        """By kind, the arguments that say which step of a diagram an event is."""

    def outline(self, outline: Outline) -> int:
        """Return the number of an outline."""

    def take(self, rows: Sequence[Row]) -> None:
        """Keep rows, in any order."""

    def lost(self, before: int | None, after: int | None) -> None:
        """Note that something could not be read, between what was `before` and `after` it (ns; None: nothing was)."""
