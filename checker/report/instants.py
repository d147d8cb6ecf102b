"""How instants are written: exact ISO 8601 for machines, short clock times for people (always UTC)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checker.base.time import NS_PER_MS, NS_PER_S, Interval, show_instant

DAY_LENGTH = len("2026-11-21")


def show_exact(ns: int) -> str:
    """Return an instant with milliseconds, or with as many decimals more as it takes to be exact."""
    return show_instant(ns, max(3, _digits(ns)))


def _digits(ns: int) -> int:
    """Return how many decimals (0, 3, 6 or 9) an instant needs."""
    return next(digits for digits in (0, 3, 6, 9) if ns % 10 ** (9 - digits) == 0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a report writes times: without the date when all of it is of one day, which is then printed once."""

    day: str = ""

    @classmethod
    def of(cls, times: Iterable[Interval]) -> Calendar:
        """Return the calendar of a report that will print these times."""
        days = {show_instant(end, 0)[:DAY_LENGTH] for time in times for end in (time.lo, time.hi)}
        return cls(days.pop() if len(days) == 1 else "")

    def stretch(self, time: Interval, finest: int = 6) -> str:
        """Return `lo to hi`, or one time when they look the same; never narrower than the interval.

        Milliseconds do for an interval that is longer than one.
        """
        finest = min(finest, 3) if time.hi - time.lo >= NS_PER_MS - 1 else finest
        digits = min(finest, max(_digits(time.lo), _digits(time.hi)))
        step = NS_PER_S // 10**digits
        lo, hi = self._clock(time.lo, digits), self._clock(-(-time.hi // step) * step, digits)
        if lo == hi:
            return lo
        second, point, _ = lo.partition(".")
        # Within one second the fraction is enough: 19:24:46.195 to .196
        return f"{lo} to {hi.removeprefix(second)}" if point and hi.startswith(second) else f"{lo} to {hi}"

    def _clock(self, ns: int, digits: int) -> str:
        day, _, clock = show_instant(ns, digits).removesuffix("Z").partition("T")
        return clock if day == self.day else f"{day} {clock}"
