"""Things in the order of time, to ask which of them overlap an interval without looking at all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from checker.base.time import Interval

T = TypeVar("T")


class Timeline(Generic[T]):
    """Answers in the time of a bisection, as long as few of the intervals are much wider than the others."""

    __slots__ = ("_items", "_starts", "_time", "_widest")

    def __init__(self, items: Iterable[T], time: Callable[[T], Interval]) -> None:
        self._items = sorted(items, key=time)
        self._time = time
        self._starts = [time(item).lo for item in self._items]
        self._widest = max((time(item).hi - time(item).lo for item in self._items), default=0)

    def overlapping(self, interval: Interval) -> list[T]:
        """Return the things that share an instant with the interval, in the order of time."""
        first = bisect_left(self._starts, interval.lo - self._widest)
        behind = bisect_right(self._starts, interval.hi)
        return [item for item in self._items[first:behind] if self._time(item).overlaps(interval)]
