"""What really happened, ready to be drawn on the lifelines of a diagram: data only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from checker.base.places import Place
from checker.base.time import Interval

Shape = Literal["message", "answer", "lost", "note"]


@dataclass(frozen=True, slots=True)
class Column:
    """One lifeline: its id and its text as the diagram has them, or a plain text where the diagram has none.

    `who` says which of several components stands on it, or ''.
    """

    id: str
    label: str
    who: str = ""
    added: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened between lifelines, or on them (a note; on all where `ends` is empty).

    `first` is when it happened, `last` when it did for the last time, where it did so `times`.
    """

    shape: Shape
    ends: tuple[str, ...]
    text: str
    first: Interval
    last: Interval
    places: tuple[Place, ...] = ()
    times: int = 1


@dataclass(frozen=True, slots=True)
class Quiet:
    """A stretch in which nothing changed, and how often the usual happened in it: `(84, "queries")`.

    For `unheard` (ns) of it no source was heard at all.
    """

    time: Interval
    counts: tuple[tuple[int, str], ...] = ()
    unheard: int = 0


@dataclass(frozen=True, slots=True)
class Episode:
    """Steps that follow each other closely, the quiet before them, and how many episodes are left out before that."""

    quiet: Quiet | None
    time: Interval
    steps: tuple[Step, ...]
    omitted: int = 0


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen, on the lifelines of one diagram, whose title and place are given.

    `after` is the quiet behind the last episode.
    """

    title: str
    place: Place
    columns: tuple[Column, ...]
    episodes: tuple[Episode, ...]
    after: Quiet | None

    def steps(self) -> Iterator[Step]:
        """Yield the steps of all episodes in their order."""
        return (step for episode in self.episodes for step in episode.steps)
