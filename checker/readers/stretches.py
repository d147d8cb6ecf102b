"""When somebody was heard: stretches without a silence of a minute, and which of the silences between are unusual."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from checker.base.time import NS_PER_S, Interval

# Shorter silences are not told: busy logs pause for as long when nobody asks for anything.
SILENCE_NS = 60 * NS_PER_S
UNUSUAL = 100


class Stretches:
    """The stretches in which one host was heard, in any order of its lines."""

    def __init__(self) -> None:
        self._stretches: list[Interval] = []
        # how many lines each of them has
        self._counts: list[int] = []

    def add(self, time: Interval, lines: int = 1) -> None:
        """Note so many lines within a time; stretches that it brings closer than a minute become one."""
        known = self._stretches
        if known and known[-1].lo <= time.lo <= known[-1].hi + SILENCE_NS:
            self._counts[-1] += lines
            if time.hi > known[-1].hi:
                known[-1] = Interval(known[-1].lo, time.hi)
            return
        start = bisect_left(known, time.lo - SILENCE_NS, key=lambda each: each.hi)
        end = bisect_right(known, time.hi + SILENCE_NS, key=lambda each: each.lo)
        near = known[start:end]
        self._counts[start:end] = [lines + sum(self._counts[start:end])]
        known[start:end] = (
            [Interval(min(time.lo, *(n.lo for n in near)), max(time.hi, *(n.hi for n in near)))] if near else [time]
        )

    def unite(self, other: Stretches) -> None:
        """Add what another account of the same host heard."""
        for time, lines in other.heard():
            self.add(time, lines)

    def heard(self) -> Iterator[tuple[Interval, int]]:
        """Yield the stretches in the order of time, each with its number of lines."""
        yield from zip(self._stretches, self._counts, strict=True)

    def silences(self) -> Iterator[Interval]:
        """Yield the silences that are longer than a minute and than 100 times the mean distance of the lines."""
        if not self._stretches:
            return
        mean = (self._stretches[-1].hi - self._stretches[0].lo) // max(1, sum(self._counts))
        for before, after in pairwise(self._stretches):
            if after.lo - before.hi > max(SILENCE_NS, UNUSUAL * mean):
                yield Interval(before.hi + 1, after.lo - 1)
