"""The reader of PgBouncer's log: every wrapper and release, what is asked for, and any bytes at all."""

import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.model.event import Source
from checker.model.vocabulary import VOCABULARY
from checker.readers.clocks import printed, received
from checker.readers.pgbouncer import READER
from checker.readers.reader import Context, Reader, Tally, Wanted
from tests.readers.test_pgbouncer_lines import LINES

TRACES = Path(__file__).parents[2] / "traces" / "pgbouncer-ha"
# 2026-11-21T19:13:36Z
AT = 1_795_288_416 * NS_PER_S
HOUR = 3600 * NS_PER_S
CONTEXT = Context("p.log", host="pgb", reference_ns=AT)
ALL = Wanted(windows=(Interval(0, 1 << 62),))


def read(text, context=CONTEXT, wanted=ALL):
    tally = Tally()
    data = text.encode() if isinstance(text, str) else text
    return list(READER.read(io.BytesIO(data), context, wanted, tally)), tally


def test_it_is_a_reader():
    reader: Reader = READER
    assert reader.name == "pgbouncer"


@pytest.mark.parametrize("name", READER.samples)
def test_samples_are_recognised_and_read(name):
    assert READER.recognises(READER.samples[name]) == 1.0
    events, tally = read(READER.samples[name])
    assert events
    assert not tally.unread_total


FILE = printed(AT + 47 * NS_PER_MS, NS_PER_MS)
SECOND = received(AT, NS_PER_S)
FORMS = {
    "2026-11-21 19:13:36.047 UTC [34] LOG ": (FILE, "pgb", "34"),
    "2026-11-21 19:13:36.047 [34] LOG ": (FILE, "pgb", "34"),
    "2026-11-21 19:13:36.047 34 LOG ": (FILE, "pgb", "34"),
    "2026-11-21 20:13:36.047 CET [34] LOG ": (FILE, "pgb", "34"),
    "2026-11-21 14:13:36.047 EST [34] LOG ": (FILE, "pgb", "34"),
    "2026-11-22 00:43:36.047 +0530 [34] LOG ": (FILE, "pgb", "34"),
    "2026-11-21 16:13:36.047 -03 [34] LOG ": (FILE, "pgb", "34"),
    "2026-11-21 19:13:36.047 UTC [34] LOG @src/client.c:42 in function login(): ": (FILE, "pgb", "34"),
    "pgb1  | 2026-11-21 19:13:36.047 UTC [1] LOG ": (FILE, "pgb1", "1"),
    "2026-11-21T19:13:36.050123Z stdout F 2026-11-21 19:13:36.047 UTC [1] LOG ": (FILE, "pgb", "1"),
    "Nov 21 19:13:36 db1 pgbouncer[34]: 2026-11-21 19:13:36.047 UTC [34] LOG ": (FILE, "db1", "34"),
    "Nov 21 19:13:36 db1 pgbouncer[34]: ": (SECOND, "db1", "34"),
    "<30>1 2026-11-21T19:13:36Z db1 pgbouncer 34 - - ": (SECOND, "db1", "34"),
    "2026-11-21T19:13:36+00:00 localhost pgbouncer[34]: ": (SECOND, "pgb", "34"),
    "2026-11-21T19:13:36Z ": (SECOND, "pgb", ""),
    "Nov 21 19:13:36 node7 some-container[812]: ": (SECOND, "node7", ""),
}
LOGIN = "C-0x558bb25c19c0: app/app@192.168.1.10:55364 login attempt: db=app user=app tls=no"


@pytest.mark.parametrize("prefix", FORMS)
def test_every_wrapper(prefix):
    (event,), tally = read(f"{prefix}{LOGIN}\n")
    time, host, process = FORMS[prefix]
    assert (event.kind, event.time) == ("session_opened", time)
    assert event.source == Source(host, "pgbouncer", process)
    assert event.places == (Place("p.log", 1),)
    assert event.text == LOGIN
    assert tally.coverage == {event.source: event.time}
    assert READER.recognises(f"{prefix}{LOGIN}\n".encode()) == 1.0


@pytest.mark.parametrize("zone", ["CST", "IST", "XYZ"])
def test_a_zone_that_several_mean_is_that_of_the_host(zone):
    context = Context("p.log", host="pgb", zone_ns=HOUR)
    (event,), _ = read(f"2026-11-21 20:13:36.047 {zone} [34] LOG {LOGIN}\n", context)
    assert event.time == FILE


@pytest.mark.parametrize("text", LINES)
def test_each_message_in_the_file(text):
    level = "WARNING" if LINES[text] and LINES[text][0] == "error" else "LOG"
    events, tally = read(f"2026-11-21 19:13:36.047 UTC [34] {level} {text}\n")
    assert [(event.kind, event.args) for event in events] == ([LINES[text]] if LINES[text] else [])
    assert tally.unread_total == 0


DAY = "2026-11-21 19:13:"
LOG = f"""\
{DAY}36.033 UTC [34] LOG kernel file descriptor limit: 20000 (hard: 20000); max_client_conn: 200
{DAY}36.034 UTC [34] LOG listening on 192.168.1.5:6433
{DAY}36.035 UTC [34] LOG process up: PgBouncer 1.18.0, libevent 2.1.12-stable (epoll)
{DAY}36.047 UTC [34] LOG {LOGIN}
{DAY}36.048 UTC [34] LOG S-0x558bb25c90a0: app/app@127.0.0.1:5432 new connection to server (from 127.0.0.1:46584)
{DAY}36.055 UTC [34] LOG C-0x558bb25c19c0: app/app@192.168.1.10:5 closing because: client close request (age=0s)
{DAY}37.000 UTC [34] WARNING C-0x558bb25c19c0: (nodb)/(nouser)@10.0.0.1:9 pooler error: no such user

{DAY}38.000 UTC [34] LOG got SIGINT, shutting down
hello
{DAY}99.000 UTC [34] LOG listening on 10.0.0.1:1
"""


def test_a_whole_log():
    events, tally = read(LOG)
    assert [(event.kind, event.places[0].line) for event in events] == [
        ("listening", 2),
        ("process_started", 3),
        ("session_opened", 4),
        ("server_connection_opened", 5),
        ("session_closed", 6),
        ("error", 7),
        ("process_stopped", 9),
    ]
    assert (tally.lines, tally.events, tally.bulk) == (11, 7, 3)
    assert [(unread.line, unread.why) for unread in tally.unread] == [
        (10, "not a line of PgBouncer"),
        (11, "no time stamp that can be read"),
    ]
    assert tally.coverage == {
        Source("pgb", "pgbouncer", "34"): Interval(AT + 33 * NS_PER_MS, AT + 2 * NS_PER_S + NS_PER_MS - 1)
    }


def test_the_control_pass_counts_what_comes_in_bulk():
    events, tally = read(LOG, wanted=Wanted())
    assert [event.kind for event in events] == [
        "listening",
        "process_started",
        "server_connection_opened",
        "process_stopped",
    ]
    assert tally.bulk == 3


def test_windows_give_bulk_alone():
    inside = Interval(AT + 50 * NS_PER_MS, AT + 60 * NS_PER_MS)
    events, tally = read(LOG, wanted=Wanted(control=False, windows=(inside,)))
    assert [event.kind for event in events] == ["session_closed"]
    assert tally.bulk == 0


def test_lines_that_the_logger_lost():
    lost = "Nov 21 19:13:36 db1 rsyslogd: imuxsock lost 5 messages from pid 34 due to rate-limiting\n"
    (event,), _ = read(lost)
    assert (event.kind, event.args["count"]) == ("lines_lost", 5)


def test_folded_repetitions_tell_nothing():
    line = "Nov 21 19:13:36 db1 pgbouncer[34]: message repeated 2 times: [ listening on 10.0.0.1:6432]\n"
    assert read(line) == ([], read(line)[1])


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-21 19:13:36.049 UTC [40] app@app LOG:  statement: SELECT 1",
        "Nov 21 19:13:36 hap1 haproxy[31]: Proxy pgsql_front started.",
        "Nov 21 19:13:36 db1 systemd[1]: Started pgbouncer.service - connection pooler.",
        '{"ts": 1}',
    ],
)
def test_what_others_write_is_not_its_word(line):
    assert READER.recognises(f"{line}\n".encode()) == 0.0


def test_recognition_is_the_share_of_lines():
    mine, other = LOG.encode().splitlines(keepends=True)[0], b"nothing\n"
    assert READER.recognises(other * 3 + mine) == 0.25
    assert READER.recognises(mine + mine[:30]) == 1.0
    assert READER.recognises(b"") == READER.recognises(b"\n\n") == READER.recognises(b"\0" + mine) == 0.0


@pytest.mark.parametrize("path", sorted(TRACES.glob("*/pgb/pgb*.log")), ids=lambda p: "/".join(p.parts[-3:]))
def test_every_recorded_log(path):
    data = path.read_bytes()
    assert READER.recognises(data[: 1 << 16]) == 1.0
    events, tally = read(data, Context(str(path), host="pgb"))
    assert tally.unread_total == 0
    assert all(set(event.args) == set(VOCABULARY[event.kind].args) for event in events)
    port = {"pgb1.log": 6432, "pgb2.log": 6433, "pgb3.log": 6434}[path.name]
    assert {e.args["address"] for e in events if e.kind == "listening"} == {f"192.168.1.5:{port}"}


def test_the_client_says_which_load_balancer_routed():
    events, _ = read((TRACES / "crash_nopreempt" / "pgb" / "pgb1.log").read_bytes())
    hosts = Counter(str(e.args["client"]).partition(":")[0] for e in events if e.kind == "session_opened")
    assert set(hosts) == {"192.168.1.10", "192.168.1.11"}


@given(st.permutations(LOG.splitlines(keepends=True)))
@settings(max_examples=30, deadline=None)
def test_the_order_of_lines_means_nothing(lines):
    def essence(found):
        events, tally = found
        return Counter((e.kind, e.time, e.source, repr(e.args)) for e in events), tally.coverage

    assert essence(read("".join(lines))) == essence(read(LOG))


@given(st.binary(max_size=300), st.integers(0, 1200))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read(noise, position):
    data = LOG.encode()
    data = data[:position] + noise + data[position:]
    _, tally = read(data)
    if b"\0" not in data:  # such a file may be text of two bytes a character
        assert tally.lines == data.count(b"\n") + (not data.endswith(b"\n"))
    READER.recognises(data)


def test_a_cut_at_any_offset_keeps_the_whole_lines_before_it():
    data = LOG.encode()
    whole, _ = read(LOG)
    for cut in range(0, len(data), 3):
        events, _ = read(data[:cut])
        expected = [event for event in whole if event.places[0].line <= data[:cut].count(b"\n")]
        assert events[: len(expected)] == expected
