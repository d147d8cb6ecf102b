"""The log of PostgreSQL: stderr with any usual prefix, csvlog, jsonlog, and what syslog and containers make of them.

Sessions are told apart by the process id that the lines print, which is an argument (`session`): the observer is the
database, whose life `process_started` begins. The client's port is that of a pooler's connection to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import BinaryIO

from checker.base.places import Place
from checker.base.time import Interval
from checker.model.event import Event, Source, Value
from checker.model.vocabulary import VOCABULARY
from checker.readers.postgresql_lines import FURTHER, STATEMENT_CHARACTERS, Record, is_bulk, meaning
from checker.readers.postgresql_prefix import Lines
from checker.readers.postgresql_records import CsvRecords, read_csv, read_json, starts_csv
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.streams import blocks
from checker.readers.syslog import loss, unwrap

_JUDGED_LINES = 200
_NOT_OWN = "not a line of PostgreSQL"
_NO_TIME = "no time stamp that can be read"
_UNCLOSED = "a record of a csvlog that does not end"


class PostgresqlReader:
    """All destinations that PostgreSQL logs to; a file may change from one to the other."""

    name = "postgresql"
    bulk: frozenset[str] = frozenset({"connection_received", "session_opened", "session_closed", "statement", "error"})
    marks = (b"postgres[", b" LOG:  ", b" FATAL:  ", b" ERROR:  ")
    samples: Mapping[str, bytes] = MappingProxyType(
        {
            "stderr, Debian": (
                b"2026-11-21 19:13:36.049 UTC [40] [unknown]@[unknown] LOG:  connection received:"
                b" host=127.0.0.1 port=46584\n"
                b"2026-11-21 19:13:36.054 UTC [40] app@app LOG:  statement: SELECT 1\n\t  FROM t\n"
            ),
            "stderr, RDS": b"2026-11-21 19:13:36 UTC:127.0.0.1(46584):app@app:[40]:LOG:  statement: SELECT 1\n",
            "syslog": (
                b"Nov 21 19:13:36 db1 postgres[26]: [4-1] 2026-11-21 19:13:36.049 UTC [26] LOG: "
                b" database system is ready to accept connections\n"
            ),
            "csvlog": (
                b'2026-11-21 19:23:03.109 UTC,"app","app",41,"127.0.0.1:53130",6b01ef97.29,2,"authentication",'
                b"2026-11-21 19:23:03 UTC,2/2,0,LOG,00000,"
                b'"connection authorized: user=app database=app",,,,,,,,,"","client backend",,0\n'
            ),
            "jsonlog": (
                b'{"timestamp":"2026-11-21 19:23:03.108 UTC","pid":41,"remote_host":"127.0.0.1","remote_port":53130,'
                b'"session_id":"6b01ef97.29","line_num":1,"ps":"","error_severity":"LOG",'
                b'"message":"connection received: host=127.0.0.1 port=53130","backend_type":"not initialized"}\n'
            ),
        }
    )

    def recognises(self, head: bytes) -> float:
        """Return the share of the first lines that are PostgreSQL's."""
        if b"\0" in head:
            return 0.0
        lines = [line for line in head.split(b"\n")[: _JUDGED_LINES + 1] if line.strip()]
        whole = lines[:-1] if len(lines) > 1 and not head.endswith(b"\n") else lines
        # What continues a message, or a record, counts with what it continues.
        first = next((n for n, raw in enumerate(whole) if _is_own(raw)), None)
        if first is None:
            return 0.0
        csv = starts_csv(whole[first])
        own = sum(csv or raw.startswith(b"\t") or _is_own(raw) for raw in whole[first:])
        return own / len(whole)

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield the events of the log; sessions, statements and errors only within the windows."""
        work = _Pass(context, wanted, tally)
        for block in blocks(stream):
            tally.lines = block.last_line
            for number, raw in enumerate(block.data.split(b"\n")[: block.lines], block.first_line):
                if event := work.line(raw, number):
                    yield event
        if event := work.end():
            yield event


class _Pass:
    """One pass over one input: the message that may go on, and the record of a csvlog that is not closed."""

    def __init__(self, context: Context, wanted: Wanted, tally: Tally) -> None:
        self._context = context
        self._wanted = wanted
        self._tally = tally
        self._starts = [window.lo for window in wanted.windows]
        self._csv = CsvRecords()
        self._lines = Lines(context, self._asked)
        self._record: Record | None = None

    def line(self, raw: bytes, number: int) -> Event | None:
        """Take a line; return the event of the message that ended before it, or with it, if it is asked for."""
        if starts_csv(raw):
            self._unclosed()
            return self._whole_csv(self._csv.start(raw, number))
        if self._csv.open:
            return self._whole_csv(self._csv.add(raw))
        if not raw.strip():
            return None
        if raw.startswith(b"{"):
            return self._next(read_json(raw, number, self._context), number)
        read = self._lines.read(raw, number)
        if isinstance(read, str):
            self._goes_on(read, number)
            return None
        return self._lost(raw, number) if read is None else self._next(read, number)

    def end(self) -> Event | None:
        """Return the event of the last message, if it is asked for."""
        self._unclosed()
        return self._flush()

    def _asked(self, message: str, time: Interval | None) -> bool:
        if not is_bulk(message):
            return True
        return time is not None and self._in_window(time)

    def _in_window(self, time: Interval) -> bool:
        at = bisect_right(self._starts, time.hi) - 1
        return at >= 0 and self._wanted.windows[at].hi >= time.lo

    def _whole_csv(self, data: bytes | None) -> Event | None:
        number = self._csv.number
        return None if data is None else self._next(read_csv(data, number, self._context), number)

    def _unclosed(self) -> None:
        if self._csv.open:
            self._tally.skip(self._csv.number, _UNCLOSED)
            self._csv.drop()

    def _goes_on(self, text: str, number: int) -> None:
        if self._record is None:
            self._tally.skip(number, "it continues a message that is not here")
        elif len(self._record.message) < STATEMENT_CHARACTERS:
            self._record = replace(self._record, message=f"{self._record.message}\n{text}")

    def _next(self, record: Record | None, number: int) -> Event | None:
        """Remember a message, which may go on; return the event of the one before."""
        event = self._flush()
        if record is None:
            self._tally.skip(number, _NOT_OWN)
        elif record.time is None:
            self._tally.skip(number, _NO_TIME)
        else:
            self._tally.cover(self._source(record), record.time)
            self._record = record
        return event

    def _source(self, record: Record) -> Source:
        return Source(record.host, "postgresql", "")

    def _flush(self) -> Event | None:
        record, self._record = self._record, None
        if record is None or record.time is None or record.severity in FURTHER:
            return None
        if is_bulk(record.message) and not self._in_window(record.time):
            self._tally.bulk += self._wanted.control
            return None
        found = meaning(record)
        return self._event(found[0], found[1], record, record.time) if found else None

    def _event(self, kind: str, args: Mapping[str, Value], record: Record, time: Interval) -> Event | None:
        bulk = VOCABULARY[kind].bulk
        self._tally.bulk += bulk and self._wanted.control
        if not (self._in_window(time) if bulk else self._wanted.control):
            return None
        self._tally.events += 1
        text = f"{record.severity}:  {record.message[:STATEMENT_CHARACTERS]}"
        return Event(kind, time, self._source(record), args, (Place(self._context.path, record.number),), text)

    def _lost(self, raw: bytes, number: int) -> Event | None:
        """Take a line that is not PostgreSQL's: what a logger says of lost lines, or nothing that is known."""
        line = unwrap(raw, self._context)
        lost = loss(line)
        if lost is None or line.time is None:
            self._tally.skip(number, _NOT_OWN)
            return None
        if not self._wanted.control:
            return None
        self._tally.events += 1
        source = Source(line.host or self._context.host, "postgresql", lost.process)
        args: Mapping[str, Value] = {"count": lost.count, "detail": lost.detail}
        return Event("lines_lost", line.time, source, args, (Place(self._context.path, number),), lost.detail)


def _is_own(raw: bytes) -> bool:
    context = Context("")
    if raw.startswith(b"{"):
        return read_json(raw, 1, context) is not None
    return starts_csv(raw) or isinstance(Lines(context, lambda _message, _time: False).read(raw, 1), Record)


READER = PostgresqlReader()
