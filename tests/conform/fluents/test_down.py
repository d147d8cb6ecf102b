"""When a load balancer has a server DOWN, by each kind of line that says so."""

from __future__ import annotations

import pytest

from checker.base.time import Interval
from checker.conform.belief import Belief
from checker.conform.evidence import Heard
from checker.conform.fluents.down import FLUENT
from checker.logic.truth import Truth
from checker.model.event import Source
from tests.conform.makers import HAPROXY, S, event, evidence

FALSE, UNKNOWN, TRUE = Truth
ME = "haproxy@hap1[31]"
HEARD = (Heard(HAPROXY, Interval(0, 100 * S), "a.log"),)


def state(at: float, after: str, before: str = "", server: str = "b/pgb2", active: int = -1, source: Source = HAPROXY):
    args = {"server": server, "before": before, "after": after, "reason": "", "active": active}
    return event("server_state", round(at * S), line=round(at * 10), source=source, **args)


def check(at: float, passed: bool, down: bool, server: str = "b/pgb2"):
    args = {"server": server, "passed": passed, "health": 1, "of": 3, "state": "DOWN" if down else "UP", "reason": ""}
    return event("check", round(at * S), line=round(at * 10), **args)


def believed(*events, server: str = "b/pgb2", observer: str = ME) -> Belief:
    return FLUENT.estimate(evidence(*events, heard=HEARD))[observer, server]


def at(belief: Belief, second: float) -> Truth:
    (found,) = belief.between(round(second * S), round(second * S))
    return found.truth


@pytest.mark.parametrize(
    ("events", "before", "after"),
    [
        ([state(10, "DOWN")], FALSE, TRUE),
        ([state(10, "UP")], TRUE, FALSE),
        ([state(10, "MAINT")], UNKNOWN, TRUE),
        ([state(10, "DRAIN")], UNKNOWN, FALSE),
        ([state(10, "UP", "MAINT")], TRUE, FALSE),
        ([state(10, "UP", "DRAIN")], FALSE, FALSE),
        ([state(10, "MAINT", "DOWN")], TRUE, TRUE),
        ([state(10, "DOWN", "MAINT")], TRUE, TRUE),
        ([check(10, passed=False, down=False)], FALSE, FALSE),
        ([check(10, passed=True, down=True)], TRUE, TRUE),
        ([check(10, passed=False, down=True), state(10.1, "DOWN")], FALSE, TRUE),
        ([check(10, passed=True, down=False), state(10.1, "UP")], TRUE, FALSE),
        ([check(10, passed=True, down=False)], FALSE, FALSE),  # the first check after a start
    ],
)
def test_what_a_line_says_about_the_time_before_and_after_it(events, before, after):
    belief = believed(*events)
    assert (at(belief, 5), at(belief, 15)) == (before, after)


def test_nothing_is_said_about_the_time_before_the_log():
    belief = FLUENT.estimate(evidence(state(10, "DOWN"), heard=(Heard(HAPROXY, Interval(8 * S, 20 * S), "a"),)))[
        ME, "b/pgb2"
    ]
    assert (at(belief, 7), at(belief, 9)) == (UNKNOWN, FALSE)


@pytest.mark.parametrize(("active", "told"), [(2, True), (1, False), (-1, False), (3, True)])
def test_the_count_of_active_servers_tells_of_the_others_when_it_is_all_of_them(active, told):
    beliefs = FLUENT.estimate(evidence(state(10, "DOWN", active=active), heard=HEARD))
    others = {server for _, server in beliefs} - {"b/pgb2"}
    assert others == ({"b/pgb1", "b/pgb3"} if told else set())
    assert all(at(beliefs[ME, server], 10) is FALSE for server in others)


def test_the_count_beside_an_up_includes_the_server_itself_and_tells_nothing():
    assert set(FLUENT.estimate(evidence(state(10, "UP", active=2), heard=HEARD))) == {(ME, "b/pgb2")}


def test_processes_and_hosts_keep_their_own_views():
    other, worker = Source("hap2", "haproxy", "31"), Source("hap1", "haproxy", "45")
    beliefs = FLUENT.estimate(
        evidence(state(10, "DOWN"), state(11, "UP", source=other), state(12, "DOWN", source=worker))
    )
    assert set(beliefs) == {(ME, "b/pgb2"), ("haproxy@hap2[31]", "b/pgb2"), ("haproxy@hap1[45]", "b/pgb2")}


def test_a_restart_forgets():
    start = event("process_started", 20 * S, line=99, detail="Proxy x started.")
    beliefs = FLUENT.estimate(evidence(state(10, "DOWN"), start, state(30, "DOWN"), heard=HEARD))
    assert at(beliefs[f"{ME}#0", "b/pgb2"], 15) is TRUE
    assert at(beliefs[ME, "b/pgb2"], 25) is FALSE
    assert at(beliefs[ME, "b/pgb2"], 35) is TRUE
