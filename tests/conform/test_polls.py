"""Polls by the lives of their monitors, and when they were made."""

from __future__ import annotations

from checker.conform.polls import polls
from tests.conform.makers import MS, S, evidence
from tests.conform.watchers import REFUSED, TIMED_OUT, began, poll


def made(*events) -> dict[str, list[tuple[int, int]]]:
    found = polls(evidence(*events))
    return {name: [(p.time.lo // MS, p.time.hi // MS) for p in each] for name, each in found.items()}


def test_a_poll_was_made_when_its_line_was_written_but_for_one_that_timed_out():
    assert made(poll(0), poll(10, why=REFUSED), poll(13, why=TIMED_OUT), poll(20)) == {
        "monitor@ops": [(0, 0), (10000, 10000), (10001, 13000), (20000, 20000)]
    }
    assert [p.unbounded for p in polls(evidence(poll(0), poll(3, why=TIMED_OUT)))["monitor@ops"]] == [False, True]


def test_the_beginning_of_a_first_poll_that_timed_out_nothing_bounds():
    assert made(poll(3, why=TIMED_OUT), poll(10)) == {"monitor@ops": [(10000, 10000)]}


def test_each_life_has_its_own():
    assert made(began(-1), poll(0), began(5), poll(6)) == {"monitor@ops": [(0, 0)], "monitor@ops#2": [(6000, 6000)]}


def test_a_poll_of_the_second_of_a_start_belongs_to_nobody():
    start = began(10).moved(poll(10, width=S).time)
    assert made(poll(0, width=S), poll(10, width=S), start, poll(20, width=S)) == {
        "monitor@ops#0": [(0, 999)],
        "monitor@ops": [(20000, 20999)],
    }
