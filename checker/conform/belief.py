"""What can be known of one fluent over time, and from which events.

A belief is a signal of the logic together with its reasons: every stretch says which events decide it or, where it is
unknown, why, and which further source would settle it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from checker.base.time import Interval
from checker.logic.signal import BEGINNING, END, Run, Signal
from checker.logic.truth import Truth
from checker.model.event import Event


class Ground(Enum):
    """Why a stretch has the truth that it has."""

    KNOWN = "known"
    # The value changes somewhere in this stretch; how the stamps interleave decides.
    TRANSITION = "transition"
    # Lines were lost here, or the source was not heard: something may have happened that nobody told.
    GAP = "gap"
    # No source ever said anything about this fluent up to here.
    UNOBSERVED = "unobserved"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A half-open stretch [lo, hi) of nanoseconds with one truth value and the reasons for it."""

    lo: int
    hi: int
    truth: Truth
    ground: Ground
    because: tuple[Event, ...] = ()
    why: str = ""
    settles: str = ""


@dataclass(frozen=True, slots=True)
class Belief:
    """Adjoining stretches that cover all instants, in the order of time."""

    stretches: tuple[Stretch, ...]

    @classmethod
    def of(cls, stretches: Iterable[Stretch], otherwise: Stretch) -> Belief:
        """Return a belief of disjoint stretches in the order of time, with `otherwise` in all the holes."""
        filled: list[Stretch] = []
        position = BEGINNING
        for stretch in stretches:
            if stretch.lo >= stretch.hi:
                continue
            if stretch.lo > position:
                filled.append(_recut(otherwise, position, stretch.lo))
            elif stretch.lo < position:
                raise ValueError(f"stretches overlap: one starts at {stretch.lo}, the one before ends at {position}")
            filled.append(stretch)
            position = stretch.hi
        if position < END:
            filled.append(_recut(otherwise, position, END))
        return cls(tuple(filled))

    def between(self, lo: int, hi: int) -> Iterator[Stretch]:
        """Yield the stretches that share an instant with the closed interval [lo, hi]."""
        index = bisect_right(self.stretches, lo, key=lambda s: s.lo) - 1
        while index < len(self.stretches) and self.stretches[index].lo <= hi:
            yield self.stretches[index]
            index += 1

    def signal(self, unobserved: Truth = Truth.UNKNOWN) -> Signal:
        """Return the truth over time, with `unobserved` where no source ever spoke."""
        return Signal.from_runs(
            Run(s.lo, s.hi, unobserved if s.ground is Ground.UNOBSERVED else s.truth) for s in self.stretches
        )

    def continued(self, instant: int) -> Signal:
        """Return the truth over time as if what was known last had gone on where, at an instant, nobody looked."""
        at = bisect_right(self.stretches, instant, key=lambda s: s.lo) - 1
        runs = [Run(s.lo, s.hi, s.truth) for s in self.stretches]
        if at > 0 and self.stretches[at].ground in (Ground.GAP, Ground.UNOBSERVED):
            runs[at] = Run(runs[at].lo, runs[at].hi, runs[at - 1].truth)
        return Signal.from_runs(runs)

    def overlaid(self, above: Belief) -> Belief:
        """Return this belief where `above` does not know, and `above` where it does; UNKNOWN where they disagree."""
        cuts = sorted({s.lo for s in self.stretches} | {s.lo for s in above.stretches})
        merged: list[Stretch] = []
        for lo, hi in zip(cuts, [*cuts[1:], END], strict=True):
            below, over = next(self.between(lo, lo)), next(above.between(lo, lo))
            merged.append(_recut(_stronger(below, over), lo, hi))
        return Belief(tuple(_joined(merged)))


def _stronger(below: Stretch, over: Stretch) -> Stretch:
    if over.truth is Truth.UNKNOWN:
        informative = over.ground in (Ground.TRANSITION, Ground.GAP)
        return over if below.truth is Truth.UNKNOWN and informative else below
    if below.truth in (Truth.UNKNOWN, over.truth):
        return over
    return Stretch(
        over.lo,
        over.hi,
        Truth.UNKNOWN,
        Ground.GAP,
        over.because + below.because,
        "two sources contradict each other",
        "find out which of the two sources is wrong (clocks, lost lines)",
    )


def _recut(stretch: Stretch, lo: int, hi: int) -> Stretch:
    return Stretch(lo, hi, stretch.truth, stretch.ground, stretch.because, stretch.why, stretch.settles)


def _joined(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    pending: Stretch | None = None
    for stretch in stretches:
        if pending is not None and _same(pending, stretch):
            pending = _recut(pending, pending.lo, stretch.hi)
            continue
        if pending is not None:
            yield pending
        pending = stretch
    if pending is not None:
        yield pending


def _same(a: Stretch, b: Stretch) -> bool:
    return (a.truth, a.ground, a.because, a.why) == (b.truth, b.ground, b.because, b.why)


def closed(stretch: Stretch) -> Interval:
    """Return the instants of a stretch as a closed interval."""
    return Interval(stretch.lo, stretch.hi - 1)
