"""Counting requests gives what reading each of them gives, whatever the lines are wrapped in and however they lie."""

from __future__ import annotations

import io
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S
from checker.readers import haproxy_counting
from checker.readers.counting import CountsRequests
from checker.readers.haproxy import READER, HaproxyReader
from checker.readers.haproxy_custom import StatedFormat, compile_format
from checker.readers.haproxy_session import Session, session_of, unwrap_session, zone_of
from checker.readers.registry import readers
from tests.readers.test_haproxy import ACCEPTED, CONTEXT, EVER, HOUR, Wanted, lines_of_a_log, read, table

SESSION = "192.168.1.50:{} [21/Nov/2026:19:18:33.{:03d}] pgsql_front pgbouncer_back/{} 1/0/2620 412 {} 4/4/3/0/0 0/0"


def counted(lines, step=NS_PER_MS, context=CONTEXT, reader=READER, apart=False) -> Counter:
    data = "".join(f"{line}\n" for line in lines).encode()
    found: Counter = Counter()
    for each in reader.count(io.BytesIO(data), context, step, apart=apart):
        found[each.source.host, each.server, each.failed, each.instant] += each.number
    return found


def one_by_one(lines, context=CONTEXT) -> Counter:
    """What each line tells, read by itself."""
    found: Counter = Counter()
    for raw in (line.encode() for line in lines):
        session = session_of(raw, context, ())
        if isinstance(session, Session) and ("/<" not in session.server or session.server.endswith("<NOSRV>")):
            line = unwrap_session(raw, context)
            failed = session.termination[0] in "Ss" or (not session.connected and session.termination[0] != "L")
            found[line.host, session.server, failed, session.accepted - zone_of(session, line, context)] += 1
    return found


def without_zones(lines) -> list[str]:
    return [line for line in lines if "2026-11" not in line]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(0, 3), st.sampled_from([1000, 1 << 20]))
def test_it_counts_what_each_line_tells(seed, zone_hours, size):
    context = replace(CONTEXT, zone_ns=zone_hours * HOUR)
    lines = without_zones(lines_of_a_log(seed, 90))
    reader, wanted = HaproxyReader(block_bytes=size), one_by_one(lines, context)
    assert counted(lines, context=context, reader=reader) == wanted
    assert counted(lines, context=context, reader=reader, apart=True).keys() == wanted.keys()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 32), st.booleans(), st.sampled_from([300, 1 << 20]))
def test_whole_seconds_lose_nothing_else(seed, alike, size):
    """Also of blocks with nothing but sessions of one process, which are counted in a faster way."""
    lines = without_zones(lines_of_a_log(seed, 90))
    if alike:
        lines = [f"Nov 21 19:18:36 hap1 haproxy[31]: {line.rpartition(']: ')[2]}" for line in lines]
    wanted: Counter = Counter()
    for (host, server, failed, instant), number in one_by_one(lines).items():
        wanted[host, server, failed, instant // NS_PER_S * NS_PER_S] += number
    found: Counter = Counter()
    for (host, server, failed, instant), number in counted(
        lines, NS_PER_S, reader=HaproxyReader(block_bytes=size)
    ).items():
        found[host, server, failed, instant // NS_PER_S * NS_PER_S] += number
    assert found == wanted


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1 << 32))
def test_every_routing_is_counted(seed):
    """Against the events themselves: what is counted beyond them found no server, or left the queue before."""
    lines = without_zones(lines_of_a_log(seed, 90))
    events = read("\n".join(lines), Wanted(False, EVER))[0]
    told = Counter((e.source.host, e.args["server"], e.args["accepted_ns"]) for e in events)
    found: Counter = Counter()
    for (host, server, _, instant), number in counted(lines).items():
        found[host, server, instant] += number
    sessions = [session_of(line.encode(), CONTEXT, ()) for line in lines]
    nowhere = [s for s in sessions if isinstance(s, Session) and s.routed is None and not s.server.endswith("<STATS>")]
    assert not told - found
    assert sum((found - told).values()) == sum("/<" not in s.server or "<NOSRV>" in s.server for s in nowhere)


@pytest.mark.parametrize("message, events", table("sessions.txt"))
def test_each_form_of_a_session(message, events):
    """By itself (one wrapper in a block) and among lines that differ from it in their wrappers."""
    lines = [f"Nov 21 19:18:36 hap1 haproxy[31]: {message}"] * 3
    mixed = [*lines, "Nov 21 19:18:36 hap2 haproxy[9]: " + SESSION.format(1, 380, "pgb1", "--")]
    assert counted(lines) == one_by_one(lines)
    assert counted(mixed) == one_by_one(mixed)
    assert sum(counted(lines).values()) >= 3 * len(events)


@pytest.mark.parametrize("apart", [False, True])
def test_each_host_has_its_own_zone(apart):
    """One log of two hosts with stamps in UTC, of which one writes its dates in another zone."""
    lines = []
    for n in range(20):
        lines.append("2026-11-21T19:18:36.1+00:00 hap1 haproxy[31]: " + SESSION.format(n, n, "pgb1", "--"))
        lines.append("2026-11-21T18:18:36.1+00:00 hap2 haproxy[31]: " + SESSION.format(n, n, "pgb1", "--"))
    found = counted(lines, apart=apart)
    assert found == one_by_one(lines)
    assert {(host, instant // HOUR) for host, _, _, instant in found} == {
        ("hap1", ACCEPTED // HOUR),
        ("hap2", ACCEPTED // HOUR - 1),
    }


def test_a_zone_that_changes_within_a_block():
    """At the end of summer time; each line is looked at by itself there."""
    lines = ["2026-11-21T19:18:36.1+00:00 hap1 haproxy[31]: " + SESSION.format(n, n, "pgb1", "--") for n in range(5)]
    lines += ["2026-11-21T18:18:36.1+00:00 hap1 haproxy[31]: " + SESSION.format(n, n, "pgb1", "--") for n in range(5)]
    assert counted(lines) == one_by_one(lines)


def test_seconds_are_enough_where_bins_are_of_seconds():
    lines = [f"Nov 21 19:18:36 hap1 haproxy[31]: {SESSION.format(n, n, 'pgb1', '--')}" for n in range(1000)]
    whole = counted(lines, step=NS_PER_S)
    assert whole == Counter({("hap1", "pgbouncer_back/pgb1", False, ACCEPTED // NS_PER_S * NS_PER_S): 1000})
    assert len(counted(lines)) == 1000


def test_alike_lines_are_one_row():
    """What makes counting cheap: no object for each line."""
    lines = [f"Nov 21 19:18:36 hap1 haproxy[31]: {SESSION.format(n, n, 'pgb1', '--')}" for n in range(1000)]
    data = "".join(f"{line}\n" for line in lines).encode()
    (row,) = READER.count(io.BytesIO(data), CONTEXT, NS_PER_S, apart=False)
    assert (row.number, row.told_as) == (1000, None)


def test_copies_in_other_wrappers_are_told_as_the_same():
    chance = random.Random(3)
    sessions = [
        SESSION.format(n, chance.randrange(1000), f"pgb{n % 3}", chance.choice(["--", "SC"])) for n in range(99)
    ]
    seen = []
    for head in ("Nov 21 19:18:36 hap1 haproxy[31]: ", "2026-11-21T19:18:36.1+00:00 hap1 haproxy[31]: ", ""):
        data = "".join(f"{head}{line}\n" for line in chance.sample(sessions, 99)).encode()
        seen.append({row.told_as for row in READER.count(io.BytesIO(data), CONTEXT, NS_PER_MS, apart=True)})
    assert len(seen[0]) == 99
    assert seen[0] == seen[1] == seen[2]


def test_lines_of_other_programs_are_not_looked_at(monkeypatch):
    looked_at = []
    monkeypatch.setattr(haproxy_counting, "session_of", lambda raw, *_: looked_at.append(raw))
    assert not counted(["Nov 21 19:18:36 hap1 kernel: [12.3] something else"] * 100)
    assert looked_at == []


@settings(max_examples=60)
@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_make_it_raise(data, apart):
    list(READER.count(io.BytesIO(data), CONTEXT, NS_PER_S, apart=apart))


def test_of_all_readers_that_tell_of_requests_only_these_can_count():
    able = {reader.name for reader in readers() if isinstance(reader, CountsRequests)}
    assert able == {"haproxy"}


def test_lines_of_a_format_of_a_teams_own():
    """Each is looked at by itself, also those of the usual formats between them."""
    own = compile_format(StatedFormat("%Ts.%ms %ci:%cp %b/%s %Tw %Tc %ts %rc", Place("haproxy.cfg", 7)))
    head = "Nov 21 19:18:36 hap1 haproxy[31]: "
    ends = ["-1 SC" if n % 5 == 0 else "0 --" for n in range(20)]
    at = ACCEPTED // NS_PER_S
    lines = [f"{head}{at}.380 10.0.0.1:{n} back/pgb{n % 2} 1 {end} 0" for n, end in enumerate(ends)]
    reader = replace(READER, formats=(own,))
    found = counted([*lines, head + SESSION.format(1, 380, "pgb9", "--")], reader=reader)
    by_server = Counter()
    for (host, server, failed, instant), number in found.items():
        assert (host, instant) == ("hap1", ACCEPTED)
        by_server[server, failed] += number
    assert by_server == {
        ("back/pgb0", False): 8,
        ("back/pgb0", True): 2,
        ("back/pgb1", False): 8,
        ("back/pgb1", True): 2,
        ("pgbouncer_back/pgb9", False): 1,
    }
