"""A verdict's scope: who was heard, from when to when, and who was missing."""

from __future__ import annotations

from dataclasses import replace

from checker.base.time import Interval
from checker.conform.evidence import Heard
from checker.conform.scope import scope_of
from checker.model.event import Source
from checker.properties import load
from tests.conform.makers import S, contract, evidence

ROUTED, HOLDER = load()["no-request-routed-to-down"], load()["single-vip-holder"]


def heard(host: str, program: str, lo: int, hi: int) -> Heard:
    return Heard(Source(host, program, "1"), Interval(lo * S, hi * S), f"{host}/{program}.log")


def test_nothing_heard_has_no_time_and_everything_missing():
    scope = scope_of(ROUTED, evidence())
    assert (scope.observers, scope.time, scope.missing) == ((), None, ("haproxy@hap1", "haproxy@hap2"))
    assert scope.partial


def test_only_the_programs_that_can_tell_of_a_property_count():
    known = evidence(
        heard=(heard("hap1", "haproxy", 5, 9), heard("hap1", "keepalived", 1, 99), heard("", "capture", 3, 4))
    )
    routed, holder = scope_of(ROUTED, known), scope_of(HOLDER, known)
    assert (routed.observers, routed.time) == (("haproxy@hap1",), Interval(5 * S, 9 * S))
    assert holder.observers == ("capture", "keepalived@hap1")
    assert (holder.time, holder.missing) == (Interval(1 * S, 99 * S), ("keepalived@hap2",))


def test_several_processes_and_files_of_one_observer_are_one():
    known = evidence(
        heard=(heard("hap1", "haproxy", 5, 9), heard("haproxy1", "haproxy", 1, 3), heard("hap2", "haproxy", 2, 4))
    )
    scope = scope_of(ROUTED, known)
    assert (scope.observers, scope.time) == (("haproxy@hap1", "haproxy@hap2"), Interval(1 * S, 9 * S))
    assert not scope.partial


def test_an_observer_that_nobody_expected_is_named_and_replaces_nobody():
    scope = scope_of(ROUTED, evidence(heard=(heard("web7", "haproxy", 1, 2),)))
    assert (scope.observers, scope.missing) == (("haproxy@web7",), ("haproxy@hap1", "haproxy@hap2"))


def test_lines_that_were_not_understood_are_missing_from_the_scope():
    known = evidence(heard=(heard("hap1", "haproxy", 5, 9),), unread={"hap1/haproxy.log": 2, "hap2/haproxy.log": 0})
    scope = scope_of(ROUTED, known)
    assert scope.missing == ("haproxy@hap2", "the meaning of 2 lines of hap1/haproxy.log")
    assert scope.partial


def test_monitors_are_expected_where_the_diagrams_draw_one_on_whatever_host():
    polls = load()["poll-on-schedule"]
    assert scope_of(polls, evidence()).missing == ("monitor",)
    known = evidence(heard=(heard("ops", "monitor", 1, 2),))
    assert (scope_of(polls, known).observers, scope_of(polls, known).missing) == (("monitor@ops",), ())
    nowhere = scope_of(polls, evidence(heard=(heard("", "monitor", 1, 2),)))
    assert (nowhere.observers, nowhere.missing) == (("monitor",), ())
    undrawn = replace(evidence(), contract=replace(contract(), lifelines={}))
    assert scope_of(polls, undrawn).missing == ()
