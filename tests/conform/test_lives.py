"""Each life of a process is an observer of its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import Interval
from checker.conform.lives import Lives, lives, process_of
from checker.model.event import Source
from tests.conform.makers import HAPROXY, KEEPALIVED, MS, S, event


def started(at: int, width: int = 0, source: Source = HAPROXY):
    return event("process_started", at, at + width, source, detail="started")


def test_a_process_whose_start_no_line_tells_has_one_life():
    names = lives([], "haproxy")
    assert {names.name(HAPROXY, at) for at in (-S, 0, 5 * S)} == {"haproxy@hap1[31]"}


def test_a_process_that_starts_once_in_the_log_has_a_life_from_there():
    names = lives([started(10 * S)], "haproxy")
    assert names.name(HAPROXY, 10 * S) == names.name(HAPROXY, 99 * S) == "haproxy@hap1[31]"
    assert names.name(HAPROXY, 9 * S) == "haproxy@hap1[31]#0"


@given(st.lists(st.integers(1, 100), unique=True, min_size=1), st.integers(0, 101), st.integers(0, 101))
def test_two_instants_have_one_name_exactly_when_no_start_lies_between_them(starts, one, other):
    names = lives([started(at) for at in starts], "haproxy")
    between = any(min(one, other) < at <= max(one, other) for at in starts)
    assert (names.name(HAPROXY, one) != names.name(HAPROXY, other)) is between


def test_starts_of_other_programs_processes_and_hosts_do_not_count():
    others = [
        started(10 * S, source=KEEPALIVED),
        started(10 * S, source=Source("hap2", "haproxy", "31")),
        started(10 * S, source=Source("hap1", "haproxy", "32")),
    ]
    names = lives(others, "haproxy")
    assert names.name(HAPROXY, 5 * S) == names.name(HAPROXY, 15 * S)


def test_copies_of_one_start_are_one_start():
    assert lives([started(10 * S), started(10 * S)], "haproxy") == lives([started(10 * S)], "haproxy")


def test_a_line_in_the_second_of_a_start_is_of_an_unknown_life_and_one_in_the_next_second_is_not():
    names = Lives({HAPROXY: (Interval(10 * S - MS, 11 * S - 1),)})
    assert names.unsure(HAPROXY, Interval(10 * S - MS, 11 * S - 1))
    assert names.unsure(HAPROXY, Interval(10 * S + 5 * MS, 10 * S + 6 * MS))
    assert set(names.names(HAPROXY, Interval(10 * S + 5 * MS, 10 * S + 6 * MS))) == {
        "haproxy@hap1[31]#0",
        "haproxy@hap1[31]",
    }
    assert names.names(HAPROXY, Interval(11 * S + 5 * MS, 11 * S + 6 * MS)) == ("haproxy@hap1[31]",)
    assert not names.unsure(HAPROXY, Interval(11 * S - MS, 12 * S - 1))
    assert not names.unsure(HAPROXY, Interval(9 * S - MS, 10 * S - 1))
    assert not names.unsure(KEEPALIVED, Interval(10 * S - MS, 11 * S - 1))


def test_stamps_of_microseconds_are_in_the_order_of_the_logger():
    names = Lives({HAPROXY: (Interval(10 * S - MS, 10 * S + 999),)})
    assert not names.unsure(HAPROXY, Interval(10 * S - MS + 20_000, 10 * S + 20_999))


def test_the_observer_of_a_life():
    for name in ("haproxy@hap1[31]#2", "haproxy@hap1[31]", "haproxy@hap1#0", "haproxy@hap1"):
        assert process_of(name) == "haproxy@hap1"
    assert lives([], "x").name(Source("h", "x", ""), 0) == "x@h"
