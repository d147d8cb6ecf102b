"""Checks and changes of state, as each load balancer tells of them."""

from __future__ import annotations

from checker.base.time import Interval
from checker.conform.observed.draft import balancer, server
from checker.conform.observed.servers import reason_of, server_drafts
from checker.model.event import Source
from tests.conform.makers import S, event, evidence
from tests.conform.observed.telling import HAP1, HAP2, START, check, state, texts, three_failures


def drafts(*events, serving=lambda host: True):
    return sorted(server_drafts(evidence(*events), serving), key=lambda d: d.order)


def test_every_failed_check_of_a_serving_load_balancer_is_told_and_the_change_after_its_check():
    told = drafts(*three_failures())
    assert texts(told) == [
        "check of pgb2 failed: Connection refused (2/3 UP)",
        "check of pgb2 failed: Connection refused (1/3 UP)",
        "check of pgb2 failed: Connection refused (0/2 DOWN)",
        "marks pgb2 as DOWN (2 servers left)",
    ]
    assert told[0].ends == (server("pgb2"), balancer("hap1"))
    assert [d.turn for d in told] == [False, False, False, True]
    assert told[3].alarm


def test_the_check_stands_before_its_change_also_where_both_have_the_same_wide_stamp():
    check_, change = (e.moved(Interval(START, START + S)) for e in three_failures()[2:])
    told = drafts(change, check_)
    assert [d.text[:5] for d in told] == ["check", "marks"]


def test_of_a_load_balancer_that_nobody_asks_only_the_change_is_told_with_all_places():
    told = drafts(*three_failures(HAP2), serving=lambda host: host == "hap1")
    assert texts(told) == ["marks pgb2 as DOWN (2 servers left) after 3 failed checks"]
    assert [p.line for p in told[0].places] == [0, 2000, 4000, 4001]
    assert not told[0].turn


def test_checks_that_nobody_asks_for_and_that_change_nothing_are_one_note():
    told = drafts(
        check(0, False, 2, 3, "UP", HAP2), check(2 * S, True, 3, 3, "UP", HAP2), serving=lambda host: host == "hap1"
    )
    assert texts(told) == ["1 check of pgb2 failed"]


def test_a_passed_check_is_told_only_after_a_failed_one():
    up = [check(0, True, 3, 3, "UP"), check(2 * S, False, 2, 3, "UP"), check(4 * S, True, 3, 3, "UP")]
    assert texts(drafts(*up, check(6 * S, True, 3, 3, "UP"))) == [
        "check of pgb2 failed: Connection refused (2/3 UP)",
        "check of pgb2 passed (3/3 UP)",
    ]


def test_a_new_process_has_a_view_of_its_own():
    other = Source("hap1", "haproxy", "99")
    assert texts(drafts(*three_failures()[:1], check(S, True, 3, 3, "UP", other))) == [
        "check of pgb2 failed: Connection refused (2/3 UP)"
    ]


def snapshot(at: int, status: str):
    return event("server_seen", START + at, source=HAP1, server="pgbouncer_back/pgb2", status=status)


def test_statistics_tell_a_change_that_no_line_tells():
    assert texts(drafts(snapshot(0, "UP"), snapshot(2 * S, "DOWN"), snapshot(4 * S, "DOWN"))) == [
        "statistics show pgb2 DOWN, UP before"
    ]
    assert len(drafts(snapshot(0, "UP"), state(S, "DOWN"), snapshot(2 * S, "DOWN"))) == 1


def test_reasons_are_short():
    assert reason_of("<urlopen error [Errno 111] Connection refused>") == "Connection refused"
    assert reason_of("Layer4 timeout, check duration: 2001ms") == "Layer4 timeout"
    libpq = 'connection failed: connection to server at "192.168.1.100", port 5432 failed: closed This probably means x'
    assert reason_of(libpq) == "closed"
    assert reason_of("word " * 50).endswith("word...") and len(reason_of("word " * 50)) <= 63


def test_failed_checks_between_which_one_passed_are_not_in_a_row():
    checks = [check(0, False, 2, 3, "UP"), check(2 * S, True, 3, 3, "UP"), check(4 * S, False, 2, 3, "UP")]
    spells = [d.spell for d in drafts(*checks, check(6 * S, False, 1, 3, "UP"))]
    assert len(set(spells)) == 3 and spells[2] == spells[3]
