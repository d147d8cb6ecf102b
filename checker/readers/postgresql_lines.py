"""What single messages of PostgreSQL mean, whatever form they were written in (10 to 18, in English)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checker.base.time import Interval
from checker.model.event import Value

Args = Mapping[str, Value]
LOUD = frozenset({"WARNING", "ERROR", "FATAL", "PANIC"})
LEVELS = frozenset({*LOUD, "LOG", "INFO", "NOTICE", "DEBUG", "DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4", "DEBUG5"})
# These lines continue the message before them.
FURTHER = frozenset({"DETAIL", "HINT", "QUERY", "CONTEXT", "STATEMENT", "LOCATION", "BACKTRACE"})
STATEMENT_CHARACTERS = 4000
_NS_PER_MS_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Record:
    """One message with what its prefix (or its columns) say of it; '' for what they do not say."""

    number: int
    severity: str
    message: str
    time: Interval | None
    host: str = ""
    session: str = ""
    user: str = ""
    database: str = ""
    client: str = ""


_CLIENT = re.compile(r"host=(?P<host>\S{1,255})(?: port=(?P<port>\d{1,5}))?", re.ASCII)
_AUTHORIZED = re.compile(r"(?:replication )?connection authorized: (?:user=(?P<user>\S{1,128}))?", re.ASCII)
_DATABASE = re.compile(r" database=(?P<database>\S{1,128})", re.ASCII)
_CLOSED = re.compile(
    r"disconnection: session time: (?P<h>\d{1,9}):(?P<m>\d\d):(?P<s>\d\d)(?:\.(?P<f>\d{1,9}))?"
    r"(?: user=(?P<user>\S{0,128}))?(?: database=(?P<database>\S{0,128}))?",
    re.ASCII,
)
_STATEMENT = re.compile(
    r"(?:duration: (?P<ms>\d{1,15})(?:\.(?P<f>\d{1,6}))? ms(?:  )?)?"
    r"(?:(?:statement|(?:execute|parse|bind|execute fetch from) [^\n:]{1,200}|fastpath function call): (?P<text>.*))?",
    re.ASCII | re.DOTALL,
)
_LISTENING = re.compile(
    r"listening on (?:IPv[46] address \"(?P<address>[^\"]{1,255})\", port (?P<port>\d{1,5})"
    r"|Unix socket \"(?P<path>[^\"]{1,255})\")",
    re.ASCII,
)
_STARTS = ("starting PostgreSQL ",)
_READY = ("database system is ready to accept connections", "database system is ready to accept read")
_STOPS = (
    "received fast shutdown request",
    "received smart shutdown request",
    "received immediate shutdown request",
    "database system is shut down",
    "all server processes terminated; reinitializing",
    "aborting any active transactions",
    "abnormal database system shutdown",
)
_KILLED = re.compile(r"(?:server process|startup process|\S{1,32} process) \(PID \d{1,10}\) (?:was terminated|exited) ")


def is_bulk(message: str) -> bool:
    """Say whether a message is of those that come with every session or statement, by the million."""
    return message.startswith(("statement: ", "duration: ", "execute ", "connection ", "disconnection: "))


def meaning(record: Record) -> tuple[str, Args] | None:
    """Return kind and arguments of the event that a message stands for, or None when it stands for none."""
    said = record.message
    if record.severity in LOUD:
        return "error", {**_who(record), "severity": record.severity, "message": said[:STATEMENT_CHARACTERS]}
    for start, tell in _BY_START:
        if said.startswith(start):
            return tell(record)
    if said.startswith(_STARTS):
        return "process_started", {"detail": said}
    if said.startswith(_READY):
        return "ready", {"detail": said}
    if said.startswith(_STOPS) or _KILLED.match(said):
        return "process_stopped", {"detail": said}
    return None


def _who(record: Record) -> dict[str, Value]:
    return {"client": record.client, "user": record.user, "database": record.database, "session": record.session}


def _received(record: Record) -> tuple[str, Args] | None:
    return "connection_received", {"client": _client(record), "session": record.session}


def _authorized(record: Record) -> tuple[str, Args] | None:
    match = _AUTHORIZED.match(record.message)
    if match is None:
        return None
    database = _DATABASE.search(record.message)
    named = {"user": match["user"] or record.user, "database": database["database"] if database else record.database}
    return "session_opened", {**_who(record), **named}


def _closed(record: Record) -> tuple[str, Args] | None:
    match = _CLOSED.match(record.message)
    if match is None:
        return None
    seconds = int(match["h"]) * 3600 + int(match["m"]) * 60 + int(match["s"])
    named = {"user": match["user"] or record.user, "database": match["database"] or record.database}
    lasted = int(f"{seconds}{match['f'] or '':0<9}")
    args = {**_who(record), **named, "client": _client(record), "reason": "", "lasted_ns": lasted}
    return "session_closed", args


def _statement(record: Record) -> tuple[str, Args] | None:
    match = _STATEMENT.match(record.message)
    if match is None or not match[0]:
        return None
    duration = int(match["ms"] + f"{match['f'] or '':0<{_NS_PER_MS_DIGITS}}") if match["ms"] else -1
    return "statement", {
        **_who(record),
        "statement": (match["text"] or "")[:STATEMENT_CHARACTERS],
        "duration_ns": duration,
    }


def _listening(record: Record) -> tuple[str, Args] | None:
    match = _LISTENING.match(record.message)
    if match is None:
        return None
    address = socket(match["address"], match["port"]) if match["address"] else match["path"]
    return "listening", {"address": address}


def _client(record: Record) -> str:
    match = _CLIENT.search(record.message)
    return socket(match["host"], match["port"] or "") if match else record.client


def socket(host: str, port: str) -> str:
    """Return `address:port` (brackets around IPv6), or the host alone where there is no port."""
    if not port:
        return host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


_BY_START: tuple[tuple[str, Callable[[Record], tuple[str, Args] | None]], ...] = (
    ("statement: ", _statement),
    ("duration: ", _statement),
    ("execute ", _statement),
    ("connection received: ", _received),
    ("connection authorized: ", _authorized),
    ("replication connection authorized: ", _authorized),
    ("disconnection: ", _closed),
    ("listening on ", _listening),
)
