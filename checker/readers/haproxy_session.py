"""HAProxy's session lines: `option tcplog` and `option httplog`, written when a session ends.

One line is several instants: the accept (or request) date in brackets, the routing (accept + time in queue), and the
end, which is when the line was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from checker.base.places import Place
from checker.base.time import NS_PER_MS, Interval
from checker.model.event import Event, Source
from checker.model.vocabulary import UNKNOWN_NS
from checker.readers.clocks import MONTHS, civil_ns, clock_seconds, printed, zone_between
from checker.readers.reader import Context
from checker.readers.syslog import Line, repeated, unwrap

# How much of a line is kept as the text of an event: enough to quote it.
TEXT_CHARACTERS = 2000

# Why a line is not read that may be a session's.
UNKNOWN = "unknown session format"

_SESSION = re.compile(
    r"(?P<client>\S+) \[(?P<date>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{3})\] (?P<frontend>\S+)"
    r" (?P<server>[^\s/]+/\S+) (?P<timers>[-+0-9/]{5,99}) (?P<rest>[-+0-9]+ .*)",
    re.ASCII | re.DOTALL,
)
# milliseconds (-1: the phase was not reached); `+` marks a line logged at connect time
_TIMERS = re.compile(r"\+?(?:-1|\d{1,12})(?:/\+?(?:-1|\d{1,12}))*\Z", re.ASCII)
_STATE = re.compile(r"[-A-Za-z]{2,4}\Z")
_COUNTS = re.compile(r"\d+/\d+/\d+/\d+/(\+?)(\d{1,9})\Z", re.ASCII)
# by the number of timers: how many of them are waits before a connection is tried, and behind them the column of the
# state: bytes, state, counts in tcplog; status, bytes, two cookies, state, counts in httplog
_COLUMNS = {3: (1, 1), 5: (2, 4)}

# The same shape in bytes, as cheap as it can be said: whatever matches is a session line, so that ordinary lines
# cost no Python objects. Every repetition is possessive, so no line can make it slow, and every class is one range or
# a bitmap, which the engine tests fastest. Groups are atomic instead: before Python 3.11.5 a possessive group that
# tries something in vain forgets where it was (CPython issue 106052).
_BYTES_PREFIX = (
    rb"(?>(?:<[0-9]{1,3}>1 [!-~]++ [!-~]++ [!-~]++ [!-~]++ [!-~]++ - ++"
    rb"|[\t -Z\\^-\xff]*+\[[0-9]++\]: ++)?)"
)
_BYTES_LINE = (
    _BYTES_PREFIX + rb"[!-~]++ \[[0-3][0-9]/[A-Z][a-z][a-z]/.{13}\.[0-9]{3}\] [!-~]++ [!-.0-~]++/[!-~]++"
    rb" [-+0-9]++/[-+0-9]++/[-+0-9]++(?>(?:/[-+0-9]++/[-+0-9]++)?) [-+0-9]++ .*+\n"
)
PREFIX = re.compile(_BYTES_PREFIX)
SESSION_LINES = re.compile(rb"(?>(?:" + _BYTES_LINE + rb")*)")


class Session(NamedTuple):
    """One session line: local instants (ns, in the zone of the HAProxy host) and what was logged.

    `routed` is None where no server was chosen: the line is about a session, not about a routing. `ended` is None where
    the line was written when the connection was made (option logasap), or does not say how long all of it took.
    `resolution` (ns) is how precise the instants are; where they are `zoned`, they are in UTC.
    """

    accepted: int
    routed: int | None
    ended: int | None
    written: int | None
    client: str
    frontend: str
    server: str
    connected: bool
    termination: str
    retries: int
    redispatched: bool
    resolution: int = NS_PER_MS
    zoned: bool = False


class OwnFormat(Protocol):
    """A log-format of a team's own. Where its lines cannot be told from others, `why` says so."""

    @property
    def place(self) -> Place:
        """Where it is stated."""

    @property
    def why(self) -> str:
        """What it lacks for its lines to be read, if anything."""

    def read(self, text: str) -> Session | str | None:
        """Return the session that a line tells of, or why that cannot be told; None where it is none of this format."""


def match_session(text: str) -> re.Match[str] | None:
    """Return the match of a message that is a session line, for `parse_session`."""
    return _SESSION.match(text)


def match_plain_session(raw: bytes) -> re.Match[str] | None:
    """Return the match of the session line behind one of the plain wrappers, whose stamp is not looked at."""
    prefix = PREFIX.match(raw)
    return _SESSION.match(raw[prefix.end() if prefix else 0 :].decode("utf-8", "replace"))


def unwrap_session(raw: bytes, context: Context) -> Line:
    """Return a session line without its wrapper; its text only where the wrapper is not a plain one."""
    prefix = PREFIX.match(raw)
    return _unwrapped(prefix[0], context) if prefix and prefix.end() else unwrap(raw, context)


@lru_cache(maxsize=4096)
def _unwrapped(prefix: bytes, context: Context) -> Line:
    """Return what a wrapper says; with stamps of whole seconds hundreds of lines share one."""
    return unwrap(prefix, context)


def parse_session(match: re.Match[str]) -> Session | str:
    """Return the session of a matched line, or why it cannot be told."""
    accepted = bracket_ns(match["date"])
    if accepted is None:
        return "impossible date"
    timers = match["timers"].split("/")
    waits, column = _COLUMNS.get(len(timers), (0, 0))
    fields = match["rest"].split(" ", 6)
    if not waits or not _TIMERS.match(match["timers"]) or len(fields) <= column + 1:
        return UNKNOWN
    counts = _COUNTS.match(fields[column + 1].rstrip("\r\n"))
    if not counts or not _STATE.match(fields[column]):
        return UNKNOWN
    spent = [int(timer.lstrip("+")) for timer in timers]
    waited, server, connected = spent[:waits], match["server"], spent[waits] >= 0
    written = accepted + max(spent[-1], 0) * NS_PER_MS
    # with option logasap a line is written as soon as there is a connection; where there was none, at the end as ever
    early = timers[-1][0] == "+" and connected
    return Session(
        accepted=accepted,
        routed=accepted + sum(waited) * NS_PER_MS if min(waited) >= 0 and "/<" not in server else None,
        ended=None if early else written,
        written=written,
        client=match["client"],
        frontend=match["frontend"].removesuffix("~"),
        server=server,
        connected=connected,
        termination=fields[column],
        retries=int(counts[2]),
        redispatched=bool(counts[1]),
    )


def bracket_ns(date: str) -> int | None:
    """Return the local nanoseconds of `21/Nov/2026:19:18:33.380`, or None for a date that does not exist."""
    second = _second_ns(date[:20])
    return None if second is None else second + int(date[21:24]) * NS_PER_MS


@lru_cache(maxsize=4096)
def _second_ns(date: str) -> int | None:
    """Return the start of the second of `21/Nov/2026:19:18:33`; hundreds of lines share one."""
    seconds = clock_seconds(date[12:14], date[15:17], date[18:20])
    month = MONTHS.get(date[3:6])
    if seconds is None or month is None:
        return None
    return civil_ns(int(date[7:11]), month, int(date[:2]), seconds)


def zone_of(session: Session, line: Line, context: Context) -> int:
    """Return the zone of the bracket date: from a stamp with a zone on the same line, else as the context says.

    When the line says that it was written and its stamp are the same instant, and zones are quarters of an hour apart.
    """
    if session.zoned:
        return 0
    if line.zoned and line.time and session.written is not None:
        zone = zone_between(session.written, line.time.hi)
        return context.zone_ns if zone is None else zone
    return context.zone_ns


def heard(session: Session, line: Line, context: Context) -> Interval:
    """Return when the line was written: its stamp, or what it says itself (at least when the session began)."""
    written = session.accepted if session.written is None else session.written
    return line.time or printed(written - zone_of(session, line, context), session.resolution)


def assigned_event(session: Session, line: Line, context: Context, number: int, text: str) -> Event | None:
    """Return the routing that a session line tells of, or None."""
    if session.routed is None:
        return None
    zone = zone_of(session, line, context)
    return Event(
        "assigned",
        printed(session.routed - zone, session.resolution),
        Source(line.host, "haproxy", line.pid),
        {
            "server": session.server,
            "client": session.client,
            "frontend": session.frontend,
            "accepted_ns": session.accepted - zone,
            "ended_ns": UNKNOWN_NS if session.ended is None else session.ended - zone,
            "written_ns": UNKNOWN_NS if session.written is None else session.written - zone,
            "stamped_lo_ns": line.time.lo if line.time else -1,
            "stamped_hi_ns": line.time.hi if line.time else -1,
            "retries": session.retries,
            "redispatched": session.redispatched,
            "connected": session.connected,
            "termination": session.termination,
        },
        (Place(context.path, number),),
        text[:TEXT_CHARACTERS],
    )


def session_in(text: str, formats: Sequence[OwnFormat]) -> Session | str | None:
    """Return the session that a line of one of the formats, or of a usual one, tells of; or why that is not told."""
    found = [session for each in formats if (session := each.read(text)) is not None]
    told = {session for session in found if isinstance(session, Session)}
    if len(told) > 1:
        return f"{UNKNOWN}: log-formats read this line differently ({', '.join(str(f.place) for f in formats)})"
    # what one of them cannot read is not read by another: it may be of either
    if found:
        return next((why for why in found if isinstance(why, str)), found[0])
    match = match_session(text)
    return parse_session(match) if match else None


def plain_session_in(raw: bytes, formats: Sequence[OwnFormat]) -> Session | str | None:
    """Return the same of the line behind one of the plain wrappers, whose stamp is not looked at.

    Where there are formats that may read anything, the wrapper must be there.
    """
    if not formats:
        match = match_plain_session(raw)
        return parse_session(match) if match else None
    prefix = PREFIX.match(raw)
    end = prefix.end() if prefix else 0
    return session_in(raw[end:].decode("utf-8", "replace"), formats) if end else None


def session_of(raw: bytes, context: Context, formats: Sequence[OwnFormat]) -> Session | str | None:
    """Return the same of a whole line, whatever it is wrapped in, and where it stands for one that was repeated."""
    session = plain_session_in(raw, formats)
    if session is not None:
        return session
    text = unwrap(raw, context).text
    again = repeated(text)
    return session_in(again[1] if again else text, formats)


def unknown_line(formats: Sequence[OwnFormat]) -> str:
    """Return why a line of HAProxy is not read that is none of what is known."""
    whys = [f"the log-format {each.why} ({each.place})" for each in formats if each.why]
    return "; ".join(["unknown haproxy line", *whys])
