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
from checker.readers.reader import Context
from checker.readers.streams import Block
from checker.readers.syslog import unwrap

# What HAProxy writes where it chose no server.
NO_SERVER = "<NOSRV>"
# wrapper without its stamp (host, program, process)
_HEAD = (
    rb"(?:<[0-9]{1,3}>(?:1 )?+)?+(?:[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]{8}"
    rb"|[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9:]{8}[0-9.]*+[-+Z][0-9:]*+)"
    rb"( (?:[^\n\[\]]*+\[[0-9]++\]: |[!-~]++ [!-~]++ [!-~]++ [!-~]++ - ))"
)
# The sign of the time that it took to connect: of three times (tcplog) it is the second one, of five the third.
_TIMES = rb"\+?-?[0-9]++/(?:\+?-?[0-9]++/(?=[-+0-9]++/[-+0-9]++/[-+0-9]++ ))?+\+?(-?)[0-9]++(?:/[-+0-9]++){1,2}+"
# bytes in tcplog; status, bytes and two cookies in httplog
_BEFORE_STATE = rb"[-+0-9]++ (?:\+?[0-9]++ [!-~]++ [!-~]++ )?+"


def _line(client: bytes, date: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"(?:" + _HEAD + rb" *+" + client + rb" \[" + date + rb"\] [!-~]++ ([!-.0-~]++/[!-~]++) "
        rb"" + _TIMES + rb" " + _BEFORE_STATE + rb"([-A-Za-z]{2,4}) [0-9]++/.*+|(.*+))\n"
    )


_SECOND = rb"([0-3][0-9]/[A-Z][a-z][a-z]/[0-9]{4}:[0-9:]{8})"
_ALIKE = _line(rb"()[!-~]++", _SECOND + rb"()\.[0-9]{3}")
_BY_MILLISECOND = _line(rb"()[!-~]++", _SECOND + rb"(\.[0-9]{3})")
_APART = _line(rb"([!-~]++)", _SECOND + rb"(\.[0-9]{3})")


class _Row(NamedTuple):
    """What is told apart of a line: all but the last where it is plainly a session, else the whole line as the last."""

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
    lines = block.data.split(b"\n")[:-1]
    zone = None if formats else _zone(lines, context)
    if zone is None:
        yield from (found for raw in lines if (found := _of_line(raw, context, formats)))
        return
    pattern = _APART if apart else _BY_MILLISECOND if step < NS_PER_S else _ALIKE
    for found, number in Counter(pattern.findall(block.data)).items():
        row = _Row(*found)
        if row.raw or not row.second:
            one = _of_line(row.raw, context, formats)
            if one:
                yield one._replace(number=number)
        elif requests := _of_row(row, zone, context, 1 if apart else number):
            yield requests


def _of_row(row: _Row, zone: int, context: Context, number: int) -> Requests | None:
    second, ending = _second(row.second), _ending(row.wrapper, row.server, row.minus, row.state, context)
    if second is None or ending is None:
        return None
    instant = second - zone + (int(row.rest[1:]) * NS_PER_MS if row.rest else 0)
    told_as = hash((row.client, row.second, row.rest, row.server)) if row.client else None
    return Requests(*ending, instant, number, told_as)


@lru_cache(maxsize=4096)
def _second(date: bytes) -> int | None:
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
    session = session_of(raw, context, formats)
    if not isinstance(session, Session) or not _is_request(session.server):
        return None
    line = unwrap_session(raw, context)
    date = session.accepted // NS_PER_MS
    return Requests(
        Source(line.host, "haproxy", line.pid),
        session.server,
        has_failed(session.termination, connected=session.connected),
        session.accepted - zone_of(session, line, context),
        1,
        hash((session.client, date, session.server)),
    )


def _is_request(server: str) -> bool:
    """Say whether a session was for a server: HAProxy answers some itself (statistics), and names them so."""
    return "/<" not in server or server.endswith(f"/{NO_SERVER}")


def _zone(lines: Sequence[bytes], context: Context) -> int | None:
    """Return the zone of the dates in brackets, if the first and the last session line have the same."""
    zones = {_zone_of(each, context) for each in (lines, lines[::-1])}
    return zones.pop() if len(zones) == 1 else None


def _zone_of(lines: Iterable[bytes], context: Context) -> int | None:
    for raw in lines:
        session = session_of(raw, context, ())
        if isinstance(session, Session):
            return zone_of(session, unwrap_session(raw, context), context)
    return None


def _source(wrapper: bytes, context: Context) -> Source:
    """Return who a wrapper without its stamp names."""
    stamp = b"Jan  1 00:00:00" if wrapper.endswith(b"]: ") else b"<0>1 2026-01-01T00:00:00Z"
    line = unwrap(stamp + wrapper + b"-", context)
    return Source(line.host, "haproxy", line.pid)
