"""How many requests HAProxy's log tells of when, without a Python object for each: lines alike are counted as one.

One expression yields, of each line, what is to be told apart; the interpreter counts equal ones by itself. What it does
not match as a session line is looked at alone, as the pass over windows does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.model.event import Source
from checker.model.sessions import has_failed
from checker.readers.counting import Requests
from checker.readers.haproxy_session import OwnFormat, Session, bracket_ns, session_of, unwrap_session, zone_of
from checker.readers.haproxy_windows import all_traditional
from checker.readers.reader import Context
from checker.readers.streams import Block
from checker.readers.syslog import unwrap

# What HAProxy writes where it chose no server.
NO_SERVER = "<NOSRV>"
# the zone of the stamp, and what follows it: host, program, process
_HEAD = (
    rb"(?>(?:<[0-9]{1,3}>(?>(?:1 )?))?)(?:[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]{8}"
    rb"|[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9:]{8}[0-9.]*+([-+Z][0-9:]*+))"
    rb"( (?:[^\n\[\]]*+\[[0-9]++\]: |[!-~]++ [!-~]++ [!-~]++ [!-~]++ - ))"
)
# The sign of the time that it took to connect: of three times (tcplog) it is the second one, of five the third.
_TIME, _LEFT = rb"\+?-?[0-9]++/", rb"[-+0-9]++/[-+0-9]++"
_TIMES = (
    _TIME + rb"(?:(?=" + _LEFT + rb" )|" + _TIME + rb"(?=" + _LEFT + rb"/[-+0-9]++ ))\+?(-?)[0-9]++(?>(?:/[-+0-9]++)+)"
)
# bytes in tcplog; status, bytes and two cookies in httplog
_BEFORE_STATE = rb"[-+0-9]++ (?>(?:\+?[0-9]++ [!-~]++ [!-~]++ )?)"
# Any twenty characters are matched faster than a date; what they are is looked at once for all lines that share them.
_SECOND = rb"(.{20})"
_WHOLE_SECOND, _MILLISECOND = _SECOND + rb"()\.[0-9]{3}", _SECOND + rb"(\.[0-9]{3})"
_CLIENT, _ANY_CLIENT = rb"([!-~]++)", rb"()[!-~]++"


def _behind(date: bytes) -> bytes:
    """What matches a session line from its date to its state."""
    named = rb"\[" + date + rb"\] [!-~]++ ([!-.0-~]++/[!-~]++) "
    return named + _TIMES + rb" " + _BEFORE_STATE + rb"([-A-Za-z]{2,4}) [0-9]++/"


def _line(client: bytes, date: bytes) -> re.Pattern[bytes]:
    """What matches each line, if not as a session then whole."""
    return re.compile(rb"(?:" + _HEAD + rb" *+" + client + rb" " + _behind(date) + rb".*+|(.*+))\n")


# By whether instants are cut to seconds.
_LINES = {True: _line(_ANY_CLIENT, _WHOLE_SECOND), False: _line(_ANY_CLIENT, _MILLISECOND)}
_APART = _line(_CLIENT, _MILLISECOND)
_WRAPPER = re.compile(_HEAD)
_WHOLE_DATE = re.compile(rb"[0-3][0-9]/[A-Z][a-z][a-z]/[0-9]{4}(?::[0-9]{2}){3}")
# Whatever has none is no session, but for formats of a team's own.
_DATE = re.compile(rb"\[[0-3][0-9]/[A-Z][a-z][a-z]/")


@lru_cache(maxsize=16)
def _behind_wrapper(wrapper: bytes) -> re.Pattern[bytes]:
    """What finds sessions with a wrapper, whatever their stamps: their second, server, sign and state."""
    return re.compile(re.escape(wrapper) + rb" *+[!-~]++ " + _behind(_SECOND + rb"\.[0-9]{3}"))


class _Row(NamedTuple):
    """What is told apart of a line: all but the last where it is plainly a session, else the whole line as the last."""

    zone: bytes
    wrapper: bytes
    client: bytes
    second: bytes
    rest: bytes
    server: bytes
    minus: bytes
    state: bytes
    raw: bytes


def count_block(
    block: Block, context: Context, step: int, formats: Sequence[OwnFormat], *, apart: bool
) -> Iterator[Requests]:
    """Yield the requests that a block of a log tells of, those alike as one, or each `apart`."""
    rows = [] if formats else list(_rows(block, seconds=step >= NS_PER_S, apart=apart))
    zones = {wrapper: _zone(block.data, wrapper, context) for wrapper in {row.wrapper for row, _ in rows if row.zone}}
    if formats or None in zones.values():
        yield from (found for raw in _lines(block.data, b"\n") if (found := _of_line(raw, context, formats)))
        return
    for row, number in rows:
        if row.raw or not row.second:
            if one := _of_line(row.raw, context, formats):
                yield one._replace(number=number)
        else:
            zone = zones[row.wrapper] if row.zone else context.zone_ns
            if requests := _of_row(row, zone or 0, context, 1 if apart else number):
                yield requests


def _rows(block: Block, *, seconds: bool, apart: bool) -> Iterator[tuple[_Row, int]]:
    """Yield what is to be told apart of lines, each with how many lines are alike in that."""
    if seconds and not apart:
        found = list(_of_one_process(block))
        if found:
            yield from found
            return
    lines = (_APART if apart else _LINES[seconds]).findall(block.data)
    yield from ((_Row._make(found), number) for found, number in Counter(lines).items())


def _of_one_process(block: Block) -> Iterator[tuple[_Row, int]]:
    """Yield the same for a block of nothing but sessions of one process, twice as fast; nothing for any other."""
    head = _WRAPPER.match(block.data)
    if head is None or block.data.count(head[2]) != block.lines or not (head[1] or all_traditional(block)):
        return
    sessions = _behind_wrapper(head[2]).findall(block.data)
    if len(sessions) == block.lines:
        for (second, server, minus, state), number in Counter(sessions).items():
            yield _Row(head[1] or b"", head[2], b"", second, b"", server, minus, state, b""), number


def _of_row(row: _Row, zone: int, context: Context, number: int) -> Requests | None:
    second, ending = _second(row.second), _ending(row.wrapper, row.server, row.minus, row.state, context)
    if second is None or ending is None:
        return None
    instant = second - zone + (int(row.rest[1:]) * NS_PER_MS if row.rest else 0)
    told_as = hash((row.client, instant + zone, row.server)) if row.client else None
    return Requests(*ending, instant, number, told_as)


@lru_cache(maxsize=4096)
def _second(date: bytes) -> int | None:
    if not _WHOLE_DATE.fullmatch(date):
        return None
    return bracket_ns(date.decode("latin-1") + ".000")


@lru_cache(maxsize=4096)
def _ending(
    wrapper: bytes, server: bytes, minus: bytes, state: bytes, context: Context
) -> tuple[Source, str, bool] | None:
    """Return who tells of a request, of which server, and whether it failed; None where it is none."""
    named = server.decode("latin-1")
    failed = has_failed(state.decode(), connected=not minus)
    return (_source(wrapper, context), named, failed) if _is_request(named) else None


def _of_line(raw: bytes, context: Context, formats: Sequence[OwnFormat]) -> Requests | None:
    """Return the request that a line tells of that is looked at alone."""
    session = session_of(raw, context, formats) if formats or _DATE.search(raw) else None
    if not isinstance(session, Session) or not _is_request(session.server):
        return None
    line = unwrap_session(raw, context)
    return Requests(
        Source(line.host, "haproxy", line.pid),
        session.server,
        has_failed(session.termination, connected=session.connected),
        session.accepted - zone_of(session, line, context),
        1,
        hash((session.client.encode(), session.accepted, session.server.encode())),
    )


def _is_request(server: str) -> bool:
    """Say whether a session was for a server: HAProxy answers some itself (statistics), and names them so."""
    return "/<" not in server or server.endswith(f"/{NO_SERVER}")


def _zone(data: bytes, wrapper: bytes, context: Context) -> int | None:
    """Return the zone of the dates in brackets behind a wrapper, if its first and its last session have the same."""
    ends = (_zone_of(lines, context) for lines in (_lines(data, wrapper), _lines_back(data, wrapper)))
    zones = {zone for zone in ends if zone is not None}
    return zones.pop() if len(zones) == 1 else None


def _zone_of(lines: Iterable[bytes], context: Context) -> int | None:
    for raw in lines:
        session = session_of(raw, context, ()) if _DATE.search(raw) else None
        if isinstance(session, Session):
            return zone_of(session, unwrap_session(raw, context), context)
    return None


def _lines(data: bytes, part: bytes) -> Iterator[bytes]:
    """Yield the lines that hold some bytes."""
    at = data.find(part)
    while at >= 0:
        end = data.index(b"\n", at)
        yield data[data.rfind(b"\n", 0, at) + 1 : end]
        at = data.find(part, end + 1)


def _lines_back(data: bytes, part: bytes) -> Iterator[bytes]:
    """Yield the same from the last one on."""
    at = data.rfind(part)
    while at >= 0:
        start = data.rfind(b"\n", 0, at) + 1
        yield data[start : data.index(b"\n", at)]
        at = data.rfind(part, 0, start)


def _source(wrapper: bytes, context: Context) -> Source:
    """Return who a wrapper without its stamp names."""
    stamp = b"Jan  1 00:00:00" if wrapper.endswith(b"]: ") else b"<0>1 2026-01-01T00:00:00Z"
    line = unwrap(stamp + wrapper + b"-", context)
    return Source(line.host, "haproxy", line.pid)
