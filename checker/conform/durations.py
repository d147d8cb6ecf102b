"""For how long something lasted: at least and at most, as far as the evidence bounds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.base.time import Interval
from checker.conform.question import lasting_of
from checker.conform.words import span as shown
from checker.logic.formula import Atom, Formula, Historically, Implies, walk
from checker.logic.monitor import evaluate
from checker.logic.signal import Run, Signal
from checker.logic.truth import Truth

# Bounds that are closer together than this are one duration to a person.
SAME_NS = 1_000_000
# How far around an instant is looked at first, in times of the bound; then so many times further.
_FIRST_LOOK = 4


@dataclass(frozen=True, slots=True)
class Duration:
    """How long (ns) a stretch lasted at least and at most, and from when it certainly did."""

    least: int
    most: int
    since: int

    def __str__(self) -> str:
        """Return it as messages quote it."""
        if self.most - self.least < SAME_NS:
            return shown(self.least)
        if self.least < SAME_NS:
            return f"up to {shown(self.most)}"
        return f"between {shown(self.least)} and {shown(self.most)}"


def duration(formula: Formula, signals: Mapping[Atom, Signal], at: int, observed: Interval) -> Duration | None:
    """Return how long that lasted whose length a formula bounds (`not historically[0, b] f`), around an instant.

    None where the formula bounds nothing, or nothing may have lasted there. What was still going on where the sources
    end has no upper bound, so it counts up to there.
    """
    # What a guard bounds only says which cases count.
    conclusion = formula.right if isinstance(formula, Implies) else formula
    bounded = next((node.operand for node in walk(conclusion) if isinstance(node, Historically)), None)
    if bounded is None:
        return None
    width = _FIRST_LOOK * max(lasting_of(conclusion), SAME_NS)
    while True:
        near = Interval(max(observed.lo, at - width), min(observed.hi, at + width))
        found = _around(bounded, signals, at, near)
        if found is None:
            return None
        runs, sure = found
        cut = (runs.lo == near.lo > observed.lo) or (runs.hi > near.hi < observed.hi)
        if not cut:
            least, since = (sure.hi - sure.lo, sure.lo) if sure else (0, runs.lo)
            return Duration(least, runs.hi - runs.lo, since)
        width *= _FIRST_LOOK


def _around(bounded: Formula, signals: Mapping[Atom, Signal], at: int, near: Interval) -> tuple[Run, Run | None] | None:
    """The stretch around an instant in which it may have lasted, and the longest in it in which it surely did."""
    runs = list(evaluate(bounded, signals, near.lo, near.hi).runs(near.lo, near.hi + 1))
    there = [n for n, r in enumerate(runs) if r.lo <= at and r.truth is not Truth.FALSE and at - 1 <= r.hi]
    if not there:
        return None
    first = last = there[-1]
    while first > 0 and runs[first - 1].truth is not Truth.FALSE:
        first -= 1
    while last + 1 < len(runs) and runs[last + 1].truth is not Truth.FALSE:
        last += 1
    sure = max((r for r in runs[first : last + 1] if r.truth is Truth.TRUE), key=lambda r: r.hi - r.lo, default=None)
    return Run(runs[first].lo, runs[last].hi, Truth.UNKNOWN), sure
