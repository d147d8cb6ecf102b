"""Critical points: the only instants at which the truth of a past formula can change.

They are the instants of the changes plus sums of window bounds, so they are known before the instants are: a point is a
change, by its index, and a number of nanoseconds after it. If all timings agree on the order of the critical points and
of the moment of evaluation, then all timings agree on the truth, and one of them tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from checker.base.time import Interval
from checker.logic.formula import Atom, Bound, Formula, Historically, Once, Since, Window, children, walk
from checker.logic.timing import Question

# A change by its index, or NOW for the moment of evaluation, and the nanoseconds after it.
Point = tuple[int, int]
NOW = -1

# Formulas compare critical points shifted by at most one nanosecond each, for open and closed ends; this is enough.
MARGIN = 4

MOST_POINTS = 240


@dataclass(frozen=True, slots=True)
class CriticalPoints:
    """The critical points of the subformulas of one question, computed once each."""

    question: Question
    _known: dict[Formula, tuple[Point, ...]] = field(default_factory=dict)

    def of(self, formula: Formula) -> tuple[Point, ...]:
        """Return the points at which the formula may change, in a fixed order."""
        if formula not in self._known:
            self._known[formula] = tuple(sorted(set(self._of(formula))))
        return self._known[formula]

    def _of(self, formula: Formula) -> Iterator[Point]:
        match formula:
            case Atom():
                for i in self.question.relevant:
                    change = self.question.changes[i]
                    if change.atom == formula:
                        yield from [(i, 0), (i, 1)] if change.passing else [(i, 0)]
            case Since(left, right, window):
                yield from self.of(left)
                # `left` holds again from c on, so it has held throughout (c - 1, t], which the window allows from
                # c - 1 + lower on.
                yield from (later(c, nanoseconds(window.lower) - 1) for c in self.of(left))
                yield from self._window_ends(right, window)
            case Once(operand, window) | Historically(operand, window):
                yield from self._window_ends(operand, window)
            case _:
                for child in children(formula):
                    yield from self.of(child)

    def _window_ends(self, formula: Formula, window: Window) -> Iterator[Point]:
        for c in self.of(formula):
            yield later(c, nanoseconds(window.lower))
            if window.upper is not None:
                yield later(c, nanoseconds(window.upper))

    def in_one_order(self) -> bool:
        """Say whether all timings put all critical points and the moment in one order, with a margin."""
        if len(self.question.relevant) > MOST_POINTS:
            return False
        points = {(NOW, 0)}
        for part in walk(self.question.formula):
            points.update(self.of(part))
            if len(points) > MOST_POINTS:
                return False
        return all(self._ordered(one, other) for one, other in self._near(points))

    def _near(self, points: Iterable[Point]) -> Iterator[tuple[Point, Point]]:
        """Yield the pairs of points that may lie within the margin of each other, whatever their clocks are off."""
        spans = sorted((self._span(point), point) for point in points)
        open_: list[tuple[int, Point]] = []
        for span, point in spans:
            open_ = [(until, other) for until, other in open_ if until >= span.lo - MARGIN]
            yield from ((other, point) for _, other in open_)
            open_.append((span.hi, point))

    def _span(self, point: Point) -> Interval:
        change = self.question.at if point[0] == NOW else self.question.changes[point[0]]
        offset = self.question.offsets[change.clock]
        return Interval(change.time.lo + offset.lo, change.time.hi + offset.hi).shift(point[1])

    def _ordered(self, one: Point, other: Point) -> bool:
        distance = self._distance(one, other)
        if distance.lo < distance.hi:
            return distance.lo > MARGIN or distance.hi < -MARGIN
        # A distance that is known is an order, unless it is a tie in which either change may have the last word.
        changes = self.question.changes
        apart = distance.lo != 0 or one[1] != other[1] or one[0] == other[0]
        return apart or NOW in (one[0], other[0]) or changes[one[0]].atom != changes[other[0]].atom

    def _distance(self, one: Point, other: Point) -> Interval:
        """Return how far `one` may lie after `other`."""
        shift = one[1] - other[1]
        if one[0] == other[0]:
            return Interval(shift, shift)
        changes, offsets = self.question.changes, self.question.offsets
        first, second = (self.question.at if p[0] == NOW else changes[p[0]] for p in (one, other))
        distance = Interval(first.time.lo - second.time.hi, first.time.hi - second.time.lo).shift(shift)
        if first.clock == second.clock:
            return distance
        a, b = offsets[first.clock], offsets[second.clock]
        return distance.widen(b.hi - a.lo, a.hi - b.lo)


def later(point: Point, shift: int) -> Point:
    """Return the point that lies `shift` nanoseconds after another."""
    return point[0], point[1] + shift


def nanoseconds(bound: Bound) -> int:
    """Return a bound of a ground formula, in which parameters have been replaced."""
    if not isinstance(bound, int):
        raise ValueError(f"a window still has the parameter '{bound}'; see checker.logic.grounding")
    return bound
