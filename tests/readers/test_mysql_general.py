"""The general query log: stamps that are carried forward, who is behind a connection, and any bytes at all."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import NS_PER_S, NS_PER_US, Interval
from checker.model.vocabulary import VOCABULARY
from checker.readers.clocks import printed
from checker.readers.mysql_general import READER
from checker.readers.reader import Context, Tally, Wanted

# 2026-11-21T19:23:50Z
AT = 1_795_289_030 * NS_PER_S
ALL = Wanted(control=True, windows=(Interval(0, 1 << 62),))
CONTEXT = Context("general.log", host="db")
MARIADB = (
    "mariadbd, Version: 10.11.19-MariaDB-0+deb12u1-log (Debian 12). started with:\n"
    "Tcp port: 3306  Unix socket: /run/mysqld.sock\n"
    "Time\t\t    Id Command\tArgument\n"
    "261121 19:23:50\t     7 Connect\tmyuser@10.77.0.21 on myappdb using TCP/IP\n"
    "\t\t     7 Query\tselect 1\n  from dual\n"
    "261121 19:23:51\t     7 Query\tselect 2 where k='x\\''\n"
    "\t\t     8 Query\tselect 3\n"
    "\t\t     7 Quit\t\n"
)


def read(text: str | bytes, context: Context = CONTEXT, wanted: Wanted = ALL):
    tally = Tally()
    data = text.encode() if isinstance(text, str) else text
    return list(READER.read(io.BytesIO(data), context, wanted, tally)), tally


def test_the_stamp_of_a_line_is_that_of_the_last_one_that_has_any():
    events, tally = read(MARIADB)
    first, second = printed(AT, NS_PER_S), printed(AT + NS_PER_S, NS_PER_S)
    assert [(e.kind, e.time) for e in events] == [
        ("session_opened", first),
        ("statement", first),
        ("statement", second),
        ("statement", second),
        ("session_closed", second),
    ]
    assert (tally.lines, tally.events, tally.bulk, tally.unread_total) == (9, 5, 5, 0)


def test_who_is_behind_a_connection_is_known_from_its_first_line():
    events, _ = read(MARIADB)
    assert [e.args["client"] for e in events] == ["10.77.0.21", "10.77.0.21", "10.77.0.21", "", "10.77.0.21"]
    assert events[2].args["statement"] == "select 2 where k='x\\''"


def test_mysql_prints_microseconds_on_each_line():
    line = "2026-11-21T19:23:50.223456Z\t    8 Query\tSELECT 1\n"
    ((event,), _) = read(line)
    assert event.time == printed(AT + 223_456_000, NS_PER_US)


def test_a_stamp_without_a_zone_is_in_that_of_its_host():
    events, _ = read(MARIADB, Context("g", host="db", zone_ns=3600 * NS_PER_S))
    assert events[0].time == printed(AT - 3600 * NS_PER_S, NS_PER_S)


def test_only_the_windows_are_read_and_all_is_counted():
    events, tally = read(MARIADB, wanted=Wanted(False, (Interval(AT + NS_PER_S, AT + NS_PER_S),)))
    assert len(events) == 3
    assert read(MARIADB, wanted=Wanted())[1].bulk == 5
    assert tally.events == 3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nothing of it\n", "not a line of a general log"),
        ("\t\t     7 Query\tselect 1\n", "no time stamp that can be read"),
        ("261341 19:23:50\t     7 Query\tselect 1\n", "no time stamp that can be read"),
        ("261121 29:23:50\t     7 Query\tselect 1\n", "no time stamp that can be read"),
    ],
)
def test_what_is_unread_is_listed(text: str, why: str):
    events, tally = read(text)
    assert (events, [u.why for u in tally.unread]) == ([], [why])


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes(data: bytes):
    events, tally = read(data)
    assert tally.events == len(events)
    assert 0.0 <= READER.recognises(data) <= 1.0


@given(st.integers(0, len(MARIADB)), st.integers(0, 40), st.text(max_size=6))
@settings(max_examples=300)
def test_broken_logs(at: int, cut: int, between: str):
    events, _ = read(MARIADB[:at] + between + MARIADB[at + cut :])
    assert all(set(e.args) == set(VOCABULARY[e.kind].args) for e in events)
