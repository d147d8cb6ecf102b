"""The general query log of MariaDB and MySQL: who connected, and which statements they sent. Results are not in it.

MariaDB (and MySQL up to 5.6) prints `YYMMDD HH:MM:SS`, local time, and only where the second is another than in the
line before; MySQL since 5.7 prints ISO 8601 with microseconds on every line. A statement may have several lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO

from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval
from checker.model.event import Event, Source, Value
from checker.readers.clocks import civil_ns, clock_seconds, printed
from checker.readers.postgresql_stamp import read_stamp
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.streams import blocks

STATEMENT_CHARACTERS = 4000
_JUDGED_LINES = 100
_COMMANDS = (
    "Connect|Query|Quit|Init DB|Prepare|Execute|Close stmt|Reset stmt|Long Data|Fetch|Field List|Ping|Statistics|Bulk"
    "|Change user|Set option|Shutdown|Kill|Refresh|Create DB|Drop DB|Processlist|Debug|Daemon|Sleep|Binlog Dump"
    "|Table Dump|Register Slave|Connect Out|Delayed insert|Reset connection|Binlog Dump GTID|Time|Error"
)
_ENTRY = re.compile(
    r"(?:(?P<day>\d{6})[ ]+(?P<h>\d{1,2}):(?P<m>\d\d):(?P<s>\d\d)|(?P<iso>\d{4}-\d\d-\d\dT\S{8,30}))?"
    rf"[\t ]+(?P<id>\d{{1,20}}) (?P<command>{_COMMANDS})(?:[\t ](?P<argument>.*)|\Z)",
    re.ASCII | re.DOTALL,
)
_HEADER = re.compile(r"\S.{0,300}, Version: \S.{0,300} started with:|Tcp port: |Time[ \t]{1,40}Id Command", re.ASCII)
_CONNECT = re.compile(r"(?P<user>[^@]{0,200})@(?P<client>\S{0,255})(?: on (?P<database>\S{0,200}))?", re.ASCII)


class MysqlGeneralReader:
    """General logs as `general_log` writes them to a file."""

    name = "mysql-general"
    bulk = frozenset({"session_opened", "session_closed", "statement"})
    by_file = True
    samples: Mapping[str, bytes] = MappingProxyType(
        {
            "MariaDB": (
                b"mariadbd, Version: 10.11.19-MariaDB (Debian 12). started with:\n"
                b"Tcp port: 3306  Unix socket: /run/mysqld/mysqld.sock\n"
                b"Time\t\t    Id Command\tArgument\n"
                b"261121 19:23:50\t     7 Connect\tmyuser@10.77.0.21 on myappdb using TCP/IP\n"
                b"\t\t     7 Query\tselect u1_0.id from users u1_0 where u1_0.stream_key='9f2c4e7ab1d05836'\n"
                b"\t\t     7 Quit\t\n"
            ),
            "MySQL 8": (
                b"/usr/sbin/mysqld, Version: 8.3.0 (MySQL Community Server - GPL). started with:\n"
                b"Tcp port: 3306  Unix socket: /var/run/mysqld/mysqld.sock\n"
                b"Time                 Id Command    Argument\n"
                b"2026-11-21T19:23:50.123456Z\t    8 Connect\tmyuser@10.77.0.21 on myappdb using TCP/IP\n"
                b"2026-11-21T19:23:50.223456Z\t    8 Query\tSELECT 1\n"
            ),
        }
    )

    def recognises(self, head: bytes) -> float:
        """Return the share of the first lines that are entries or headers; there must be one of either with a time."""
        lines = [_text(line) for line in head.split(b"\n")[:_JUDGED_LINES] if line.strip()]
        entries = [match for line in lines if (match := _ENTRY.match(line))]
        headers = sum(bool(_HEADER.match(line)) for line in lines)
        if not any(match["day"] or match["iso"] for match in entries):
            return 0.0
        return min(1.0, (len(entries) + headers) / len(lines))

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield the events of the log within the windows; all of them are in bulk."""
        work = _Pass(context, wanted, tally)
        for block in blocks(stream):
            tally.lines = block.last_line
            for number, raw in enumerate(block.data.split(b"\n")[: block.lines], block.first_line):
                event = work.line(_text(raw), number) if raw.strip() else None
                if event:
                    tally.events += 1
                    yield event


class _Pass:
    """One pass: the last stamp, and who is behind each connection."""

    def __init__(self, context: Context, wanted: Wanted, tally: Tally) -> None:
        self._context, self._wanted, self._tally = context, wanted, tally
        self._source = Source(context.host, "mysql", "")
        self._starts = [window.lo for window in wanted.windows]
        self._time: Interval | None = None
        self._clients: dict[str, tuple[str, str, str]] = {}
        self._within = False

    def line(self, text: str, number: int) -> Event | None:
        match = _ENTRY.match(text)
        if match is None:
            if not _HEADER.match(text) and not self._within:
                self._tally.skip(number, "not a line of a general log")
            return None
        self._within = True
        if match["day"] or match["iso"]:
            self._time = _stamp(match, self._context.zone_ns)
        if self._time is None:
            self._tally.skip(number, "no time stamp that can be read")
            return None
        self._tally.cover(self._source, self._time)
        return self._entry(match, self._time, number)

    def _entry(self, match: re.Match[str], time: Interval, number: int) -> Event | None:
        session, argument = match["id"], match["argument"] or ""
        if match["command"] == "Connect" and (who := _CONNECT.match(argument)):
            self._clients[session] = who["client"], who["user"], who["database"] or ""
        told = _meaning(match["command"], argument)
        if told is None:
            return None
        self._tally.bulk += self._wanted.control
        kind, more = told
        client, user, database = self._clients.get(session, ("", "", ""))
        if kind == "session_closed":
            self._clients.pop(session, None)
        at = bisect_right(self._starts, time.hi) - 1
        if at < 0 or self._wanted.windows[at].hi < time.lo:
            return None
        args = {"session": session, "client": client, "user": user, "database": database, **more}
        return Event(kind, time, self._source, args, (Place(self._context.path, number),), match[0].strip())


def _meaning(command: str, argument: str) -> tuple[str, Mapping[str, Value]] | None:
    """Return the kind of event that an entry is, and what it has beside the session."""
    match command:
        case "Connect":
            return "session_opened", {}
        case "Query" | "Execute":
            return "statement", {"statement": argument[:STATEMENT_CHARACTERS], "duration_ns": -1}
        case "Quit":
            return "session_closed", {"reason": "", "lasted_ns": -1}
    return None


def _stamp(match: re.Match[str], zone_ns: int) -> Interval | None:
    """Return when an entry was written; MariaDB cuts to whole seconds."""
    if match["iso"]:
        stamp = read_stamp(match["iso"], zone_ns)
        return stamp.time if stamp else None
    day, seconds = match["day"], clock_seconds(match["h"], match["m"], match["s"])
    if seconds is None:
        return None
    local = civil_ns(2000 + int(day[:2]), int(day[2:4]), int(day[4:]), seconds)
    return None if local is None else printed(local - zone_ns, NS_PER_S)


def _text(raw: bytes) -> str:
    return raw[: 2 * STATEMENT_CHARACTERS].decode("utf-8", "replace").rstrip("\r\n")


READER = MysqlGeneralReader()
