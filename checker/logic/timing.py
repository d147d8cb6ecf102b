"""Changes whose instants are only known as intervals, on clocks whose offsets are only known as intervals.

An admissible timing chooses one offset for each clock and one stamp for each change and for the moment of evaluation,
all within their intervals; the true instant is the stamp plus the offset of its clock. Two changes of one clock thus
keep their distance, up to the resolution of their stamps. Changes of one atom that fall on the same instant take effect
in an order that is not known, so each order is admissible; afterwards the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from random import Random

from checker.base.time import Interval
from checker.logic.formula import Atom, Formula, atoms_of
from checker.logic.monitor import NOTHING, Monitor
from checker.logic.truth import Truth


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant that lies, by its clock, somewhere in an interval."""

    time: Interval
    clock: str


@dataclass(frozen=True, slots=True)
class Change:
    """From some instant on the atom is `after`; of an event (`passing`) it is so at that one instant only."""

    atom: Atom
    after: Truth
    time: Interval
    clock: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """One admissible choice of instants and the truth of the formula under it.

    `instants` are the true instants of the changes as they were given, `order` their indices as they took effect.
    """

    truth: Truth
    at: int
    instants: tuple[int, ...]
    order: tuple[int, ...]
    offsets: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Question:
    """What is the truth of a ground formula at a moment, when atoms start as `initial` and change as given?

    Atoms that `initial` leaves out start as UNKNOWN. Every clock needs an offset; [0, 0] is the reference clock.
    """

    formula: Formula
    changes: Sequence[Change]
    at: Moment
    offsets: Mapping[str, Interval]
    initial: Mapping[Atom, Truth] = field(default_factory=lambda: NOTHING)

    def __post_init__(self) -> None:
        missing = set(self.clocks) - set(self.offsets)
        if missing:
            raise ValueError(f"no offset is given for the clock {', '.join(sorted(missing))}")

    @property
    def clocks(self) -> tuple[str, ...]:
        """The clocks that the changes and the moment of evaluation were read from, sorted."""
        return tuple(sorted({self.at.clock, *(change.clock for change in self.changes)}))

    @property
    def relevant(self) -> frozenset[int]:
        """The indices of the changes that can matter: of atoms of the formula, and not surely after the moment."""
        atoms = set(atoms_of(self.formula))
        return frozenset(
            i for i, c in enumerate(self.changes) if c.atom in atoms and not self.surely_before(self.at, c)
        )

    def surely_before(self, first: Change | Moment, second: Change | Moment) -> bool:
        """Say whether the first precedes the second in every timing; on one clock the stamps alone decide."""
        if first.clock == second.clock:
            return first.time.hi < second.time.lo
        return first.time.hi + self.offsets[first.clock].hi < second.time.lo + self.offsets[second.clock].lo

    def timing(self, stamps: Sequence[int], at: int, offsets: Mapping[str, int], ranks: Sequence[int]) -> Timing:
        """Return the timing of chosen stamps and offsets; `ranks` order the changes that fall on one instant."""
        instants = tuple(stamp + offsets[c.clock] for stamp, c in zip(stamps, self.changes, strict=True))
        order = tuple(sorted(range(len(instants)), key=lambda i: (instants[i], ranks[i])))
        now = at + offsets[self.at.clock]
        return Timing(self.truth(instants, order, now), now, instants, order, dict(offsets))

    def truth(self, instants: Sequence[int], order: Sequence[int], now: int) -> Truth:
        """Return the truth of the formula at `now` when the changes happen at these instants, in this order."""
        values = list(self._values(instants, order))
        monitor = Monitor(self.formula, min([now, *(mark for mark, _ in values)]), self.initial)
        for mark, atoms in values:
            if mark <= now:
                monitor.advance(mark, atoms)
        return monitor.finish(now)[-1].truth

    def _values(self, instants: Sequence[int], order: Sequence[int]) -> Iterator[tuple[int, dict[Atom, Truth]]]:
        """Yield, in the order of time, instants at which atoms change and what they then are."""
        happening: dict[int, list[Change]] = {}
        for i in order:
            happening.setdefault(instants[i], []).append(self.changes[i])
            if self.changes[i].passing:
                happening.setdefault(instants[i] + 1, [])
        lasting = dict(self.initial)
        passing: dict[Atom, Truth] = {}
        for mark, changes in sorted(happening.items()):
            values = {atom: lasting.get(atom, Truth.UNKNOWN) for atom in passing}
            values |= {change.atom: change.after for change in changes if not change.passing}
            lasting |= values
            passing = {change.atom: change.after for change in changes if change.passing}
            yield mark, values | passing

    def corners(self, most: int) -> Iterator[Timing]:
        """Yield at most `most` timings in which each choice is at an end of its interval: all of them, or a sample.

        Two orders are tried for changes on the same instant. The same question gives the same timings.
        """
        relevant, size = self.relevant, len(self.changes)
        spans = [*(self.offsets[clock] for clock in self.clocks), self.at.time, *(c.time for c in self.changes)]
        choices = [tuple(dict.fromkeys((span.lo, span.hi))) for span in spans]
        first = len(spans) - size
        for index in range(size):
            if index not in relevant:
                choices[first + index] = choices[first + index][:1]
        picks: Iterator[tuple[int, ...]] = product(*choices)
        if sum(len(choice) > 1 for choice in choices) > most.bit_length() - 2:
            random = Random(0)
            picks = (tuple(random.choice(choice) for choice in choices) for _ in range(most))
        for pick in islice(picks, most // 2):
            offsets = dict(zip(self.clocks, pick, strict=False))
            yield self.timing(pick[first:], pick[first - 1], offsets, range(size))
            if size > 1:
                yield self.timing(pick[first:], pick[first - 1], offsets, range(size, 0, -1))
