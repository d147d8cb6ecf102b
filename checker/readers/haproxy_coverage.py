"""From when to when a HAProxy process was heard, without looking closely at every ordinary line."""

from __future__ import annotations

import re

from checker.base.time import Interval
from checker.model.event import Source
from checker.readers.haproxy_session import heard, match_plain_session, parse_session
from checker.readers.reader import Context, Tally
from checker.readers.syslog import unwrap

# Up to here every line counts; in a larger input the first and the last line of each block stand for it.
EXACT_BYTES = 8 << 20

# priority, stamp (month or everything but the zone; the rest), and the rest of the wrapper
_HEADS = re.compile(
    rb"^((?:<[0-9]{1,3}>(?:1 )?+)?+)"
    rb"(?:([A-Z][a-z][a-z]) ([ 0-9][0-9] [0-9:]{8})|([0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9:]{8}[0-9.]*+)([-+Z][0-9:]*+))"
    rb"( (?:[^\n\[\]]*+\[[0-9]++\]: |[!-~]++ [!-~]++ [!-~]++ [!-~]++ - ))",
    re.MULTILINE,
)
_Head = tuple[bytes, bytes, bytes, bytes, bytes, bytes]
_Shape = tuple[bytes, bytes, bytes, bytes, bytes]


def cover_run(data: bytes, start: int, end: int, context: Context, tally: Tally, *, exact: bool) -> None:
    """Note when the sources of a run of session lines were heard: of all lines, or of the first and the last."""
    if not exact:
        _cover_line(data[start : data.index(b"\n", start)], context, tally)
        last = max(start, data.rfind(b"\n", start, end - 1) + 1)
        _cover_line(data[last : end - 1], context, tally)
        return
    heads: list[_Head] = _HEADS.findall(data, start, end)
    if len(heads) == data.count(b"\n", start, end):
        for line in _extremes(heads):
            _cover_line(line, context, tally)
    else:
        for line in data[start : end - 1].split(b"\n"):
            _cover_line(line, context, tally)


def _extremes(heads: list[_Head]) -> list[bytes]:
    """Return the wrappers with the earliest and the latest stamp of each source.

    Stamps of one shape (one month, or one zone and length) sort as text as they do in time.
    """
    found: dict[_Shape, tuple[bytes, bytes]] = {}
    shapes = {(priority[-2:], month, b"%d" % len(iso), zone, tail) for priority, month, _, iso, zone, tail in heads}
    if len(shapes) == 1:
        stamps = [clock or iso for _, _, clock, iso, _, _ in heads]
        return _heads(shapes.pop(), min(stamps), max(stamps))
    for priority, month, clock, iso, zone, tail in heads:
        key, stamp = (priority[-2:], month, b"%d" % len(iso), zone, tail), clock or iso
        low, high = found.get(key, (stamp, stamp))
        found[key] = (min(low, stamp), max(high, stamp))
    return [line for key, (low, high) in found.items() for line in _heads(key, low, high)]


def _heads(shape: _Shape, low: bytes, high: bytes) -> list[bytes]:
    priority, month, _, zone, tail = shape
    start = (b"<0>1 " if priority == b"1 " else b"") + (month + b" " if month else b"")
    return [start + stamp + zone + tail + b"-" for stamp in (low, high)]


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
