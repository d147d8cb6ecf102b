"""Signals: piecewise-constant functions from all integer instants to truth values, run-length encoded."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.logic.truth import Truth

# Sentinels for the two open ends. Integers, so that instants have one type and no comparison goes through a float.
BEGINNING = -(1 << 127)
END = 1 << 127


@dataclass(frozen=True, slots=True)
class Run:
    """A half-open stretch [lo, hi) of instants with one truth value."""

    lo: int
    hi: int
    truth: Truth


@dataclass(frozen=True, slots=True)
class Signal:
    """`values[0]` before `times[0]`, then `values[i + 1]` from `times[i]` on; no two neighbours are equal."""

    times: tuple[int, ...] = ()
    values: tuple[Truth, ...] = (Truth.UNKNOWN,)

    def __post_init__(self) -> None:
        if len(self.values) != len(self.times) + 1:
            raise ValueError(f"{len(self.times)} changes need {len(self.times) + 1} values, not {len(self.values)}")
        if any(a >= b for a, b in zip(self.times, self.times[1:], strict=False)):
            raise ValueError("changes of a signal must be strictly ordered in time")
        if any(a == b for a, b in zip(self.values, self.values[1:], strict=False)):
            raise ValueError("neighbouring runs of a signal must differ; use Signal.from_changes to merge them")

    @classmethod
    def from_changes(cls, changes: Iterable[tuple[int, Truth]], before: Truth = Truth.UNKNOWN) -> Signal:
        """Return the signal of changes in the order of time; of several at one instant the last one counts."""
        times: list[int] = []
        values = [before]
        latest = BEGINNING
        for time, value in changes:
            if time < latest:
                raise ValueError(f"changes are not in the order of time: {time} after {latest}")
            latest = time
            if times and time == times[-1]:
                times.pop()
                values.pop()
            if value != values[-1]:
                times.append(time)
                values.append(value)
        return cls(tuple(times), tuple(values))

    @classmethod
    def from_runs(cls, runs: Iterable[Run]) -> Signal:
        """Return the signal of adjoining runs; UNKNOWN outside of them."""
        changes: list[tuple[int, Truth]] = []
        for run in runs:
            if changes and run.lo != changes[-1][0]:
                raise ValueError(f"runs do not adjoin: one ends at {changes[-1][0]}, the next starts at {run.lo}")
            changes[-1:] = [(run.lo, run.truth), (run.hi, Truth.UNKNOWN)]
        before = changes[0][1] if changes and changes[0][0] == BEGINNING else Truth.UNKNOWN
        return cls.from_changes([c for c in changes if BEGINNING < c[0] < END], before)

    @classmethod
    def from_events(cls, instants: Iterable[int], start: int, end: int) -> Signal:
        """Return the signal of an event within the observed [start, end]: TRUE at its instants, FALSE between."""
        changes = [(start, Truth.FALSE)]
        for instant in sorted(set(instants)):
            if not start <= instant <= end:
                raise ValueError(f"event at {instant} lies outside the observed [{start}, {end}]")
            changes += [(instant, Truth.TRUE), (instant + 1, Truth.FALSE)]
        return cls.from_changes([*changes, (end + 1, Truth.UNKNOWN)])

    def at(self, instant: int) -> Truth:
        """Return the value at an instant."""
        return self.values[bisect_right(self.times, instant)]

    def runs(self, lo: int = BEGINNING, hi: int = END) -> Iterator[Run]:
        """Yield the runs within [lo, hi), cut at its ends."""
        index = bisect_right(self.times, lo)
        while lo < hi:
            last = index == len(self.times)
            until = hi if last else min(hi, self.times[index])
            yield Run(lo, until, self.values[index])
            lo, index = until, index + 1

    def extremes(self, lo: int, hi: int) -> tuple[Truth, Truth]:
        """Return the least and the greatest value within the closed [lo, hi]."""
        values = self.values[bisect_right(self.times, lo) : bisect_right(self.times, hi) + 1]
        return min(values), max(values)

    def changes(self, lo: int = BEGINNING, hi: int = END) -> Iterator[tuple[int, Truth]]:
        """Yield (instant, new value) for every change within [lo, hi)."""
        index = bisect_right(self.times, lo - 1)
        while index < len(self.times) and self.times[index] < hi:
            yield self.times[index], self.values[index + 1]
            index += 1

    def clipped(self, start: int, end: int) -> Signal:
        """Return the same signal with UNKNOWN outside [start, end]."""
        return Signal.from_runs(self.runs(start, end + 1))
