"""Printed stamps as intervals: what a date of a log line can mean, and what it cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from checker.base.time import NS_PER_MS, NS_PER_S, Interval

MONTHS: Mapping[str, int] = MappingProxyType(
    {"JanFebMarAprMayJunJulAugSepOctNovDec"[3 * n : 3 * n + 3]: n + 1 for n in range(12)}
)

# A logger stamps a message when it takes it from the socket. rsyslog was measured to be about 0.1 ms behind the
# event, with rare waits for the processor; ten times that is still far below every bound that a property states.
# Whole seconds are widened too: an event at .9999 is received, and printed, in the next second.
RECEIPT_DELAY_NS = NS_PER_MS

QUARTER_NS = 15 * 60 * NS_PER_S
# The zones that are in use (local minus UTC): whole hours, and the few others. Knowing them keeps a late stamp from
# being taken for a zone that nobody has.
ZONES_NS: tuple[int, ...] = tuple(
    quarters * QUARTER_NS
    for quarters in sorted({*range(-48, 57, 4), -38, -14, -10, 14, 18, 22, 26, 38, 42, 23, 35, 51, 55})
)
_HALF_YEAR_NS = 182 * 86400 * NS_PER_S
_EPOCH = date(1970, 1, 1).toordinal()


def civil_ns(year: int, month: int, day: int, seconds: int, fraction_ns: int = 0) -> int | None:
    """Return the nanoseconds of a civil date as if it were UTC, or None for a date that does not exist.

    `seconds` counts from midnight and may be 86400 (a leap second).
    """
    try:
        days = date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None
    return (days * 86400 + seconds) * NS_PER_S + fraction_ns


def clock_seconds(hour: str, minute: str, second: str) -> int | None:
    """Return the seconds since midnight of a printed time of day, or None when there is no such time."""
    h, m, s = int(hour), int(minute), int(second)
    return h * 3600 + m * 60 + s if h < 24 and m < 60 and s <= 60 else None


def dated_near(month: int, day: int, seconds: int, reference_ns: int, fraction_ns: int = 0) -> int | None:
    """Return the instant of a date without a year: the one that lies nearest to the reference."""
    year = _year_of(reference_ns)
    same = civil_ns(year, month, day, seconds, fraction_ns)
    if same is not None and abs(same - reference_ns) < _HALF_YEAR_NS:
        return same
    years = (civil_ns(y, month, day, seconds, fraction_ns) for y in range(year - 1, year + 2))
    known = [ns for ns in years if ns is not None]
    if not known:  # 29 February with no leap year next to the reference
        return next((ns for y in range(year - 4, year) if (ns := civil_ns(y, month, day, seconds)) is not None), None)
    return min(known, key=lambda ns: abs(ns - reference_ns))


def _year_of(ns: int) -> int:
    seconds = min(max(ns // NS_PER_S, -62135596800 + 366 * 86400), 253402300799 - 366 * 86400)
    return datetime.fromtimestamp(seconds, UTC).year


def printed(ns: int, resolution_ns: int) -> Interval:
    """Return the instants that a program prints as `ns` when it cuts its clock to `resolution_ns`."""
    return Interval(ns, ns + resolution_ns - 1)


def received(ns: int, resolution_ns: int) -> Interval:
    """Return the instants at which something happened that a logger stamped on receipt."""
    return Interval(ns - RECEIPT_DELAY_NS, ns + resolution_ns - 1)


def fraction(digits: str) -> tuple[int, int]:
    """Return the nanoseconds of the decimals of a second, and the resolution that they print."""
    if not digits:
        return 0, NS_PER_S
    digits = digits[:9]
    resolution: int = 10 ** (9 - len(digits))
    return int(digits) * resolution, resolution


def zone_between(local_ns: int, utc_ns: int) -> int | None:
    """Return the zone (local minus UTC) that explains two stamps of one instant, or None when no zone does.

    Zones are quarters of an hour apart, so a few minutes of error round away.
    """
    zone = (local_ns - utc_ns + QUARTER_NS // 2) // QUARTER_NS * QUARTER_NS
    return zone if zone in ZONES_NS else None
