"""When a snapshot was taken: what the name of its file, or a line before it, says."""

from __future__ import annotations

import re
from pathlib import PurePath

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.readers.clocks import civil_ns, clock_seconds, fraction, printed
from checker.readers.postgresql_stamp import zone_ns

# A script that names a file and asks HAProxy does so in two steps, in either order; they were measured to be a few
# milliseconds apart. The answer itself shows one instant.
STEPS_NS = 100 * NS_PER_MS
_CIVIL = re.compile(
    r"(?<!\d)(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)[T_. -]{0,2}([0-2]\d)[-_.:hH]?([0-5]\d)(?:[-_.:mM]?([0-6]\d)"
    r"(?:[.,_-]?(\d{1,9})(?!\d))?)?[sS]?(Z|UTC|[+-]\d\d:?\d\d)?(?![\d])",
    re.ASCII,
)
_EPOCH = re.compile(r"(?<!\d)(1\d{9})(?:[.,_]?(\d{1,9}))?(?!\d)", re.ASCII)
_LINE = re.compile(r"[#=\-\s]{0,8}\S{5,40}(?: \S{2,20}){0,2}[#=\-\s]{0,8}\Z", re.ASCII)
_MINUTE_NS = 60 * NS_PER_S


def taken_at(path: str, own_zone_ns: int) -> Interval | None:
    """Return when a snapshot was taken, as its file's name says, or None where it does not."""
    return _instant(PurePath(path.rpartition("!")[2] or path).name, own_zone_ns)


def stamped(line: str, own_zone_ns: int) -> Interval | None:
    """Return the time in a line that holds hardly more than a time, such as what `date` prints before a snapshot."""
    return _instant(line, own_zone_ns) if _LINE.match(line) else None


def _instant(text: str, own_zone_ns: int) -> Interval | None:
    found = _civil(text, own_zone_ns) or _epoch(text)
    return found.widen(STEPS_NS, STEPS_NS) if found else None


def _civil(text: str, own_zone_ns: int) -> Interval | None:
    match = _CIVIL.search(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, digits, zone = match.groups()
    seconds = clock_seconds(hour, minute, second or "0")
    ns, resolution = fraction(digits or "")
    local = civil_ns(int(year), int(month), int(day), seconds, ns) if seconds is not None else None
    if local is None:
        return None
    offset = zone_ns(zone) if zone else None
    return printed(local - (own_zone_ns if offset is None else offset), resolution if second else _MINUTE_NS)


def _epoch(text: str) -> Interval | None:
    match = _EPOCH.search(text)
    if match is None:
        return None
    ns, resolution = fraction(match[2] or "")
    return printed(int(match[1]) * NS_PER_S + ns, resolution)
