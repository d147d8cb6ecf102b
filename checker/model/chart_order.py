"""The causal order of the events of one run: reachability as bits, so that thousands of messages take milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import or_

from checker.base.bits import bits
from checker.model.chart import Chart, Event
from checker.model.chart_causality import Frontier, Move


@dataclass(frozen=True)
class Order:
    """A strict partial order of events. `causes[i]` has bit j where event j precedes event i, directly or not.

    The events are numbered by their positions here, since a run may hold an event of the chart more than once (a
    loop). The numbers are a linear extension: whatever precedes i has a smaller number.
    """

    events: tuple[Event, ...]
    causes: tuple[int, ...]

    def precedes(self, first: int, second: int) -> bool:
        """Say whether one event must come before another."""
        return bool(self.causes[second] >> first & 1)

    @cached_property
    def covers(self) -> tuple[tuple[int, ...], ...]:
        """For each event its direct causes: the transitive reduction, which is unique (Aho, Garey, Ullman 1972)."""
        return tuple(tuple(self._greatest(causes)) for causes in self.causes)

    @cached_property
    def effects(self) -> tuple[int, ...]:
        """For each event the bits of all that it precedes."""
        found = [0] * len(self.events)
        for number in reversed(range(len(self.events))):
            mine = found[number] | 1 << number
            for cover in self.covers[number]:
                found[cover] |= mine
        return tuple(found)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield every ordered pair."""
        return ((first, second) for second, causes in enumerate(self.causes) for first in bits(causes))

    def open_pairs(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs of events of one lifeline that may come either way; notes are no events here."""
        return _open_pairs(self, lambda _: 0)

    def respects(self, sequence: Sequence[int]) -> bool:
        """Say whether a sequence of different event numbers (all or some of them) goes against no ordered pair."""
        return not any(self._late(sequence))

    def broken(self, sequence: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Return the ordered pairs that a sequence of different event numbers has the wrong way round.

        Of them only those that no event of the sequence stands between: each other broken pair follows from a chain of
        which one of these is a link, and none of these follows from others. So the set is empty exactly when the
        sequence respects the order, and it is the smallest that tells why not.
        """
        here = _mask(sequence)
        found = []
        for number, late in zip(sequence, self._late(sequence), strict=True):
            if late:
                found += [(cause, number) for cause in self._greatest(self.causes[number] & here) if late >> cause & 1]
        return tuple(sorted(found))

    def _late(self, sequence: Sequence[int]) -> Iterator[int]:
        """Yield for each event of a sequence the bits of its causes that come only after it."""
        missing = _mask(sequence)
        for number in sequence:
            yield self.causes[number] & missing
            missing &= ~(1 << number)

    def _greatest(self, events: int) -> Iterator[int]:
        """Yield those of some events that precede no other of them."""
        while events:
            # Numbers are a linear extension, so the highest one precedes none of the others.
            number = events.bit_length() - 1
            yield number
            events &= ~(self.causes[number] | 1 << number)


@dataclass(frozen=True)
class Region:
    """A `critical` beside other branches of a `par`: its events as bits, and those that may not come among them."""

    events: int
    beside: int


@dataclass(frozen=True)
class Drawn:
    """A run as it stands on the page: its order, for each event the bits of those in parallel branches, its regions."""

    order: Order
    beside: tuple[int, ...]
    regions: tuple[Region, ...]

    def races(self) -> Iterator[tuple[int, int]]:
        """Yield the race pairs: drawn one after the other on one lifeline, yet left open by the causal order.

        Events of different branches of a `par` are drawn as unordered, so that they are no race.
        """
        return _open_pairs(self.order, lambda number: self.beside[number])


def drawn(chart: Chart, moves: Iterable[Move]) -> Drawn:
    """Return the order of a run of a chart."""
    events: list[Event] = []
    causes: list[int] = []
    frontier, branches = Frontier(or_), _Branches()
    for kind, index in moves:
        if kind == "event":
            event, number = chart.events[index], len(events)
            before = frontier.before(event)
            frontier.add(event, before | 1 << number)
            events.append(event)
            causes.append(before)
            branches.of_event.append(branches.current)
        else:
            frontier.mark(kind)
            branches.mark(kind, len(events))
    masks = branches.masks()
    beside = tuple(masks[branch] for branch in branches.of_event)
    regions = (Region(_stretch(start, end), masks[branch]) for start, end, branch in branches.regions)
    return Drawn(Order(tuple(events), tuple(causes)), beside, tuple(r for r in regions if r.events and r.beside))


class _Branches:
    """Which branch of which `par` each event stands in; branch 0 is outside of all."""

    def __init__(self) -> None:
        self.of_event: list[int] = []
        self.current = 0
        self.regions: list[tuple[int, int, int]] = []
        self._parents = [0]
        self._starts = [0]
        self._ends = [0]
        self._forks: list[tuple[int, list[int]]] = []
        self._spans = [(0, 0)]
        self._entered: list[int] = []

    def mark(self, kind: str, now: int) -> None:
        if kind == "enter":
            self._entered.append(now)
        elif kind == "leave":
            self.regions.append((self._entered.pop(), now, self.current))
        elif kind == "fork":
            self._forks.append((now, []))
            self._begin(now)
        else:
            self._ends[self.current] = now
            self.current = self._parents[self.current]
            if kind == "next":
                self._begin(now)
            else:
                start, branches = self._forks.pop()
                for branch in branches:
                    self._spans[branch] = (start, now)

    def _begin(self, now: int) -> None:
        self._parents.append(self.current)
        self._starts.append(now)
        self._ends.append(now)
        self._spans.append((now, now))
        self.current = len(self._parents) - 1
        self._forks[-1][1].append(self.current)

    def masks(self) -> list[int]:
        """Return for each branch the bits of the events in branches parallel to it."""
        masks = [0]
        for branch in range(1, len(self._parents)):
            own = _stretch(self._starts[branch], self._ends[branch])
            masks.append(masks[self._parents[branch]] | _stretch(*self._spans[branch]) & ~own)
        return masks


def _stretch(start: int, end: int) -> int:
    return (1 << end) - (1 << start)


def _mask(numbers: Iterable[int]) -> int:
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask


def _open_pairs(order: Order, without: Callable[[int], int]) -> Iterator[tuple[int, int]]:
    """Yield the unordered pairs of one lifeline, for each event leaving out some; notes are no events here."""
    above: dict[str, int] = {}
    for number, event in enumerate(order.events):
        if event.kind != "note":
            others = above.get(event.lifeline, 0)
            yield from ((other, number) for other in bits(others & ~order.causes[number] & ~without(number)))
            above[event.lifeline] = others | 1 << number
