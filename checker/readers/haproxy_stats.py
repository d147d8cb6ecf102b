"""HAProxy's statistics as CSV: what `show stat` and the HTTP export (`/stats;csv`) say of each server at one instant.

The text names neither the instant nor the HAProxy that answered: the time is in the file's name (or in a line before
the header), the host is the directory's. What it shows is an observation, not a change, so it has an observer of its
own, `haproxy-stats@host`, and its files are no pieces of a log.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import BinaryIO

from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval, show_instant
from checker.model.event import Event, Source, Value
from checker.readers.haproxy_stats_time import stamped, taken_at
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.streams import blocks

_HEADER = b"# pxname,svname,"
_NO_SERVER = frozenset({"FRONTEND", "BACKEND"})
_SERVER_TYPE = "2"
# A modification time says when the file was written last; what wrote it may have asked a good while before.
WRITTEN_WITHIN_NS = 60 * NS_PER_S
# Copies and checkouts bear the time at which they were made; no capture runs on for longer than this.
_SAME_TRACE_NS = 2 * 86400 * NS_PER_S
_NOT_OWN = "not a line of HAProxy's statistics"
_NO_TIME = "no time in the file's name (such as 20261121T192436.109Z.csv) or in a line before the statistics"


class HaproxyStatsReader:
    """The format `haproxy-stats`: any number of snapshots, each begun by its header."""

    name = "haproxy-stats"
    bulk: frozenset[str] = frozenset()
    samples: Mapping[str, bytes] = MappingProxyType(
        {
            "show stat": (
                b"# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,"
                b"status,weight,act,bck,chkfail,chkdown,lastchg,\n"
                b"pgbouncer_back,pgb2,0,0,0,1,,3,1711,2712,,0,,0,0,2,0,UP 2/3,1,1,0,1,0,14,\n\n"
            ),
            "curl -i": (
                b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n"
                b"# pxname,svname,status,check_status,\npgbouncer_back,pgb2,DOWN 1/2,* L4OK,\n"
            ),
        }
    )

    def recognises(self, head: bytes) -> float:
        """Look for the header of the first snapshot."""
        return 1.0 if head.startswith(_HEADER) or b"\n" + _HEADER in head[:4096] else 0.0

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield what each server was seen as. All of them are control events."""
        work = _Pass(context, tally, taken_at(context.path, context.zone_ns) or _written_at(stream, context, tally))
        for block in blocks(stream):
            tally.lines = block.last_line
            for number, raw in enumerate(block.data.split(b"\n")[: block.lines], block.first_line):
                event = work.line(raw.decode("utf-8", "replace").strip("\r"), number)
                if event and wanted.control:
                    tally.events += 1
                    yield event


class _Pass:
    """One pass over one input: the columns of the snapshot being read, and when it was taken."""

    def __init__(self, context: Context, tally: Tally, time: Interval | None) -> None:
        self._context = context
        self._tally = tally
        self._time = time
        self._columns: Mapping[str, int] | None = None
        self._source = Source(context.host, "haproxy-stats", "")
        self._untimed = False

    def line(self, text: str, number: int) -> Event | None:
        """Take a line: a header, a stamp before one, or the row of a server."""
        if text.startswith("# pxname,"):
            self._columns = {name: at for at, name in enumerate(text[2:].split(","))}
        elif not text.strip():
            self._columns = None
        elif self._columns is None:
            self._before_header(text, number)
        else:
            return self._row(text.split(","), self._columns, number)
        return None

    def _before_header(self, text: str, number: int) -> None:
        """A stamp dates what follows; the head of an HTTP answer and the prompt of a socket say nothing."""
        if time := stamped(text, self._context.zone_ns):
            self._time = time
        elif not text.startswith(("HTTP/", ">")) and ": " not in text:
            self._tally.skip(number, _NOT_OWN)

    def _row(self, row: Sequence[str], columns: Mapping[str, int], number: int) -> Event | None:
        def cell(name: str) -> str:
            at = columns.get(name, -1)
            return row[at] if 0 <= at < len(row) else ""

        if len(row) < len(columns) - 1:
            self._columns = None
            self._before_header(",".join(row), number)
            return None
        status = cell("status")
        if cell("svname") in _NO_SERVER or cell("type") not in ("", _SERVER_TYPE) or not status:
            return None
        if self._time is None:
            if not self._untimed:
                self._tally.skip(number, _NO_TIME)
            self._untimed = True
            return None
        self._tally.cover(self._source, self._time)
        server = f"{cell('pxname')}/{cell('svname')}"
        args: Mapping[str, Value] = {
            "server": server,
            "status": status.split()[0],
            "status_text": status,
            "check_status": cell("check_status").removeprefix("* "),
            **{name: _number(cell(name)) for name in ("chkfail", "chkdown", "lastchg", "check_rise", "check_fall")},
        }
        text = f"{server} is {status}"
        return Event("server_seen", self._time, self._source, args, (Place(self._context.path, number),), text)


def _number(cell: str) -> int:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= 18 else -1


def _written_at(stream: BinaryIO, context: Context, tally: Tally) -> Interval | None:
    """Return roughly when the file was written, if that can be the time of its trace, and note that it was used."""
    try:
        written = os.fstat(stream.fileno()).st_mtime_ns
    except (OSError, AttributeError, ValueError):
        return None
    if context.reference_ns is not None and abs(written - context.reference_ns) > _SAME_TRACE_NS:
        return None
    shown = show_instant(written, 0)
    tally.skip(1, f"no time in the file's name: taken as of the minute before it was written, {shown}")
    return Interval(written - WRITTEN_WITHIN_NS, written)


READER = HaproxyStatsReader()
