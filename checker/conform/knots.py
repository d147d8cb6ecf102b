"""Facts whose stamps overlap: in which orders they may have happened, and what all of these orders agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from checker.base.time import NS_PER_MS, Interval
from checker.logic.signal import BEGINNING
from checker.model.event import Event

# Stamps narrower than this were taken on receipt, with microseconds.
FINE_NS = 2 * NS_PER_MS
# More facts than this with overlapping stamps are not put in order; the value is then unknown until the next fact.
LARGEST_KNOT = 6


@dataclass(frozen=True, slots=True)
class Fact:
    """An event says that the fluent had the value `before` it and has `after` from it on (None: it does not say)."""

    time: Interval
    before: bool | None
    after: bool | None
    event: Event


@dataclass(frozen=True, slots=True)
class Knot:
    """Facts whose stamps overlap, seen as one: values at both ends, and when the value changes if it does."""

    time: Interval
    before: bool | None
    after: bool | None
    changes: bool
    because: tuple[Event, ...]


def overlapping(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Group facts whose order is open, in the order of time."""
    group: list[Fact] = []
    end = BEGINNING
    for fact in sorted(facts, key=lambda f: (f.time, f.before is None, str(f.event.places))):
        if group and (fact.time.lo > end or all(_later(fact, other) for other in group)):
            yield group
            group = []
        end = max(end, fact.time.hi) if group else fact.time.hi
        group.append(fact)
    if group:
        yield group


def _later(fact: Fact, other: Fact) -> bool:
    """Say whether one logger stamped `fact` after `other`: what it receives from one program it receives in order.

    The stamps are intervals because they were taken a moment after the event, by the same moment for both.
    """
    same = (fact.event.source.host, fact.event.source.program) == (other.event.source.host, other.event.source.program)
    widths = fact.time.hi - fact.time.lo, other.time.hi - other.time.lo
    return same and (max(widths) <= FINE_NS or widths[0] == widths[1]) and fact.time.hi > other.time.hi


def tie(group: list[Fact]) -> Knot:
    """Return facts whose order is open as one."""
    hull = Interval(group[0].time.lo, max(f.time.hi for f in group))
    events = tuple(f.event for f in group)
    if len(group) > LARGEST_KNOT:
        group = _without_repeats(group)
    if len(group) > LARGEST_KNOT:
        same = {v for f in group for v in (f.before, f.after) if v is not None}
        value = next(iter(same)) if len(same) == 1 else None
        return Knot(hull, value, value, len(same) > 1, events)
    ends = {_ends(order) for order in permutations(group) if _consistent(order)}
    if not ends:
        return Knot(hull, None, None, True, events)
    befores, afters = {b for b, _, _ in ends}, {a for _, a, _ in ends}
    before = befores.pop() if len(befores) == 1 else None
    after = afters.pop() if len(afters) == 1 else None
    # Without a word about the time before it, a knot tells of a change only by contradicting what was known.
    changes = any(c for _, _, c in ends) or (None not in (before, after) and before != after)
    return Knot(_when(group, before, after, hull), before, after, changes, events)


def _without_repeats(group: Sequence[Fact]) -> list[Fact]:
    """Keep two of the facts of one stamp that only state one value: more add no order that ends otherwise."""
    stated = Counter[tuple[Interval, bool | None, bool | None]]()
    kept: list[Fact] = []
    for fact in group:
        what = fact.time, fact.before, fact.after
        stated[what] += fact.before in (None, fact.after)
        if stated[what] <= 2:
            kept.append(fact)
    return kept


def _consistent(order: Sequence[Fact]) -> bool:
    value: bool | None = None
    for fact in order:
        if None not in (value, fact.before) and value != fact.before:
            return False
        value = fact.after if fact.after is not None else (fact.before if fact.before is not None else value)
    return True


def _ends(order: Sequence[Fact]) -> tuple[bool | None, bool | None, bool]:
    first = next((v for f in order for v in (f.before, f.after) if v is not None), None)
    # A first fact without `before` says nothing about the time ahead of it, even when it says what comes after.
    before = order[0].before
    values = [v for f in order for v in (f.before, f.after) if v is not None]
    return before, values[-1] if values else None, any(v != first for v in values)


def _when(group: list[Fact], before: bool | None, after: bool | None, hull: Interval) -> Interval:
    """Narrow the instant of a single change that several lines tell: it lies in the stamps of all that tell of it.

    A line that says only what is (a check of a server that is DOWN) may come later than the change, but not before it.
    """
    telling = [f.time for f in group if f.after == after and f.before is not None and f.before != f.after]
    stating = [f.time for f in group if f.after == after and f.before is None]
    if before is None or before == after or not telling or len(telling) + len(stating) != len(group):
        return hull
    lo, hi = max(t.lo for t in telling), min(t.hi for t in (*telling, *stating))
    return Interval(lo, hi) if lo <= hi else hull
