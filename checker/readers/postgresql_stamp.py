"""The stamps that PostgreSQL and PgBouncer print: a civil date with the name of its zone, or epoch seconds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from checker.base.time import NS_PER_S, Interval
from checker.readers.clocks import civil_ns, clock_seconds, fraction, printed
from checker.readers.syslog import zone_offset

# Abbreviations that mean one zone only (half hours). CST, IST and BST are used by several: like a stamp without a
# zone they are read in the zone of the host.
_HALF_HOURS: Mapping[str, int] = MappingProxyType(
    {
        **{"WET": 0, "WEST": 2, "CET": 2, "CEST": 4, "MET": 2, "MEST": 4, "EET": 4, "EEST": 6, "MSK": 6},
        **{"EST": -10, "EDT": -8, "CDT": -10, "MST": -14, "MDT": -12, "PST": -16, "PDT": -14, "AKST": -18, "HST": -20},
        **{"JST": 18, "KST": 18, "HKT": 16, "PKT": 10, "SAST": 4, "NZST": 24, "NZDT": 26, "AEST": 20, "AEDT": 22},
        **{"ACST": 19, "ACDT": 21, "AWST": 16, "NST": -7, "NDT": -5},
    }
)
ZONE = r"(?:[+-]\d\d(?::?\d\d)?|<[+-]\d\d>|[A-Z][A-Za-z]{1,4}|Z)"
STAMP = rf"\d{{4}}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?(?: ?{ZONE}\b)?"
_PARTS = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{{1,9}}))?(?: ?({ZONE})\b)?", re.ASCII)
_EPOCH = re.compile(r"(\d{9,11})(?:\.(\d{1,9}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a line was printed, and whether the line itself says in which zone."""

    time: Interval
    zoned: bool


def zone_ns(name: str) -> int | None:
    """Return local minus UTC of a printed zone, or None where the name does not tell."""
    name = name.strip("<>")
    if name in _HALF_HOURS:
        return _HALF_HOURS[name] * 1800 * NS_PER_S
    return zone_offset(name)


def read_stamp(text: str, own_zone_ns: int) -> Stamp | None:
    """Return what the stamp means (`own_zone_ns` where it names no zone), or None for a time that does not exist."""
    match = _PARTS.match(text)
    if match is None:
        return _epoch(text)
    year, month, day, hour, minute, second, digits, zone = match.groups()
    seconds = clock_seconds(hour, minute, second)
    ns, resolution = fraction(digits or "")
    local = civil_ns(int(year), int(month), int(day), seconds, ns) if seconds is not None else None
    if local is None:
        return None
    offset = zone_ns(zone) if zone else None
    return Stamp(printed(local - (own_zone_ns if offset is None else offset), resolution), offset is not None)


def _epoch(text: str) -> Stamp | None:
    match = _EPOCH.match(text)
    if match is None:
        return None
    ns, resolution = fraction(match[2] or "")
    return Stamp(printed(int(match[1]) * NS_PER_S + ns, resolution), True)
