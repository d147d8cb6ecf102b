"""Durations as HAProxy reads them (manual 2.5): whole numbers, milliseconds unless a unit says otherwise."""

from __future__ import annotations

import re
from typing import NamedTuple

from checker.base.time import NS_PER_MS, NS_PER_S, NS_PER_US

_WRITTEN = re.compile(r"([0-9]+)(us|ms|[smhd])?", re.ASCII)
_UNITS = {
    "us": NS_PER_US,
    "ms": NS_PER_MS,
    "s": NS_PER_S,
    "m": 60 * NS_PER_S,
    "h": 3600 * NS_PER_S,
    "d": 86400 * NS_PER_S,
}
_LONGEST = 2**31 - 1


class Duration(NamedTuple):
    """How long, and what HAProxy ignores behind it ('': nothing)."""

    ns: int
    ignored: str


class DurationError(ValueError):
    """Not a duration, or one that HAProxy refuses; says why."""


def duration(text: str, *, default: str = "ms", unit: str = "ms") -> Duration:
    """Return what a duration means; one that is no multiple of the unit that HAProxy keeps it in is rounded up.

    `default` is the unit of a bare number, `unit` the one in which HAProxy keeps the value (`s` for few keywords).
    """
    match = _WRITTEN.match(text)
    if not match:
        raise DurationError(f"'{text}' is not a duration (a whole number and us, ms, s, m, h or d)")
    rest = text[match.end() :]
    if rest.startswith("."):
        raise DurationError(f"'{text}' is not a whole number, and HAProxy takes no decimals")
    if rest and not match[2]:
        raise DurationError(f"'{text}' has no unit that HAProxy knows (us, ms, s, m, h or d)")
    ns = int(match[1][:20]) * _UNITS[match[2] or default]
    kept = -(-ns // _UNITS[unit])
    if kept > _LONGEST:
        raise DurationError(f"'{text}' is longer than HAProxy can count (24.8 days)")
    return Duration(kept * _UNITS[unit], rest)
