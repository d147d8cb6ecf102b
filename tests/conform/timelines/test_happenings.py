"""What happens is told in order with its lines; where it is too much, what is alike and close is told as one."""

from __future__ import annotations

from checker.base.time import Interval
from checker.conform.timelines.happenings import MOST_HAPPENINGS, happenings
from tests.conform.makers import MS, S, event, evidence

SPAN = Interval(0, 10_000 * S)


def failed(at: int, line: int, server: str = "back/pgb2", of: int = 3):
    told = {"server": server, "passed": False, "health": 2, "of": of, "state": "UP", "reason": "Connection refused"}
    return event("check", at, line=line, **told)


def down(at: int, line: int = 1, server: str = "back/pgb2"):
    told = {"server": server, "before": "UP", "after": "DOWN", "reason": "", "active": 2}
    return event("server_state", at, line=line, **told)


def test_a_failed_check_and_what_it_led_to():
    (check, marked), notes = happenings(evidence(failed(10 * S, 1), down(11 * S, 2)), SPAN)
    assert check.label == "check of pgb2 failed: Connection refused (2/3 UP)"
    assert marked.label == "marks pgb2 as DOWN (2 servers left)"
    for each, line in ((check, 1), (marked, 2)):
        assert (each.group, each.observer, each.subject) == ("load-balancer", "haproxy@hap1", "pgb2")
        assert [str(place) for place in each.places] == [f"a.log:{line}"]
        assert each.alarm and each.times == 1
    assert check.time == Interval(10 * S, 10 * S)
    assert not notes


def test_a_router_that_becomes_master():
    told = event("vrrp_state", 5 * S, source=_keepalived(), instance="VI_1", state="MASTER", initial=False)
    ((happening,), _) = happenings(evidence(told), SPAN)
    assert (happening.group, happening.observer, happening.label) == (
        "vrrp-peer",
        "keepalived@hap1",
        "keepalived@hap1 becomes MASTER",
    )
    assert happening.subject == "192.168.1.100"


def _keepalived():
    from tests.conform.makers import KEEPALIVED

    return KEEPALIVED


def test_what_lies_outside_of_the_span_is_not_told():
    told, notes = happenings(evidence(failed(10 * S, 1), failed(50 * S, 2)), Interval(20 * S, 60 * S))
    assert [each.time.lo for each in told] == [50 * S]
    assert not notes


def test_too_many_are_told_as_few_and_none_is_forgotten():
    checks = [failed(n * 100 * MS, n + 1, f"back/pgb{n % 3 + 1}") for n in range(20_000)]
    told, (note,) = happenings(evidence(*checks), Interval(0, 2000 * S))
    assert len(told) <= MOST_HAPPENINGS
    assert sum(each.times for each in told) == 20_000
    assert {each.subject for each in told} == {"pgb1", "pgb2", "pgb3"}
    assert note == f"20,000 happenings are told as {len(told):,}: those alike that are close together as one"
    assert all(each.label.endswith(f"failed: Connection refused, {each.times} times") for each in told)
    assert all(each.time.hi - each.time.lo < 40 * S for each in told)
    assert all(1 <= len(each.places) <= 4 for each in told)


def test_a_rare_one_is_seen_among_many():
    checks = [failed(n * 100 * MS, n + 1) for n in range(20_000)]
    told, _ = happenings(evidence(*checks, down(700 * S, 9, "back/pgb1")), Interval(0, 2000 * S))
    (marked,) = (each for each in told if each.subject == "pgb1")
    assert (marked.label, marked.times) == ("marks pgb1 as DOWN (2 servers left)", 1)


def test_kinds_without_end_are_cut_off():
    checks = [failed(n * S, n + 1, f"back/web{n}") for n in range(2 * MOST_HAPPENINGS)]
    told, notes = happenings(evidence(*checks), SPAN)
    assert len(told) == MOST_HAPPENINGS
    assert notes == [
        "not drawn: the last 1,000 of 2,000 happenings, which are of too many kinds",
    ]
