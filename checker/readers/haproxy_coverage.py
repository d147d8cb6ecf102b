"""From when to when a HAProxy process was heard, without looking closely at every ordinary line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from checker.base.time import Interval
from checker.model.event import Source
from checker.readers.haproxy_session import SESSION_LINES, heard, match_plain_session, parse_session
from checker.readers.reader import Context, Tally
from checker.readers.streams import Block
from checker.readers.syslog import unwrap

# Up to here every line counts; in a larger input the first and the last line of each source in each block.
EXACT_BYTES = 8 << 20

# priority, stamp (month or everything but the zone; the rest), and the rest of the wrapper
_HEAD_OF_ANY = (
    rb"^((?>(?:<[0-9]{1,3}>(?>(?:1 )?))?))"
    rb"(?:([A-Z][a-z][a-z]) ([ 0-9][0-9] [0-9:]{8})|([0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9:]{8}[0-9.]*+)([-+Z][0-9:]*+))"
    rb"( (?:[^\n\[\]]*+\[[0-9]++\]: |[!-~]++ [!-~]++ [!-~]++ [!-~]++ - ))"
)
_HEADS = re.compile(_HEAD_OF_ANY, re.MULTILINE)
# of a session line, where other lines may stand between
_SESSION_HEADS = re.compile(_HEAD_OF_ANY + rb"(?= *+[!-~]++ \[[0-3][0-9]/[A-Z][a-z][a-z]/)", re.MULTILINE)
_Head = tuple[bytes, bytes, bytes, bytes, bytes, bytes]
_Shape = tuple[bytes, bytes, bytes, bytes, bytes]
# Up to so many wrappers (host, program, process) are counted one by one, which is much faster than to match each line.
_TAGS = 8
# Up to where a stamp says its minute: `21 19:18:36` and `2026-11-21T19:18:36.5`.
_MINUTE = {True: 8, False: 16}


def cover_run(data: bytes, start: int, end: int, context: Context, tally: Tally) -> None:
    """Note when the sources of a run of session lines were heard: of all lines, whatever their order."""
    heads: list[_Head] = _HEADS.findall(data, start, end)
    if len(heads) == data.count(b"\n", start, end):
        _cover_heads(heads, context, tally)
    else:
        for line in data[start : end - 1].split(b"\n"):
            _cover_line(line, context, tally)


def cover_block(block: Block, context: Context, tally: Tally, tags: set[bytes]) -> None:
    """Note when the sources of a block were heard: each source of it, from its first to its last line.

    `tags` are the wrappers that were seen before; where they account for all lines, no line needs to be looked at.
    """
    data, counted = block.data, 0
    for tag in tags if len(tags) <= _TAGS else ():
        if lines := data.count(tag):
            counted += lines
            first, last = (_line_at(data, at) for at in (data.index(tag), data.rindex(tag)))
            _cover_stretch(first, last, lines, context, tally)
    if counted >= block.lines:
        return
    edges = [_line_at(data, 0), _line_at(data, len(data) - 1)]
    for line in edges:
        if SESSION_LINES.fullmatch(line + b"\n"):
            _cover_line(line, context, tally)
    if counted or any(_HEADS.match(line) for line in edges):
        heads: list[_Head] = _SESSION_HEADS.findall(data)
        tags |= {head[-1] for head in heads}
        _cover_heads(heads, context, tally)


def _cover_heads(heads: list[_Head], context: Context, tally: Tally) -> None:
    """Note the stretches of each source, down to the minute.

    Stamps of one shape (one month, or one zone and length) sort as text as they do in time.
    """
    found: dict[_Shape, list[bytes]] = {}
    shapes = {(priority[-2:], month, b"%d" % len(iso), zone, tail) for priority, month, _, iso, zone, tail in heads}
    if len(shapes) == 1:
        found[shapes.pop()] = [clock or iso for _, _, clock, iso, _, _ in heads]
    else:
        for priority, month, clock, iso, zone, tail in heads:
            found.setdefault((priority[-2:], month, b"%d" % len(iso), zone, tail), []).append(clock or iso)
    for shape, stamps in found.items():
        for low, high, lines in _stretches(stamps, traditional=bool(shape[1])):
            first, last = _head(shape, low), _head(shape, high)
            _cover_stretch(first, last, lines, context, tally)


def _stretches(stamps: list[bytes], *, traditional: bool) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield the first and the last of the stamps of each minute, and how many it has."""
    stamps.sort()
    at, width = 0, _MINUTE[traditional]
    while at < len(stamps):
        end = bisect_right(stamps, stamps[at][:width] + b"\xff", at)
        yield stamps[at], stamps[end - 1], end - at
        at = end


def _head(shape: _Shape, stamp: bytes) -> bytes:
    priority, month, _, zone, tail = shape
    return (b"<0>1 " if priority == b"1 " else b"") + (month + b" " if month else b"") + stamp + zone + tail + b"-"


def _line_at(data: bytes, at: int) -> bytes:
    return data[data.rfind(b"\n", 0, at) + 1 : data.index(b"\n", at)]


def _cover_stretch(first: bytes, last: bytes, lines: int, context: Context, tally: Tally) -> None:
    low = unwrap(first, context)
    high = low if first == last else unwrap(last, context)
    if low.time and high.time:
        time = Interval(min(low.time.lo, high.time.lo), max(low.time.hi, high.time.hi))
        tally.cover(Source(low.host, "haproxy", low.pid), time, lines)


def _cover_line(raw: bytes, context: Context, tally: Tally) -> None:
    line = unwrap(raw, context)
    time: Interval | None = line.time
    if time is None:
        match = match_plain_session(raw)
        session = parse_session(match) if match else ""
        if isinstance(session, str):
            return
        time = heard(session, line, context)
    tally.cover(Source(line.host, "haproxy", line.pid), time)
