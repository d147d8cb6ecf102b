"""Time as closed intervals of integer nanoseconds since the Unix epoch (UTC).

Integers, because microsecond stamps of 2026 do not fit a float exactly and verdicts must not depend on rounding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

NS_PER_US = 1_000
NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000

_UNITS = {
    "ns": 1,
    "us": NS_PER_US,
    "µs": NS_PER_US,
    "ms": NS_PER_MS,
    "s": NS_PER_S,
    "m": 60 * NS_PER_S,
    "min": 60 * NS_PER_S,
    "h": 3600 * NS_PER_S,
    "d": 86400 * NS_PER_S,
}
_DURATION = re.compile(r"\s*([+-]?)(\d+(?:\.\d+)?)\s*([a-zµ]+)\s*\Z", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A closed interval [lo, hi] of nanoseconds: the instant lies in it, nobody knows where."""

    lo: int
    hi: int

    def __post_init__(self) -> None:
        if self.lo > self.hi:
            raise ValueError(f"interval ends before it starts: {self.lo} > {self.hi}")

    def shift(self, ns: int) -> Interval:
        """Return the interval moved by `ns` nanoseconds."""
        return Interval(self.lo + ns, self.hi + ns)

    def widen(self, before: int, after: int) -> Interval:
        """Return the interval made larger by `before` and `after` nanoseconds (both >= 0)."""
        return Interval(self.lo - before, self.hi + after)

    def overlaps(self, other: Interval) -> bool:
        """Say whether some instant lies in both."""
        return self.lo <= other.hi and other.lo <= self.hi

    def meet(self, other: Interval) -> Interval | None:
        """Return the instants that lie in both, or None."""
        lo, hi = max(self.lo, other.lo), min(self.hi, other.hi)
        return Interval(lo, hi) if lo <= hi else None


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same instants as disjoint intervals in their order."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.lo <= joined[-1].hi + 1:
            joined[-1] = Interval(joined[-1].lo, max(joined[-1].hi, interval.hi))
        else:
            joined.append(interval)
    return joined


def parse_duration(text: str) -> int:
    """Return the nanoseconds of `6s`, `100ms`, `1.5 h`; raise ValueError when a unit is missing or unknown."""
    match = _DURATION.match(text)
    if not match or match[3].lower() not in _UNITS:
        raise ValueError(f"not a duration: {text!r} (write a number and a unit, such as 100ms, 6s or 2m)")
    whole, _, fraction = match[2].partition(".")
    unit = _UNITS[match[3].lower()]
    ns = int(whole) * unit + (int(fraction) * unit // 10 ** len(fraction) if fraction else 0)
    return -ns if match[1] == "-" else ns


def show_duration(ns: int) -> str:
    """Return the duration with one unit, rounded to three decimals where it is not a multiple: 6s, 100ms, 3.043s."""
    sign, ns = ("-", -ns) if ns < 0 else ("", ns)
    for unit in ("s", "ms", "us"):
        if ns % _UNITS[unit] == 0:
            return f"{sign}{ns // _UNITS[unit]}{unit}"
        if ns >= _UNITS[unit]:
            return f"{sign}{ns / _UNITS[unit]:.3f}".rstrip("0").rstrip(".") + unit
    return f"{sign}{ns}ns"


_FIRST_NS = int(datetime.min.replace(tzinfo=UTC).timestamp()) * NS_PER_S
_LAST_NS = int(datetime.max.replace(tzinfo=UTC, microsecond=0).timestamp()) * NS_PER_S + NS_PER_S - 1


def show_instant(ns: int, digits: int = 3) -> str:
    """Return an ISO 8601 instant in UTC with `digits` decimals (0 to 9), truncated.

    No stamp can be outside of the years 1 to 9999, only what is reckoned from one: it is shown as their first or last.
    """
    seconds, rest = divmod(min(max(ns, _FIRST_NS), _LAST_NS), NS_PER_S)
    stamp = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat()
    return f"{stamp}.{rest:09d}"[: 20 + digits if digits else 19] + "Z"
