"""Lines of PostgreSQL's stderr log: what any `log_line_prefix` says, without knowing which one was configured.

The prefix ends where the severity stands: `LOG:  ` with two blanks. In what precedes it the escapes are known by
their looks: stamps (%m %t %n), process ids (%p, or within the session id %c), user and database, address and port.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from checker.base.time import Interval
from checker.readers.postgresql_lines import FURTHER, LEVELS, Record, socket
from checker.readers.postgresql_stamp import STAMP, read_stamp
from checker.readers.reader import Context
from checker.readers.syslog import Line, unwrap

Asked = Callable[[str, Interval | None], bool]

_SEVERITY = re.compile(r"(?<![A-Za-z0-9_])([A-Z]{3,9}[1-5]?):  ")
_STAMP = re.compile(rf"(?<![\d.:-])(?:{STAMP}|\d{{10}}\.\d{{3}}(?!\d))", re.ASCII)
_PID = re.compile(
    r"\[(\d{1,10})[-\]:/ ]|\bpid[=:] ?(\d{1,10})|:(\d{1,10}):\Z|\b[0-9a-f]{8}\.([0-9a-f]{1,8})\b", re.ASCII
)
_USER = re.compile(r"\buser(?:name)?=([^\s,;\]]{0,128})", re.ASCII)
_DATABASE = re.compile(r"\b(?:db|database|dbname)=([^\s,;\]]{0,128})", re.ASCII)
_NAME = r"([^\s@:,/\[\]()]{1,128}|\[unknown\])"
_AT = re.compile(rf"(?:\A|(?<=[\s:,\[(])){_NAME}@{_NAME}")
_PEER = re.compile(
    r"(?:\A|(?<=[\s:,=@]))(\[local\]|(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}:[0-9a-f:]{2,40}"
    r"|[A-Za-z][\w.-]{0,200}(?=\(\d))(?:\((\d{1,5})\))?(?=[\s:,;\]]|\Z)",
    re.ASCII,
)
# A syslog message of PostgreSQL is counted, and so are its parts: `[3-1] `. Its tabs become #011.
_COUNT = re.compile(r"\[\d{1,12}-\d{1,9}\] ", re.ASCII)
_OWN_NAME = re.compile(r"postgres(?:ql)?(?:[@-]\S*)?(?:\.service)?\Z", re.ASCII | re.IGNORECASE)
_PREFIX = 600


@dataclass(frozen=True, slots=True)
class Lines:
    """Reads the lines of one input. Who a message speaks of is only worked out where it is `asked` for."""

    context: Context
    asked: Asked

    def read(self, raw: bytes, number: int) -> Record | str | None:
        """Return a line's message, or the text that it adds to the one before, or None when it is not PostgreSQL's.

        A `DETAIL` and the like is a record without an event, so that what continues it is not taken for more of the
        message before.
        """
        text = raw.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff")
        if text.startswith("\t"):
            return text[1:]
        line = _wrapped(raw, text, self.context)
        counted = _COUNT.match(line.text) if line else None
        body = (line.text[counted.end() :] if counted else line.text) if line else text
        found = _severity(body)
        if found is None:
            return body.removeprefix("#011") if counted or body.startswith("#011") else None
        return self._record(body, found, number, line)

    def _record(self, body: str, found: re.Match[str], number: int, line: Line | None) -> Record | None:
        prefix, severity, message = body[: found.start()], found[1], body[found.end() :]
        stamp = _own_stamp(prefix)
        if stamp is None and line is None and prefix.strip():
            return None
        read = read_stamp(stamp[0], self.context.zone_ns) if stamp else None
        time = read.time if read else line.time if line else None
        host = (line.host if line else _host_before(prefix, stamp, self.context)) or self.context.host
        if not self.asked(message, time):
            return Record(number, severity, message, time, host)
        rest = _STAMP.sub(" ", prefix)
        session = _session(rest) or (line.pid if line else "")
        user, database = _names(rest)
        peer = _PEER.search(rest)
        client = socket(peer[1], peer[2] or "") if peer else ""
        return Record(number, severity, message, time, host, session, user, database, client)


def _wrapped(raw: bytes, text: str, context: Context) -> Line | None:
    """Take off the wrapper of a logger. PostgreSQL's own stamp at the start of a line is no wrapper."""
    if text[:2] == "20" and text[10:11] == " ":
        return None
    line = unwrap(raw, context)
    return line if _OWN_NAME.match(line.program) else None


def _severity(text: str) -> re.Match[str] | None:
    for match in _SEVERITY.finditer(text, 0, _PREFIX):
        if match[1] in LEVELS or match[1] in FURTHER:
            return match
    return None


def _own_stamp(prefix: str) -> re.Match[str] | None:
    """Return PostgreSQL's stamp: a container's runtime may have put its own, of another form, before it."""
    stamps = list(_STAMP.finditer(prefix))
    return next((s for s in stamps if s[0][10:11] != "T"), stamps[0] if stamps else None)


def _host_before(prefix: str, stamp: re.Match[str] | None, context: Context) -> str:
    before = prefix[: stamp.start()] if stamp else ""
    return unwrap(before.encode(), context).host if "|" in before else ""


def _session(prefix: str) -> str:
    match = _PID.search(prefix)
    if match is None:
        return ""
    return str(int(match[4], 16)) if match[4] else match[1] or match[2] or match[3]


def _names(prefix: str) -> tuple[str, str]:
    user, database = _USER.search(prefix), _DATABASE.search(prefix)
    at = None if user or database else _AT.search(prefix)
    found = at.groups() if at else (user[1] if user else "", database[1] if database else "")
    return _known(found[0]), _known(found[1])


def _known(name: str) -> str:
    return "" if name == "[unknown]" else name
