"""Which change speaks of which part of a merged diagram: by the place that it names in either version."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.diff.change import Change, Spot
from checker.diff.codes import DIAGRAM, DOWN_USED, LIFELINE, LOOKS, STEP_ADDED, STEP_REMOVED
from checker.diff.version import Page
from checker.model.merged import ToldChange

Home = int | str
_Line = tuple[str, int]


@dataclass
class Places:
    """Where the parts (numbers) and the declared lifelines (ids) of one version stand."""

    lines: defaultdict[_Line, list[tuple[int, Home]]] = field(default_factory=lambda: defaultdict(list))
    lifelines: dict[Hashable, str] = field(default_factory=dict)

    def at(self, spot: Spot | None) -> Home | None:
        """Return what stands at a place: of several on a line the last one that begins before it."""
        if spot is None:
            return None
        some = sorted(self.lines.get((spot.place.file, spot.place.line), ()), key=lambda each: each[0])
        if not some:
            return None
        return some[max(0, bisect_right([column for column, _ in some], spot.place.column) - 1)][1]


@dataclass(frozen=True)
class Spoken:
    """The changes by the part or lifeline that they speak of; None for the diagram as a whole."""

    of: Mapping[Home | None, Sequence[Change]]

    def told(self, home: Home | None) -> tuple[ToldChange, ...]:
        """Return the changes that speak of something, in words."""
        return tuple(map(in_words, self.of.get(home, ())))

    def every(self) -> Iterator[Change]:
        """Yield all changes."""
        for some in self.of.values():
            yield from some


def in_words(change: Change) -> ToldChange:
    """Return a change in words."""
    return ToldChange(change.rank.value, change.says, change.why)


def spoken(changes: Iterable[Change], pages: tuple[Page, Page], places: tuple[Places, Places]) -> Spoken:
    """Return which of some changes speak of a diagram that both versions have, and of what in it."""
    found: defaultdict[Home | None, list[Change]] = defaultdict(list)
    for change in changes:
        if _concerns(change, pages):
            found[_home(change, places)].append(change)
    return Spoken(found)


def _concerns(change: Change, pages: tuple[Page, Page]) -> bool:
    """Say whether a change is of this diagram: a place of its own lies in it."""
    spots = (change.old, change.new)
    sides = {STEP_REMOVED: (0,), STEP_ADDED: (1,), DIAGRAM: ()}.get(change.code, (1, 0))
    return any(_lies(spots[side], pages[side]) for side in sides)


def _lies(spot: Spot | None, page: Page) -> bool:
    if spot is None or spot.place.file != page.drawn.place.file:
        return False
    span = page.drawn.diagram.span
    return spot.place == page.drawn.place or span.line <= spot.place.line <= span.end_line


def _home(change: Change, places: tuple[Places, Places]) -> Home | None:
    old, new = places
    if change.code in (LIFELINE, LOOKS):
        for side, spot in ((new, change.new), (old, change.old)):
            if spot is not None and spot.place in side.lifelines:
                return side.lifelines[spot.place]
    if change.code == STEP_REMOVED or (change.code == DOWN_USED and change.run_of == "old"):
        return old.at(change.old)
    if change.code in (STEP_ADDED, DOWN_USED):
        return new.at(change.new)
    here = new.at(change.new)
    return here if here is not None else old.at(change.old)
