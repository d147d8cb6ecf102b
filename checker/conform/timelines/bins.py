"""How many events there were when: in bins of one width, which do not grow in number with the events."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from checker.base.time import NS_PER_MS, NS_PER_S, Interval

MOST_BINS = 600
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
# Widths that people count in (s), above those of 1, 2 and 5 times a power of ten.
_SECONDS = (1, 2, 5, 10, 15, 30, *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)), *(n * _HOUR for n in (1, 2, 6, 12)))
# More kinds of events than these are not told apart.
MOST_KEYS = 1000


class Key(NamedTuple):
    """What events are counted together: their kind, who tells of them, what they are about, and how they ended.

    `about` is as the source says it.
    """

    kind: str
    host: str
    program: str
    about: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Bins:
    """So many bins of `step` ns from `start` on; `start` is a multiple of `step`, as seconds and days are of theirs."""

    start: int
    step: int
    number: int

    @classmethod
    def over(cls, span: Interval) -> Bins:
        """Return the narrowest bins that cover a span and are no more than `MOST_BINS`."""
        for step in _steps():
            first, last = span.lo // step, span.hi // step
            if last - first < MOST_BINS:
                return cls(first * step, step, last - first + 1)
        raise AssertionError("there is a step for every span")

    @property
    def end(self) -> int:
        """The first instant behind all bins."""
        return self.start + self.step * self.number


def _steps() -> Iterator[int]:
    for power in (1, 10, 100):
        yield from (n * power * NS_PER_MS for n in (1, 2, 5))
    yield from (n * NS_PER_S for n in _SECONDS)
    days = 1
    while True:
        yield days * _DAY * NS_PER_S
        days *= 2


class Counts:
    """Takes events one after the other, in any order, and keeps how many there were: flat, however many they are.

    There are bins for each of some disjoint spans, which are in the order of time; what lies in none is counted too.
    """

    def __init__(self, spans: Sequence[Interval]) -> None:
        self._spans = spans
        self.bins = tuple(map(Bins.over, spans))
        self._starts = [bins.start for bins in self.bins]
        self._counts: dict[Key, list[array[int]]] = {}
        self.outside: dict[Key, int] = {}

    @property
    def step(self) -> int:
        """The widest step that all instants may be cut to without changing what is counted (ns)."""
        return NS_PER_S if all(bins.step % NS_PER_S == 0 for bins in self.bins) else NS_PER_MS

    def add(self, key: Key, instant: int, number: int = 1) -> None:
        """Count so many events at an instant (ns)."""
        at = bisect_right(self._starts, instant) - 1
        bins = self.bins[at] if at >= 0 else None
        if key not in self._counts:
            key = self._begun(key)
        if bins is None or instant >= bins.end:
            self.outside[key] += number
        else:
            self._counts[key][at][(instant - bins.start) // bins.step] += number

    def _begun(self, key: Key) -> Key:
        if len(self._counts) >= MOST_KEYS:
            key = key._replace(about="", host="", program="")
        if key not in self._counts:
            self._counts[key] = [array("q", bytes(8 * bins.number)) for bins in self.bins]
            self.outside[key] = 0
        return key

    def empty(self) -> Counts:
        """Return the same bins with nothing in them."""
        return Counts(self._spans)

    def unite(self, other: Counts) -> None:
        """Take over what was counted elsewhere, in the same bins."""
        for key, counts in other._counts.items():
            known = self._begun(key)
            self.outside[known] += other.outside[key]
            for mine, more in zip(self._counts[known], counts, strict=True):
                for at, number in enumerate(more):
                    mine[at] += number

    @property
    def keys(self) -> Collection[Key]:
        """What was counted, apart from each other."""
        return self._counts.keys()

    def of(self, span: int) -> Mapping[Key, array[int]]:
        """Return the counts in the bins of the span of this number, by what was counted together."""
        return {key: counts[span] for key, counts in self._counts.items() if any(counts[span])}
