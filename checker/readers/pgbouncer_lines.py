"""What single messages of PgBouncer mean, from 1.5 to 1.24: each kind of message, and the event it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from checker.base.time import NS_PER_S
from checker.model.event import Value

Meaning = tuple[str, Mapping[str, Value]]

# `C-0x558bb25c19c0: app/app@192.168.1.10:55364 `: the pointer is used again for the next client and identifies nobody.
_PEER = re.compile(
    r"(?P<side>[CS])-0x[0-9a-f]{1,16}: (?P<database>[^/@]{1,128})/(?P<user>\S{1,128})@"
    r"(?P<address>\[[0-9A-Fa-f:.%\w]{2,64}\]:\d{1,5}|unix(?:\(\d{1,10}\))?:\d{1,5}|[^\s:]{1,255}:\d{1,5}|\S{1,128}) ",
    re.ASCII,
)
_CLOSING = re.compile(r"closing because: (?P<reason>.*?)(?: \(age=(?P<age>\d{1,12})s?\))?\s*\Z", re.ASCII)
_CONNECTED = re.compile(r"new connection to server(?: \(from (?P<local>\S{1,255})\))?", re.ASCII)
_LISTENING = re.compile(r"listening on (?P<address>\S{1,255})\s*\Z", re.ASCII)
_UP = re.compile(r"process up: ")
_DOWN = re.compile(
    r"got SIG(?:TERM|INT|QUIT)\b|(?:server connections dropped|all \w+ (?:connections )?\w+), exiting"
    r"|shutting down\b|SHUTDOWN command issued|process down\b",
    re.ASCII | re.IGNORECASE,
)
_RATE = r"(\d{1,18})"
_STATS = re.compile(
    rf"[Ss]tats: (?:{_RATE} xacts/s, )?{_RATE} (?:queries|req)/s, (?:\d+ [a-z ]{{1,32}}/s, )*"
    rf"in {_RATE} [Bb]/s, out {_RATE} [Bb]/s, ?(?:xact {_RATE} [a-zµμ]{{1,3}}, )?query {_RATE} [a-zµμ]{{1,3}}"
    rf"(?:, wait {_RATE} [a-zµμ]{{1,3}})?",
    re.ASCII,
)
_STATS_NAMES = (
    "xacts_per_s",
    "queries_per_s",
    "in_bytes_per_s",
    "out_bytes_per_s",
    "xact_us",
    "query_us",
    "wait_us",
)
_POOLER_ERROR = re.compile(r"pooler error: |(?:server )?login failed: |auth failed|no more connections allowed")
LOUD = frozenset({"WARNING", "ERROR", "FATAL"})

# Messages by which PgBouncer is known where no stamp of its own and no program's name stands before them.
KNOWN = re.compile(rf"{_PEER.pattern}|{_STATS.pattern}|process up: [Pp]g[Bb]ouncer ", re.ASCII)


@dataclass(frozen=True, slots=True)
class Peer:
    """Who a message speaks of: a client (`C`) or a server connection (`S`), and the end that it has."""

    side: str
    user: str
    database: str
    address: str


def of_session(text: str) -> bool:
    """Say whether a message is of those that come with every client, by the million."""
    return text.startswith("C-") and (" login attempt: " in text or " closing because: " in text)


def meaning(text: str, level: str) -> Meaning | None:
    """Return kind and arguments of the event that a message stands for, or None when it stands for none.

    `level` is '' where the wrapper (syslog) does not keep it.
    """
    match = _PEER.match(text)
    said = text[match.end() :] if match else text
    if match is None:
        peer = Peer("", "", "", "")
    else:
        user, database = _named(match["user"]), _named(match["database"])
        peer = Peer(match["side"], user, database, canonical(match["address"]))
    if level in LOUD or _POOLER_ERROR.match(said):
        return _error(peer, said, level)
    return _of_peer(peer, said) if peer.side else _of_process(said)


def canonical(address: str) -> str:
    """Return `address:port`, with the path of a socket as `unix:port` (its peer's process id says nothing)."""
    return re.sub(r"\Aunix\(\d+\)", "unix", address)


def _named(name: str) -> str:
    return "" if name in ("(nodb)", "(nouser)") else name


def _error(peer: Peer, said: str, level: str) -> Meaning:
    client = peer.address if peer.side == "C" else ""
    severity = level if level in LOUD else "WARNING"
    args: Mapping[str, Value] = {
        "severity": severity,
        "message": said,
        "client": client,
        "user": peer.user,
        "database": peer.database,
        "session": "",
    }
    return "error", args


def _of_peer(peer: Peer, said: str) -> Meaning | None:
    who: Mapping[str, Value] = {"user": peer.user, "database": peer.database}
    client = peer.side == "C"
    if client and said.startswith("login attempt: "):
        return "session_opened", {**who, "client": peer.address, "session": ""}
    if closing := _CLOSING.match(said):
        lasted = int(closing["age"]) * NS_PER_S if closing["age"] else -1
        ended: Mapping[str, Value] = {**who, "reason": closing["reason"], "lasted_ns": lasted}
        if client:
            return "session_closed", {**ended, "client": peer.address, "session": ""}
        return "server_connection_closed", {**ended, "server": peer.address}
    if not client and (connected := _CONNECTED.match(said)):
        return "server_connection_opened", {**who, "server": peer.address, "local": connected["local"] or ""}
    return None


def _of_process(said: str) -> Meaning | None:
    if listening := _LISTENING.match(said):
        return "listening", {"address": listening["address"]}
    if _UP.match(said):
        return "process_started", {"detail": said}
    if _DOWN.search(said):
        return "process_stopped", {"detail": said}
    if stats := _STATS.match(said):
        return "pool_stats", {n: int(v) if v else -1 for n, v in zip(_STATS_NAMES, stats.groups(), strict=True)}
    return None
