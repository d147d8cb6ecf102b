"""The log of PgBouncer: its processes, its listening address, sessions of clients, connections to the database.

It sees the address of whoever connects: behind a load balancer that says which load balancer routed the session. A
`listening` line says which PgBouncer a log is of; a SIGKILL leaves no line, only the next `process up` tells of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from checker.base.places import Place
from checker.base.time import Interval
from checker.model.event import Event, Source, Value
from checker.model.vocabulary import VOCABULARY
from checker.readers.pgbouncer_lines import KNOWN, meaning, of_session
from checker.readers.postgresql_stamp import STAMP, read_stamp
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.streams import blocks
from checker.readers.syslog import loss, repeated, unwrap

# Up to 1.8 without a zone and without brackets around the process id.
_OWN = re.compile(
    rf"(?P<stamp>{STAMP}) (?:\[(?P<pid>\d{{1,10}})\]|(?P<bare>\d{{1,10}}))"
    r" (?P<level>FATAL|ERROR|WARNING|LOG|INFO|DEBUG|NOISE) ",
    re.ASCII,
)
_PLACED = re.compile(r"@(?:src/)?\w{1,64}\.c:\d{1,6} in function \w{1,64}\(\): ", re.ASCII)
_OWN_NAME = re.compile(r"pgbouncer(?:[@-]\S*)?(?:\.service)?\Z", re.ASCII | re.IGNORECASE)
_PREFIX = 512
_JUDGED_LINES = 200
_NOT_OWN = "not a line of PgBouncer"
_NO_TIME = "no time stamp that can be read"


@dataclass(frozen=True, slots=True)
class _Said:
    """A message of PgBouncer: who said it, when, at which level ('' where syslog dropped it)."""

    source: Source
    time: Interval | None
    text: str
    level: str = ""


class PgbouncerReader:
    """PgBouncer's log file and console, and what it writes through syslog, the journal and containers."""

    name = "pgbouncer"
    bulk: frozenset[str] = frozenset({"session_opened", "session_closed", "error"})
    marks = (b"pgbouncer[", b" LOG C-0x", b" LOG S-0x", b" LOG stats: ", b"LOG process up")
    samples: Mapping[str, bytes] = MappingProxyType(
        {
            "file": (
                b"2026-11-21 19:13:36.047 UTC [34] LOG C-0x558bb25c19c0: app/app@192.168.1.10:55364"
                b" login attempt: db=app user=app tls=no\n"
                b"2026-11-21 19:13:36.047 UTC [34] LOG S-0x558bb25c90a0: app/app@127.0.0.1:5432"
                b" new connection to server (from 127.0.0.1:46584)\n"
            ),
            "1.5": b"2013-05-01 12:00:00.123 1234 LOG Stats: 12 req/s, in 345 b/s, out 499 b/s,query 695 us\n",
            "syslog": (
                b"Nov 21 19:13:36 db1 pgbouncer[34]: C-0x558bb25c19c0: app/app@192.168.1.10:55364"
                b" closing because: client close request (age=0s)\n"
            ),
            "container": (
                b"pgb1  | 2026-11-21 19:13:52.836 CET [1] LOG process up: PgBouncer 1.23.1, libevent 2.1.12-stable\n"
            ),
        }
    )

    def recognises(self, head: bytes) -> float:
        """Return the share of the first lines that are PgBouncer's."""
        if b"\0" in head:
            return 0.0
        lines = [line for line in head.split(b"\n")[: _JUDGED_LINES + 1] if line.strip()]
        whole = lines[:-1] if len(lines) > 1 and not head.endswith(b"\n") else lines
        own = sum(_said(raw, Context("")) is not None for raw in whole)
        return own / len(whole) if whole else 0.0

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield the events of the log; sessions and errors only within the windows."""
        work = _Pass(context, wanted, tally)
        for block in blocks(stream):
            tally.lines = block.last_line
            for number, raw in enumerate(block.data.split(b"\n")[: block.lines], block.first_line):
                if raw.strip() and (event := work.event(raw, number)):
                    tally.events += 1
                    yield event


class _Pass:
    """One pass over one input."""

    def __init__(self, context: Context, wanted: Wanted, tally: Tally) -> None:
        self._context = context
        self._wanted = wanted
        self._tally = tally
        self._starts = [window.lo for window in wanted.windows]

    def event(self, raw: bytes, number: int) -> Event | None:
        """Read one line: an event that is asked for, or an entry in the tally, or nothing to tell."""
        said = _said(raw, self._context)
        if said is None:
            return self._logger(raw, number)
        if said.time is None:
            self._tally.skip(number, _NO_TIME)
            return None
        self._tally.cover(said.source, said.time)
        # A logger that folds repetitions keeps the time of none of them.
        if repeated(said.text):
            return None
        if of_session(said.text) and not self._in_window(said.time):
            self._tally.bulk += self._wanted.control
            return None
        found = meaning(said.text, said.level)
        return self._asked(found[0], found[1], said, number) if found else None

    def _asked(self, kind: str, args: Mapping[str, Value], said: _Said, number: int) -> Event | None:
        assert said.time is not None, "lines without a time are sorted out before"
        bulk = VOCABULARY[kind].bulk
        self._tally.bulk += bulk and self._wanted.control
        if not (self._in_window(said.time) if bulk else self._wanted.control):
            return None
        return Event(kind, said.time, said.source, args, (Place(self._context.path, number),), said.text)

    def _logger(self, raw: bytes, number: int) -> Event | None:
        line = unwrap(raw, self._context)
        lost = loss(line)
        if lost is None or line.time is None:
            self._tally.skip(number, _NOT_OWN)
            return None
        if not self._wanted.control:
            return None
        source = Source(line.host or self._context.host, "pgbouncer", lost.process)
        args: Mapping[str, Value] = {"count": lost.count, "detail": lost.detail}
        return Event("lines_lost", line.time, source, args, (Place(self._context.path, number),), lost.detail)

    def _in_window(self, time: Interval) -> bool:
        at = bisect_right(self._starts, time.hi) - 1
        return at >= 0 and self._wanted.windows[at].hi >= time.lo


def _said(raw: bytes, context: Context) -> _Said | None:
    """Return the message if it is PgBouncer's: by its own form, by the name it wrote under, or by what it says."""
    text = raw.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff")
    if own := _OWN.search(text, 0, _PREFIX):
        host = unwrap(text[: own.start()].encode(), context).host if own.start() else ""
        stamp = read_stamp(own["stamp"], context.zone_ns)
        source = Source(host or context.host, "pgbouncer", own["pid"] or own["bare"])
        return _Said(source, stamp.time if stamp else None, _message(text[own.end() :]), own["level"])
    line = unwrap(raw, context)
    named = bool(_OWN_NAME.match(line.program))
    message = line.text
    if not named and not line.pid and line.program.startswith(("C-0x", "S-0x")):
        message = f"{line.program}: {line.text}"  # up to its colon it looks like a program's name
    if not named and not KNOWN.match(message):
        return None
    # Written through a container's runtime, whose own pid says nothing about PgBouncer.
    source = Source(line.host or context.host, "pgbouncer", line.pid if named else "")
    return _Said(source, line.time, _message(message))


def _message(text: str) -> str:
    """Leave out where in PgBouncer's source a debug build says that a message comes from."""
    return text[placed.end() :] if (placed := _PLACED.match(text)) else text


READER = PgbouncerReader()
