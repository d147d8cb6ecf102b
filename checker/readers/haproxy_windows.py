"""Finding the session lines whose routing may lie in a few windows of time, at the speed of a byte search.

A line is found by its bracket date. Two things stand between that date and the routing: the zone of the date, which
is that of the HAProxy host, and the time that the session waited. Lines that waited for long say so in their timers
and are found by these, wherever their date lies.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache

from checker.base.time import NS_PER_S, Interval
from checker.readers.clocks import MONTHS, ZONES_NS
from checker.readers.streams import Block

# A request below these waits was routed at most 2 x 999 ms after its date (time to receive it + time in queue).
_SHORT_WAIT_S = 2
# Looking ahead may cross into the next line, which can only find too much, and is three times faster than not to.
_LONG_WAIT = re.compile(rb"\] (?=[^ ]++ [^ ]++ (?:[0-9]{4,}|-?[0-9]++/[0-9]{4,})/)")
_EVERY_LINE = re.compile(rb"\[[0-3][0-9]/[A-Z][a-z][a-z]/")
_ANY = -1
_MOST_UNITS = 6000
_RANGE_S = 250 * 366 * 86400
_NAMES = tuple(MONTHS)
# up to which length (s) a window is covered by which units (s)
_STEPS = ((120, 1), (7200, 60), (3 * 86400, 3600), (1 << 62, 86400))

# how many hours, minutes and seconds there are; of dates there is no end
_FULL = (0, 24, 60, 60, 0)

# a stretch of local time: date, hour, minute, second, the last three possibly any
_Unit = tuple[str, int, int, int]
_Tree = dict[str, "_Tree"]


@dataclass(frozen=True)
class Windows:
    """Windows in the order of time: where to look for candidates, and whether an exact time lies in one of them."""

    windows: tuple[Interval, ...]
    zone_ns: int

    @cached_property
    def local(self) -> re.Pattern[bytes]:
        """What finds the dates of the windows in the known zone."""
        return _pattern(self.windows, frozenset({self.zone_ns}))

    @cached_property
    def anywhere(self) -> re.Pattern[bytes]:
        """What finds them in any zone."""
        return _pattern(self.windows, frozenset({self.zone_ns, *ZONES_NS}))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(window.lo for window in self.windows)

    def hold(self, time: Interval) -> bool:
        """Say whether some instant of an interval lies in a window."""
        at = bisect_right(self._starts, time.hi) - 1
        return at >= 0 and self.windows[at].hi >= time.lo

    def candidates(self, block: Block, exact: bool) -> Iterator[tuple[int, bytes]]:
        """Yield number and bytes of every line of a block that could hold a routing within a window.

        `exact` when the zone of the context is that of every line.
        """
        data, last, number, end = block.data, 0, block.first_line, 0
        for at in self._found(data, exact):
            if at < end:
                continue
            start, end = data.rfind(b"\n", 0, at) + 1, data.index(b"\n", at)
            number += data.count(b"\n", last, start)
            last = start
            yield number, data[start:end]

    def _found(self, data: bytes, exact: bool) -> list[int]:
        dates = self.local if exact else self.anywhere
        found = [match.start() for match in dates.finditer(data)]
        if dates is not _EVERY_LINE:
            found += [match.start() for match in _LONG_WAIT.finditer(data)]
            found.sort()
        return found


def compile_windows(windows: Sequence[Interval], zone_ns: int) -> Windows:
    """Return windows to search for stamps in a zone, and in any; what is searched for is compiled when first used."""
    return Windows(tuple(sorted(windows)), zone_ns)


def all_traditional(block: Block) -> bool:
    """Say whether all lines start with the name of one month: then no stamp names a zone."""
    token = block.data[:4]
    known = token[:3].decode("latin-1") in MONTHS and token[3:] == b" "
    return known and block.data.count(b"\n" + token) == block.lines - 1


def _bounds(window: Interval, zone_ns: int) -> tuple[int, int]:
    lo = (window.lo + zone_ns) // NS_PER_S - _SHORT_WAIT_S
    return lo, (window.hi + zone_ns) // NS_PER_S


def _units(windows: Sequence[Interval], zones: Iterable[int], finest: int) -> set[_Unit] | None:
    """Cover windows by seconds, minutes, hours or days, as their length allows; None where that takes too many."""
    units: set[_Unit] = set()
    for lo, hi in _joined(_bounds(window, zone) for window in windows for zone in zones):
        if lo < 0 or hi > _RANGE_S or hi - lo > 366 * 86400:
            return None
        step = max(finest, next(step for limit, step in _STEPS if hi - lo <= limit))
        units.update(_unit(t, step) for t in range(lo // step * step, hi + 1, step))
        if len(units) > _MOST_UNITS:
            return None
    return units


def _joined(stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield stretches of seconds in order, those that touch as one: an hour in every zone is a day."""
    pending: tuple[int, int] | None = None
    for lo, hi in sorted(stretches):
        if pending and lo <= pending[1] + 1:
            pending = pending[0], max(pending[1], hi)
            continue
        if pending:
            yield pending
        pending = lo, hi
    if pending:
        yield pending


def _unit(second: int, step: int) -> _Unit:
    at = datetime.fromtimestamp(second, UTC)
    date = f"{at.day:02d}/{_NAMES[at.month - 1]}/{at.year:04d}"
    return (
        date,
        at.hour if step < 86400 else _ANY,
        at.minute if step < 3600 else _ANY,
        at.second if step < 60 else _ANY,
    )


@lru_cache(maxsize=16)
def _pattern(windows: tuple[Interval, ...], zones: frozenset[int]) -> re.Pattern[bytes]:
    """Compile the dates of windows in some zones, coarser where there are many; copies of a log ask for the same."""
    found = (_units(windows, zones, finest) for _, finest in _STEPS)
    units = next((units for units in found if units is not None), None)
    if units is None:
        return _EVERY_LINE
    tree: _Tree = {}
    for date, *clock in units:
        branch = tree.setdefault(date, {})
        for part in clock:
            branch = branch.setdefault(":.." if part == _ANY else f":{part:02d}", {})
    return re.compile(rb"\[" + _regex(tree).encode())


def _regex(tree: _Tree, full: Sequence[int] = _FULL) -> str:
    """Return an expression for the branches; those with the same continuation share it, a full circle is `any`."""
    shared: dict[str, list[str]] = {}
    for text, below in sorted(tree.items()):
        shared.setdefault(_regex(below, full[1:]), []).append(text)
    parts = [_either([":.."] if len(texts) == full[0] else texts) + rest for rest, texts in shared.items()]
    return _either(parts)


def _either(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})" if parts else ""
