"""The law of inertia with evidence: a fluent keeps its value between events that say so, and no longer.

After the event calculus (Kowalski and Sergot 1986): events initiate and terminate fluents, which persist in between.
Here each event may also say what was true *before* it. Where the end of one stretch and the beginning of the next
contradict each other, lines are missing, and the value in between is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.knots import Fact, Knot, overlapping, tie
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event

# One change is often told by two lines (the check that decided it, then the state line): never further apart.
ECHO_NS = NS_PER_S
# The widest stamp of a log: whole seconds, taken a moment after the event.
COARSEST_NS = NS_PER_S + NS_PER_MS


@dataclass(frozen=True, slots=True)
class Lost:
    """A stretch of time in which lines of the source may be missing, and why."""

    time: Interval
    why: str
    settles: str


def believe(facts: Sequence[Fact], lost: Sequence[Lost], unobserved: Stretch, since: int = BEGINNING) -> Belief:
    """Return what the facts say under inertia; before the first that says anything, `unobserved`.

    Nothing is concluded backwards beyond `since`, the first instant at which the source was heard.
    """
    knots = list(_without_echoes([tie(group) for group in overlapping(facts)], [gap.time for gap in lost]))
    reaching = sorted((replace(gap, time=_reach(gap.time, facts)) for gap in lost), key=lambda g: g.time)
    stretches = [_not_before(s, since) for s in _stretches(knots, unobserved, reaching)]
    return _with_losses([s for s in stretches if s.lo < s.hi], reaching, unobserved)


def _reach(gap: Interval, facts: Sequence[Fact]) -> Interval:
    """Return a loss with the stamps of the lines that may have been written before, in or after it.

    One that only just touches it (by the moment that receipt takes) stands on the other side of its edge.
    """
    unsure = [
        f.time
        for f in facts
        if (f.time.lo + NS_PER_MS < gap.hi and gap.lo + NS_PER_MS < f.time.hi)
        or f.time.lo < gap.lo <= gap.hi < f.time.hi
    ]
    return Interval(min(gap.lo, *(t.lo - 1 for t in unsure), gap.lo), max(gap.hi, *(t.hi + 1 for t in unsure), gap.hi))


def _without_echoes(knots: list[Knot], lost: Sequence[Interval]) -> Iterator[Knot]:
    """Drop a knot that tells the same change once more, a moment later and with nothing lost between."""
    last: Knot | None = None
    for knot in knots:
        echo = (
            last is not None
            and (last.changes or last.before is None)
            and knot.after == last.after
            and knot.before is not None
            and knot.before != last.after
            and knot.time.lo - last.time.hi <= ECHO_NS
            and not any(gap.lo <= knot.time.hi and last.time.lo <= gap.hi for gap in lost)
        )
        if last is not None and echo:
            before = last.before if last.before is not None else knot.before
            last = Knot(
                last.time, before, last.after, last.changes or before != last.after, last.because + knot.because
            )
            continue
        if last is not None:
            yield last
        last = knot
    if last is not None:
        yield last


def _in_turn(knots: Sequence[Knot]) -> Iterator[Knot]:
    """A change that is known to come after another one comes after it, however wide its stamp.

    What a line only confirms it confirms up to where the next one may have changed it; one that may lie wholly beside
    such changes confirms nothing.
    """
    end, value = BEGINNING, None
    for knot, following in zip_longest(knots, knots[1:]):
        lo, hi = max(knot.time.lo, min(end + 1, knot.time.hi)), knot.time.hi
        if following is not None and _confirms(knot, value):
            hi = min(hi, following.time.lo - 1)
        if lo > hi:
            continue
        yield replace(knot, time=Interval(lo, hi))
        end, value = hi, knot.after


def _confirms(knot: Knot, value: bool | None) -> bool:
    """Whether a knot says that all is as it was, where `value` (None: unknown) was the last that is known."""
    if knot.changes or knot.after is None:
        return False
    return knot.before in (None, knot.after) if value == knot.after else value is None and knot.before == knot.after


def _stretches(knots: Sequence[Knot], unobserved: Stretch, lost: Sequence[Lost]) -> Iterator[Stretch]:
    previous: Knot | None = None
    for knot in _in_turn(knots):
        value = previous.after if previous is not None else knot.before
        known = knot.before if knot.before is not None else value
        unchanged = known == knot.after and not knot.changes
        if previous is not None and known is not None and unchanged and knot.before is None:
            # The line before alone says it: what may be lost between the two leaves it open up to the end of this one.
            yield _known(previous.time.hi + 1, knot.time.hi + 1, known, previous.because)
            previous = knot
            continue
        leading = list(_leading(previous, knot, unobserved, lost))
        yield from leading
        contradicts = known is not None and unchanged and value not in (None, known)
        if previous is not None and contradicts and leading[-1].ground is not Ground.KNOWN:
            # The line was written at one instant of these, and tells of those before it only back to what is missing.
            yield _missing(knot.time.lo, knot.time.hi + 1, previous.because + knot.because)
        elif known is not None and unchanged:
            yield _known(knot.time.lo, knot.time.hi + 1, known, knot.because)
        elif known is None and not knot.changes:
            # The first word about the fluent, and no sign of a change with it (a state line would stand beside it).
            yield replace(unobserved, lo=knot.time.lo, hi=knot.time.hi + 1)
        else:
            yield Stretch(
                knot.time.lo,
                knot.time.hi + 1,
                Truth.UNKNOWN,
                Ground.TRANSITION if knot.after is not None else Ground.GAP,
                knot.because,
                "the state changes within the resolution of the stamps",
                "a log with finer time stamps",
            )
        previous = knot
    if previous is not None and previous.after is not None:
        yield _known(previous.time.hi + 1, END, previous.after, previous.because)


def _missing(lo: int, hi: int, because: tuple[Event, ...]) -> Stretch:
    why = "a change of state is missing between two lines that contradict each other"
    return Stretch(lo, hi, Truth.UNKNOWN, Ground.GAP, because, why, "the lines that were lost here")


def _leading(previous: Knot | None, knot: Knot, unobserved: Stretch, lost: Sequence[Lost]) -> Iterator[Stretch]:
    """What is known between two knots (or before the first)."""
    before, after = knot.before, previous.after if previous is not None else None
    if previous is not None and after is not None and before is not None and after != before:
        missing = _missing(previous.time.hi + 1, knot.time.lo, previous.because + knot.because)
        yield from _around(
            missing, previous, knot, [g for g in lost if missing.lo <= g.time.hi and g.time.lo < missing.hi]
        )
    else:
        yield _between(previous, knot, unobserved)


def _around(missing: Stretch, previous: Knot, knot: Knot, lost: Sequence[Lost]) -> Iterator[Stretch]:
    """What is known around a missing change: where lines were lost it is one of these, else it may be anywhere."""
    if not lost or previous.after is None or knot.before is None:
        yield missing
        return
    lo = max(missing.lo, min(g.time.lo for g in lost))
    hi = min(missing.hi, max(g.time.hi for g in lost) + 1)
    yield _known(missing.lo, lo, previous.after, previous.because)
    yield replace(missing, lo=lo, hi=hi, why=lost[0].why, settles=lost[0].settles)
    if hi < missing.hi:
        yield _known(hi, missing.hi, knot.before, knot.because)


def _between(previous: Knot | None, knot: Knot, unobserved: Stretch) -> Stretch:
    hi = knot.time.lo
    if previous is None:
        if knot.before is None:
            return replace(unobserved, lo=BEGINNING, hi=hi)
        return _known(BEGINNING, hi, knot.before, knot.because)
    lo = previous.time.hi + 1
    both = previous.because + knot.because
    value = previous.after if previous.after is not None else knot.before
    if value is None:
        return Stretch(lo, hi, Truth.UNKNOWN, Ground.GAP, both, "the order of the lines before is not known", "")
    if knot.before is None:
        return _known(lo, hi, value, previous.because)
    return _known(lo, hi, value, knot.because if previous.after is None else both)


def _not_before(stretch: Stretch, since: int) -> Stretch:
    backwards = stretch.lo == BEGINNING and stretch.ground is Ground.KNOWN
    return replace(stretch, lo=min(since, stretch.hi)) if backwards else stretch


def _known(lo: int, hi: int, value: bool, because: tuple[Event, ...]) -> Stretch:
    return Stretch(lo, hi, Truth.TRUE if value else Truth.FALSE, Ground.KNOWN, because)


def _with_losses(stretches: list[Stretch], lost: Sequence[Lost], unobserved: Stretch) -> Belief:
    """Forget what inertia says inside a loss, and after it up to the next event that says something."""
    for gap in lost:
        stretches = [part for s in stretches for part in _cut(s, gap)]
    return Belief.of(stretches, unobserved)


def _cut(stretch: Stretch, gap: Lost) -> Iterator[Stretch]:
    lo, hi = max(stretch.lo, gap.time.lo), min(stretch.hi, gap.time.hi + 1)
    if lo >= hi or stretch.ground is not Ground.KNOWN:
        yield stretch
        return
    # What came before the loss is known only by what was said before it, what comes after it only by what was said
    # after it: a change there and back may be lost.
    before = tuple(e for e in stretch.because if e.time.hi < lo)
    after = tuple(e for e in stretch.because if e.time.lo >= hi) if stretch.hi != END else ()
    start, end = lo if before else stretch.lo, hi if after else stretch.hi
    if stretch.lo < start:
        yield Stretch(stretch.lo, start, stretch.truth, stretch.ground, before)
    yield Stretch(start, end, Truth.UNKNOWN, Ground.GAP, stretch.because, gap.why, gap.settles)
    if end < stretch.hi:
        yield Stretch(end, stretch.hi, stretch.truth, stretch.ground, after)
