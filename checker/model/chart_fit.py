"""Does a sequence of events conform to a chart: is there a run whose causal order it respects?

The choices of the run are found from the sequence, not by trying all runs: events that are there tell which parts were
taken, a wrong turn is seen at the first event that comes too early, and two ways to the same situation are searched
once. What decides whether an event may stand at its place is the latest place of its causes, so the rules of
`chart_causality` run here over places instead of sets.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from math import inf

from checker.base.bits import bits
from checker.model.chart import Chart, Event, Fragment
from checker.model.chart_causality import Frontier, Move
from checker.model.chart_choices import Choices
from checker.model.chart_needs import sure_events
from checker.model.chart_order import Drawn, drawn
from checker.model.chart_walk import LEAVE, Walk

_MISSING = 1
# At so many events of an operand it is looked which come next; it only decides what is tried first.
_GLANCE = 64
# In fragments nested deeper than this, situations are not compared: each would have to be kept as a whole.
_DEEP = 200


class SearchTooLong(Exception):
    """The search for a fitting run was given up; whether one exists is not known."""


@dataclass(frozen=True)
class Fit:
    """A run that fits: its events as on the page, and for each the place in the sequence where it was seen, or None."""

    run: Drawn
    places: tuple[int | None, ...]


def conforms(chart: Chart, trace: Iterable[object], *, partial: bool = False) -> bool:
    """Say whether a sequence is one that the chart allows; see `fit`."""
    return fit(chart, trace, partial=partial) is not None


def fit(chart: Chart, trace: Iterable[object], *, partial: bool = False, effort: int = 2_000_000) -> Fit | None:
    """Return a run of the chart whose order the sequence respects, or None if there is none.

    What is no event of the chart is passed over. All events of the run but its notes must be there; with `partial` any
    may be missing, as far as nothing that is there comes before a cause of it. Raises SearchTooLong beyond `effort`
    steps.
    """
    search = _Search(chart, tuple(trace), partial, effort)
    while True:
        found = search.attempt()
        if found or not search.choices.advance():
            return found


class _DeadEnd(Exception):
    """The choices so far cannot lead to a fit."""


class _Search:
    def __init__(self, chart: Chart, trace: tuple[object, ...], partial: bool, effort: int) -> None:
        self.choices = Choices()
        self._chart = chart
        self._partial = partial
        self._effort = effort
        self._sure = sure_events(chart)
        self._spots: dict[int, list[int]] = {}
        for place, item in enumerate(trace, 1):
            if isinstance(item, Event) and chart.events[item.index : item.index + 1] == (item,):
                self._spots.setdefault(item.index, []).append(place)
        # Situations met before are not told apart by what would break up a region, so then none is remembered.
        kinds = {f.kind for f in chart.fragments}
        self._met: set[object] | None = None if "critical" in kinds and kinds & {"par", "par_over"} else set()
        self._begin()

    def _begin(self) -> None:
        self._left = {index: deque(places) for index, places in self._spots.items()}
        self._waiting = sum(1 << index for index in self._spots)
        self._used = 0
        # For each depth of fragments: what had been seen when the round of the loop there began.
        self._round_began: dict[int, int] = {}
        self._frontier = Frontier(max)
        self._walk = Walk(self._chart, self._choose)

    def attempt(self) -> Fit | None:
        """Walk once with the choices at hand; None when it ends without a fit."""
        self._begin()
        moves: list[Move] = []
        places: list[int | None] = []
        try:
            for move in self._walk:
                self._spend()
                moves.append(move)
                if move.kind == "event":
                    places.append(self._place(self._chart.events[move.number]))
                else:
                    self._frontier.mark(move.kind)
        except _DeadEnd:
            return None
        if self._waiting:
            return None
        found = Fit(drawn(self._chart, moves), tuple(None if p is None else p - 1 for p in places))
        return found if _apart(found) else None

    def _place(self, event: Event) -> int | None:
        """Return the place of the next event of the run, or None if it is missing."""
        before = self._frontier.before(event)
        left = self._left.get(event.index)
        optional = self._partial or event.kind == "note"
        if left and left[0] <= before:
            # Later rounds have only more causes, so this place can go to none of them either.
            raise _DeadEnd
        if not left or (optional and self._repeats(event) and self._pick(2, (event.index, before)) == _MISSING):
            if not optional:
                raise _DeadEnd
            self._frontier.add(event, before)
            return None
        place = left.popleft()
        self._used |= 1 << place
        if not left:
            self._waiting &= ~(1 << event.index)
        self._frontier.add(event, place)
        return place

    def _repeats(self, event: Event) -> bool:
        around = self._chart.fragments[event.fragment]
        return around.repeated or around.kind == "loop"

    def _choose(self, fragment: Fragment, options: tuple[int, ...], done: int) -> int:
        self._spend()
        if fragment.kind == "loop":
            self._progress(fragment, done)
        possible = [option for option in options if self._possible(fragment, option, options)]
        if not possible:
            raise _DeadEnd
        if len(possible) > 1:
            possible.sort(key=lambda option: self._next_place(fragment, option))
        return possible[self._pick(len(possible), (fragment.index, done > 0))]

    def _progress(self, fragment: Fragment, done: int) -> None:
        """Give up after a round in which nothing was seen and that need not be: a run without it fits as well."""
        depth = self._walk.depth
        if done > fragment.low and self._round_began[depth] == self._used:
            raise _DeadEnd
        self._round_began[depth] = self._used

    def _possible(self, fragment: Fragment, option: int, options: tuple[int, ...]) -> bool:
        """Say whether an option may lead on: no event of the sequence is left without a place, none is missing."""
        if option != LEAVE and not self._partial and self._sure[fragment.index][option] & ~self._waiting:
            return False
        if option != LEAVE and LEAVE in options and fragment.kind != "break":
            # What is not seen only adds causes, so it fits better without; but a break may spare what follows.
            return bool(self._awaited(fragment, option))
        if fragment.repeated:
            return True
        others = range(1 if fragment.kind == "critical" else 0, len(fragment.operands))
        return not any(self._awaited(fragment, other) for other in others if other != option)

    def _awaited(self, fragment: Fragment, option: int) -> int:
        """Return the bits of the events of an operand that still have a place in the sequence."""
        operand = fragment.operands[option]
        stretch = (1 << operand.end - operand.start) - 1
        return (self._waiting >> operand.start & stretch) << operand.start

    def _next_place(self, fragment: Fragment, option: int) -> float:
        """Return the first place in the sequence that is an operand's; the earliest is the likeliest to be next."""
        awaited = bits(self._awaited(fragment, option)) if option != LEAVE else iter(())
        return min((self._left[index][0] for index in islice(awaited, _GLANCE)), default=inf)

    def _pick(self, size: int, about: object) -> int:
        """Return the next choice; a dead end when the same choice was met before, in the same situation."""
        if size > 1 and self.choices.fresh and self._met is not None and self._walk.depth <= _DEEP:
            situation = (about, self._walk.state(), self._frontier.state(), self._used)
            if situation in self._met:
                raise _DeadEnd
            self._met.add(situation)
        return self.choices.pick(size)

    def _spend(self) -> None:
        self._effort -= 1
        if self._effort < 0:
            raise SearchTooLong("no run of the chart was found that fits, nor that there is none")


def _apart(found: Fit) -> bool:
    """Say whether no parallel event was seen among those of a `critical` on a lifeline of it."""
    events = found.run.order.events
    for region in found.run.regions:
        seen: dict[str, list[int]] = {}
        for number in bits(region.events):
            place = found.places[number]
            if place is not None and events[number].kind != "note":
                seen.setdefault(events[number].lifeline, []).append(place)
        for number in bits(region.beside):
            place, own = found.places[number], seen.get(events[number].lifeline)
            if place is not None and own and events[number].kind != "note" and min(own) < place < max(own):
                return False
    return True
