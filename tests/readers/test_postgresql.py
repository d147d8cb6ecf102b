"""The reader of PostgreSQL's log: prefixes, csvlog, jsonlog, syslog, messages of many lines, and any bytes at all."""

import io
import json
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
from checker.readers.postgresql import READER
from checker.readers.reader import Context, Reader, Tally, Wanted

TRACES = Path(__file__).parents[2] / "traces" / "pgbouncer-ha"
# 2026-11-21T19:13:36Z
AT = 1_795_288_416 * NS_PER_S
CONTEXT = Context("pg.log", host="db", reference_ns=AT)
ALL = Wanted(windows=(Interval(0, 1 << 62),))


def read(text, context=CONTEXT, wanted=ALL):
    tally = Tally()
    data = text.encode() if isinstance(text, str) else text
    return list(READER.read(io.BytesIO(data), context, wanted, tally)), tally


def test_it_is_a_reader():
    reader: Reader = READER
    assert reader.name == "postgresql"


@pytest.mark.parametrize("name", READER.samples)
def test_samples_are_recognised_and_read(name):
    assert READER.recognises(READER.samples[name]) == 1.0
    events, tally = read(READER.samples[name])
    assert events
    assert not tally.unread_total


MS = printed(AT + 49 * NS_PER_MS, NS_PER_MS)
SECOND = printed(AT, NS_PER_S)
LOGGED = received(AT, NS_PER_S)
DAY = "2026-11-21 19:13:36"
# prefix -> time, host, session, user, database, client
PREFIXES = {
    f"{DAY}.049 UTC [40] app@shop ": (MS, "db", "40", "app", "shop", ""),
    f"{DAY}.049 UTC [40] [unknown]@[unknown] ": (MS, "db", "40", "", "", ""),
    f"{DAY}.049 UTC [40] ": (MS, "db", "40", "", "", ""),
    f"{DAY}.049 UTC [40-3] app@shop ": (MS, "db", "40", "app", "shop", ""),
    f"{DAY} UTC [40]: [1-1] user=app,db=shop,app=psql,client=127.0.0.1 ": (
        SECOND, "db", "40", "app", "shop", "127.0.0.1",
    ),
    f"{DAY} UTC [40]: [1-1] user=,db=,app=,client= ": (SECOND, "db", "40", "", "", ""),
    f"{DAY} UTC [40]: [1-1] db=shop,user=app,client=::1 ": (SECOND, "db", "40", "app", "shop", "::1"),
    f"{DAY} UTC:127.0.0.1(46584):app@shop:[40]:": (SECOND, "db", "40", "app", "shop", "127.0.0.1:46584"),
    f"{DAY} UTC::@:[40]:": (SECOND, "db", "40", "", "", ""),
    f"{DAY}.049 UTC [40] app@shop/webapp 127.0.0.1(47098) ": (MS, "db", "40", "app", "shop", "127.0.0.1:47098"),
    f"{DAY}.049 UTC [40] app@shop web1.example(47098) ": (MS, "db", "40", "app", "shop", "web1.example:47098"),
    f"{DAY}.049 UTC [40] app@shop [local] ": (MS, "db", "40", "app", "shop", "[local]"),
    f"< {DAY}.049 UTC > ": (MS, "db", "", "", "", ""),
    f"{DAY} UTC-6b01ef97.28-": (SECOND, "db", "40", "", "", ""),
    f"{DAY}.049 UTC pid=40 user=app database=shop ": (MS, "db", "40", "app", "shop", ""),
    "1795288416.049 [40] app@shop ": (MS, "db", "40", "app", "shop", ""),
    "2026-11-21 20:13:36.049 CET [40] ": (MS, "db", "40", "", "", ""),
    "2026-11-21 22:13:36.049 +03 [40] ": (MS, "db", "40", "", "", ""),
    f"db1  | {DAY}.049 UTC [40] app@shop ": (MS, "db1", "40", "app", "shop", ""),
    f"2026-11-21T19:13:36.050123Z stdout F {DAY}.049 UTC [40] ": (MS, "db", "40", "", "", ""),
    "Nov 21 19:13:36 db1 postgres[40]: [3-1] ": (LOGGED, "db1", "40", "", "", ""),
    f"Nov 21 19:13:36 db1 postgres[40]: [3-1] {DAY}.049 UTC [40] app@shop ": (MS, "db1", "40", "app", "shop", ""),
    f"2026-11-21T19:13:36+00:00 localhost postgresql@15-main[40]: [3-1] {DAY}.049 UTC [40] ": (
        MS, "db", "40", "", "", "",
    ),
    "<30>1 2026-11-21T19:13:36Z db1 postgres 40 - - [3-1] ": (LOGGED, "db1", "40", "", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_prefix(prefix):
    line = f"{prefix}LOG:  statement: SELECT 1\n"
    (event,), tally = read(line)
    time, host, session, user, database, client = PREFIXES[prefix]
    assert (event.kind, event.time, event.source) == ("statement", time, Source(host, "postgresql", ""))
    assert event.args == {
        "session": session, "user": user, "database": database, "client": client,
        "statement": "SELECT 1", "duration_ns": -1,
    }  # fmt: skip
    assert tally.coverage == {event.source: event.time}
    assert READER.recognises(line.encode()) == 1.0


def csv(message, severity="LOG", columns=26, session=41):
    fields = [
        f"{DAY}.049 UTC", '"app"', '"shop"', str(session), '"127.0.0.1:46584"', "6b01ef97.29", "2", '"idle"',
        f"{DAY} UTC", "2/2", "0", severity, "00000", '"' + message.replace('"', '""') + '"', *[""] * 8, '"webapp"',
        '"client backend"', "", "0",
    ]  # fmt: skip
    return ",".join(fields[:columns]) + "\n"


@pytest.mark.parametrize("columns", [23, 24, 26])
def test_csvlog(columns):
    (event,), tally = read(csv("statement: SELECT\n\n  'a', \"b\"", columns=columns))
    assert event.time == MS
    assert event.places == (Place("pg.log", 1),)
    assert event.args == {
        "session": "41", "user": "app", "database": "shop", "client": "127.0.0.1:46584",
        "statement": "SELECT\n\n  'a', \"b\"", "duration_ns": -1,
    }  # fmt: skip
    assert (tally.lines, tally.unread_total) == (3, 0)


def test_a_csvlog_that_is_cut_within_a_record_goes_on_with_the_next():
    text = 'rest of "a" record"\n' + csv("statement: SELECT 1").replace("SELECT 1", 'SELECT "1') + csv("statement: 2")
    events, tally = read(text)
    assert [e.args["statement"] for e in events] == ["2"]
    assert [(u.line, u.why) for u in tally.unread] == [
        (1, "not a line of PostgreSQL"),
        (2, "a record of a csvlog that does not end"),
    ]


def jsonlog(message, severity="LOG", **further):
    row = {
        "timestamp": f"{DAY}.049 UTC", "user": "app", "dbname": "shop", "pid": 41, "remote_host": "127.0.0.1",
        "remote_port": 46584, "session_id": "6b01ef97.29", "ps": "idle", "error_severity": severity,
        "message": message, **further,
    }  # fmt: skip
    return json.dumps(row) + "\n"


def test_every_destination_tells_the_same():
    stderr = f"{DAY}.049 UTC [41] app@shop 127.0.0.1(46584) LOG:  statement: SELECT 1\n\tFROM t\n"
    syslog = (
        f"Nov 21 19:13:36 db postgres[41]: [3-1] {DAY}.049 UTC [41] app@shop 127.0.0.1(46584) "
        "LOG:  statement: SELECT 1\n"
        "Nov 21 19:13:36 db postgres[41]: [3-2] #011FROM t\n"
    )
    told = [
        read(text)[0]
        for text in (stderr, syslog, csv("statement: SELECT 1\nFROM t"), jsonlog("statement: SELECT 1\nFROM t"))
    ]
    assert [len(events) for events in told] == [1, 1, 1, 1]
    assert all(events == told[0] for events in told)


LOG = f"""\
{DAY}.000 UTC [26] LOG:  starting PostgreSQL 15.20 on x86_64
{DAY}.001 UTC [26] LOG:  listening on IPv4 address "127.0.0.1", port 5432
{DAY}.002 UTC [29] LOG:  database system was shut down at 2026-11-21 19:14:01 UTC
{DAY}.003 UTC [26] LOG:  database system is ready to accept connections
{DAY}.049 UTC [40] [unknown]@[unknown] LOG:  connection received: host=127.0.0.1 port=46584
{DAY}.050 UTC [40] app@shop LOG:  connection authorized: user=app database=shop
{DAY}.051 UTC [40] app@shop LOG:  statement: SELECT 1
\t  FROM t

{DAY}.052 UTC [40] app@shop ERROR:  relation "t" does not exist at character 10
{DAY}.052 UTC [40] app@shop STATEMENT:  SELECT 1
\t  FROM t
{DAY}.053 UTC [40] app@shop LOG:  disconnection: session time: 0:00:00.004 user=app database=shop host=127.0.0.1 port=46584
hello
{DAY[:-2]}99.000 UTC [26] LOG:  received fast shutdown request
LOG:  received fast shutdown request
{DAY}.054 UTC [26] LOG:  received fast shutdown request
"""  # noqa: E501


def test_a_whole_log():
    events, tally = read(LOG)
    assert [(event.kind, event.places[0].line) for event in events] == [
        ("process_started", 1),
        ("listening", 2),
        ("ready", 4),
        ("connection_received", 5),
        ("session_opened", 6),
        ("statement", 7),
        ("error", 10),
        ("session_closed", 13),
        ("process_stopped", 17),
    ]
    assert events[5].args["statement"] == "SELECT 1\n  FROM t"
    assert events[6].args["message"] == 'relation "t" does not exist at character 10'
    assert events[6].text == 'ERROR:  relation "t" does not exist at character 10'
    assert (tally.lines, tally.events, tally.bulk) == (17, 9, 5)
    assert [(u.line, u.why) for u in tally.unread] == [
        (14, "not a line of PostgreSQL"),
        (15, "no time stamp that can be read"),
        (16, "no time stamp that can be read"),
    ]
    assert tally.coverage == {Source("db", "postgresql", ""): Interval(AT, AT + 55 * NS_PER_MS - 1)}


def test_the_control_pass_counts_what_comes_in_bulk():
    events, tally = read(LOG, wanted=Wanted())
    assert [event.kind for event in events] == ["process_started", "listening", "ready", "process_stopped"]
    assert tally.bulk == 5


def test_windows_give_bulk_alone():
    inside = Interval(AT + 51 * NS_PER_MS, AT + 52 * NS_PER_MS - 1)
    events, tally = read(LOG, wanted=Wanted(control=False, windows=(inside,)))
    assert [event.kind for event in events] == ["statement"]
    assert tally.bulk == 0


def test_the_rest_of_a_message_that_is_not_here_is_unread():
    _, tally = read("\tFROM t\n")
    assert [u.why for u in tally.unread] == ["it continues a message that is not here"]


def test_a_statement_of_many_lines_does_not_fill_the_memory():
    text = f"{DAY}.051 UTC [40] app@shop LOG:  statement: SELECT 1\n" + "\tx\n" * 20_000
    (event,), tally = read(text)
    assert len(event.args["statement"]) <= 4000
    assert (tally.lines, tally.unread_total) == (20_001, 0)


def test_lines_that_the_logger_lost():
    lost = "Nov 21 19:13:36 db1 rsyslogd: imuxsock lost 5 messages from pid 34 due to rate-limiting\n"
    (event,), _ = read(lost)
    assert (event.kind, event.args["count"]) == ("lines_lost", 5)


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-21 19:13:36.047 UTC [34] LOG C-0x558bb25c19c0: app/app@192.168.1.10:55364 login attempt: db=app",
        "Nov 21 19:13:36 hap1 haproxy[31]: Proxy pgsql_front started.",
        "some program says ERROR:  no",
        '{"ts": 1, "message": "x"}',
        "a,b,c",
    ],
)
def test_what_others_write_is_not_its_word(line):
    assert READER.recognises(f"{line}\n".encode()) == 0.0


def test_recognition_counts_what_continues_a_message():
    text = f"{DAY}.051 UTC [40] app@shop LOG:  statement: SELECT 1\n\tFROM a\n\tWHERE b\n"
    assert READER.recognises(text.encode()) == 1.0
    assert READER.recognises(csv("statement: SELECT\n a\n b\n").encode()) == 1.0
    assert READER.recognises(text.encode() + b"other\n") == 0.75
    assert READER.recognises(b"") == READER.recognises(b"\n") == READER.recognises(b"\0" + text.encode()) == 0.0


RECORDED = sorted(TRACES.glob("*/pgb/postgresql.*"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda p: "/".join(p.parts[-3:]))
def test_every_recorded_log(path):
    data = path.read_bytes()
    assert READER.recognises(data[: 1 << 16]) == 1.0
    events, tally = read(data, Context(str(path), host="pgb"))
    assert tally.unread_total == 0
    assert all(set(event.args) == set(VOCABULARY[event.kind].args) for event in events)
    kinds = Counter(event.kind for event in events)
    assert kinds["process_started"] == kinds["ready"] == 1
    assert kinds["statement"] == data.count(b"statement: ")


@pytest.mark.parametrize("path", RECORDED, ids=lambda p: "/".join(p.parts[-3:]))
def test_the_port_joins_it_with_the_pooler(path):
    from checker.readers.pgbouncer import READER as POOLER

    opened = set()
    for log in path.parent.glob("pgb*.log"):
        context = Context(str(log), host="pgb")
        events = POOLER.read(io.BytesIO(log.read_bytes()), context, Wanted(), Tally())
        opened |= {e.args["local"] for e in events if e.kind == "server_connection_opened"}
    received_from = {e.args["client"] for e in read(path.read_bytes())[0] if e.kind == "connection_received"}
    assert opened <= received_from


@given(st.permutations(LOG.split("\n{", 1)[0].splitlines(keepends=True)[:6]))
@settings(max_examples=30, deadline=None)
def test_the_order_of_messages_means_nothing(lines):
    def essence(found):
        events, tally = found
        return Counter((e.kind, e.time, e.source, repr(e.args)) for e in events), tally.coverage

    assert essence(read("".join(lines))) == essence(read("".join(LOG.splitlines(keepends=True)[:6])))


MIXED = LOG + csv('statement: SELECT "a"\nFROM b') + jsonlog("statement: SELECT 1") + csv("x", "FATAL")


@given(st.binary(max_size=300), st.integers(0, len(MIXED)))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(noise, position):
    data = MIXED.encode()
    data = data[:position] + noise + data[position:]
    _, tally = read(data)
    if b"\0" not in data:  # such a file may be text of two bytes a character
        assert tally.lines == data.count(b"\n") + (not data.endswith(b"\n"))
    READER.recognises(data)


def test_a_cut_at_any_offset_keeps_the_whole_messages_before_it():
    data = MIXED.encode()
    whole, _ = read(MIXED)
    for cut in range(0, len(data), 5):
        events, _ = read(data[:cut])
        lines = data[:cut].count(b"\n")
        # the last message before the cut may have gone on
        expected = [e for e in whole if e.places[0].line + e.text.count("\n") < lines]
        assert events[: len(expected)] == expected
