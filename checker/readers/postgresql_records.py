"""PostgreSQL's structured logs: csvlog (9.0 to 18), whose records may run over many lines, and jsonlog (since 15)."""

from __future__ import annotations

import re

from checker.readers.postgresql_lines import Record, socket
from checker.readers.postgresql_stamp import STAMP, read_stamp
from checker.readers.reader import Context

_FIELD = rb'(?:"(?>(?:[^"]|"")*)"|[^",]*+)'
# log_time, user_name, database_name, process_id, connection_from, session_id, session_line_num
_CSV = re.compile(rb"%s,%s,%s,\d{1,10},%s,[0-9a-f.]{0,32},\d{1,18}," % (STAMP.encode(), _FIELD, _FIELD, _FIELD))
_COLUMNS = 23
_SEVERITY, _MESSAGE = 11, 13
_RECORD_BYTES = 1 << 20


def starts_csv(raw: bytes) -> bool:
    """Say whether a line starts a record of a csvlog."""
    return _CSV.match(raw) is not None


class CsvRecords:
    """Puts the lines of a record together again, within bounds."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._bytes = 0
        self._quotes = 0
        self.number = 0

    @property
    def open(self) -> bool:
        """Whether a record has begun and not ended."""
        return bool(self._parts)

    def start(self, raw: bytes, number: int) -> bytes | None:
        """Begin a record with this line; return it if it ends with it, too."""
        self._parts, self._bytes, self._quotes, self.number = [], 0, 0, number
        return self.add(raw)

    def add(self, raw: bytes) -> bytes | None:
        """Add a line; return the record if it ends with it."""
        self._parts.append(raw)
        self._bytes += len(raw)
        self._quotes += raw.count(b'"')
        if self._quotes % 2 and self._bytes <= _RECORD_BYTES:
            return None
        whole, self._parts = b"\n".join(self._parts), []
        return whole

    def drop(self) -> None:
        """Forget a record that does not end."""
        self._parts = []


def read_csv(data: bytes, number: int, context: Context) -> Record | None:
    """Return the record of a csvlog, or None for what is none."""
    import csv

    try:
        rows = list(csv.reader([data.decode("utf-8", "replace").replace("\0", "\ufffd")]))
    except csv.Error:
        return None
    row = rows[0] if len(rows) == 1 else []
    if len(row) < _COLUMNS:
        return None
    stamp = read_stamp(row[0], context.zone_ns)
    time = stamp.time if stamp else None
    host, user, database, session, client = context.host, row[1], row[2], row[3], row[4]
    return Record(number, row[_SEVERITY], row[_MESSAGE], time, host, session, user, database, client)


def read_json(raw: bytes, number: int, context: Context) -> Record | None:
    """Return the record of a line of a jsonlog, or None for what is none."""
    import json

    try:
        row = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not {"timestamp", "error_severity", "message"} <= row.keys():
        return None

    def text(key: str) -> str:
        value = row.get(key)
        return "" if value is None else str(value)

    stamp = read_stamp(text("timestamp"), context.zone_ns)
    time, client = stamp.time if stamp else None, socket(text("remote_host"), text("remote_port"))
    who = text("pid"), text("user"), text("dbname"), client
    return Record(number, text("error_severity"), text("message"), time, context.host, *who)
