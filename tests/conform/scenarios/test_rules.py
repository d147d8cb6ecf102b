"""The rules of the diagrams against all small ways in which what happened may follow them, or not."""

from __future__ import annotations

from itertools import permutations

import pytest

from checker.base.time import Interval
from checker.conform.evidence import Loss
from checker.conform.inertia import Lost
from checker.model.event import Source
from tests.conform.scenarios.stories import (
    BEGAN,
    CAPTURE,
    SOURCES,
    S,
    check,
    compared,
    connect,
    deviating,
    drawing,
    marked,
    told,
)

MISSING, DISORDER = "scenario-step-missing", "scenario-step-out-of-order"
DOWN, UP, HOLDER = 97, 136, 189
LOGS = tuple(s for s in SOURCES if s is not CAPTURE)
KEEPALIVED = Source("hap2", "keepalived", "31")
# Servers are healthy first, as HAProxy logs it when it starts.
HEALTHY = [check("pgb2", True, -50, state="UP"), check("pgb2", True, -50, "hap2", "UP")]
FAILURE = [check("pgb2", False, at, state="DOWN" if at == 5 else "UP") for at in (1, 3, 5)]
RECOVERY = [check("pgb2", True, 20, state="DOWN"), check("pgb2", True, 22, state="UP")]
PROMOTION = [told("vrrp_state", 1, KEEPALIVED, state="MASTER"), told("vips_set", 1.5, KEEPALIVED)]


def of(outcomes, line):
    return next(o for o in outcomes if o.place.line == line)


def at(event, seconds, width=None):
    """Return the same event at another time, told by another line."""
    kept = {n: v for n, v in event.args.items() if v != ""}
    return told(event.kind, seconds, event.source, **kept, **({"width": width} if width else {}))


def test_a_failure_as_drawn():
    outcomes = compared([*HEALTHY, *FAILURE, marked("pgb2", "DOWN", 5.01)], drawing(2), sources=LOGS)
    down = of(outcomes, DOWN)
    assert (down.instances, down.observed, down.deviations) == (1, 7, ())
    assert {(s.status, s.why) for s in down.steps if not s.seen} == {("unobservable", "a capture would show it")}
    assert of(outcomes, UP).instances == 0


@pytest.mark.parametrize("left_out", range(4))
def test_each_step_of_a_failure_that_is_left_out_is_missing(left_out):
    told_of = [*FAILURE, marked("pgb2", "DOWN", 5.01)]
    outcomes = compared([*HEALTHY, *told_of[:left_out], *told_of[left_out + 1 :]], drawing(2), sources=LOGS)
    assert of(outcomes, DOWN).instances == 1
    found = deviating(outcomes)
    if left_out == 3:
        assert found == [(MISSING, 109)]
    else:  # which of three equal checks it was nobody can say; that it was made is told by its line alone
        assert found == [(MISSING, 100), (MISSING, 101)]


@pytest.mark.parametrize("left_out", range(3))
def test_each_step_of_a_recovery_that_is_left_out_is_missing(left_out):
    before = [*HEALTHY, *FAILURE, marked("pgb2", "DOWN", 5.01)]
    told_of = [*RECOVERY, marked("pgb2", "UP", 22.01)]
    outcomes = compared([*before, *told_of[:left_out], *told_of[left_out + 1 :]], drawing(2), sources=LOGS)
    assert of(outcomes, UP).instances == 1
    assert deviating(outcomes) == ([(MISSING, 145)] if left_out == 2 else [(MISSING, 139), (MISSING, 140)])


@pytest.mark.parametrize("left_out", range(2))
def test_each_step_of_a_takeover_that_is_left_out_is_missing(left_out):
    outcomes = compared(PROMOTION[:left_out] + PROMOTION[left_out + 1 :], drawing(3), sources=LOGS)
    assert of(outcomes, HOLDER).instances == 1
    assert deviating(outcomes) == [(MISSING, (201, 203)[left_out])]


@pytest.mark.parametrize("dropped", range(3))
def test_what_only_a_capture_shows_is_missing_where_a_capture_does_not_show_it(dropped):
    wire = [connect("pgb2", "refused", when) for when in (0.9, 2.9, 4.9)]
    story = [*HEALTHY, *FAILURE, marked("pgb2", "DOWN", 5.01)]
    whole = of(compared([*story, *wire], drawing(2)), DOWN)
    assert (whole.observed, whole.deviations) == (13, ())
    less = compared([*story, *wire[:dropped], *wire[dropped + 1 :]], drawing(2))
    # A crossed arrow may mean that nothing was sent, so its sending end is never missing.
    assert {line for _, line in deviating(less)} <= {100, 103, 106}
    assert len(deviating(less)) == 1


def test_what_one_source_left_out_another_may_show():
    wire = [connect("pgb2", "refused", when) for when in (0.9, 2.9, 4.9)]
    for dropped in range(3):
        checks = FAILURE[:dropped] + FAILURE[dropped + 1 :]
        assert deviating(compared([*HEALTHY, *checks, marked("pgb2", "DOWN", 5.01), *wire], drawing(2))) == []


ORDERS = {
    "failure": (2, [*[check("pgb2", False, n) for n in (1, 2, 3)], marked("pgb2", "DOWN", 6)], HEALTHY, {109}),
    "recovery": (
        2,
        [*[check("pgb2", True, n) for n in (1, 2)], marked("pgb2", "UP", 23)],
        [check("pgb2", False, -9)],
        {145},
    ),
    "takeover": (3, PROMOTION, [], {201, 203}),
}


@pytest.mark.parametrize("name", ORDERS)
def test_every_wrong_order_is_found_and_no_right_one(name):
    number, events, before, lines = ORDERS[name]
    for order in permutations(range(len(events))):
        story = [at(events[n], 1.0 + i) for i, n in enumerate(order)]
        found = deviating(compared([*before, *story], drawing(number), sources=LOGS))
        last_is_last = order[-1] == len(events) - 1
        assert {code for code, _ in found} == (set() if last_is_last else {DISORDER}), (order, found)
        assert {line for _, line in found} <= lines


@pytest.mark.parametrize("name", ORDERS)
def test_stamps_that_overlap_are_in_no_order(name):
    number, events, before, _ = ORDERS[name]
    for order in permutations(range(len(events))):
        story = [at(events[n], 1.0 + i / 1000, width=S) for i, n in enumerate(order)]
        assert DISORDER not in {
            code for code, _ in deviating(compared([*before, *story], drawing(number), sources=LOGS))
        }


@pytest.mark.parametrize(("until", "missing"), [(5.5, False), (10.9, False), (11.1, True), (500, True)])
def test_a_log_that_ends_too_early_leaves_it_open(until, missing):
    outcomes = compared([*HEALTHY, *FAILURE], drawing(2), sources=LOGS, until=until)
    assert deviating(outcomes) == ([(MISSING, 109)] if missing else [])
    mark = of(outcomes, DOWN).steps[-1]
    assert mark.status == ("missing" if missing else "unobservable")
    assert missing or "ends before" in mark.why


def test_lost_lines_leave_it_open():
    time = Interval(BEGAN + 5 * S, BEGAN + 6 * S)
    lost = Loss("hap1", "haproxy", Lost(time, "the logger lost lines", "them"))
    outcomes = compared([*HEALTHY, *FAILURE], drawing(2), sources=LOGS, losses=[lost])
    assert deviating(outcomes) == []
    assert "the logger lost lines" in of(outcomes, DOWN).steps[-1].why


def test_more_events_are_no_deviation():
    extra = [
        check("pgb1", False, 2),
        check("pgb2", False, 2, "hap2"),
        check("pgb1", True, 4),
        marked("pgb3", "MAINT", 3),
    ]
    assert (
        deviating(compared([*HEALTHY, *FAILURE, marked("pgb2", "DOWN", 5.01), *extra], drawing(2), sources=LOGS)) == []
    )


def test_each_observer_and_each_server_is_an_instance_of_its_own():
    def story(server, host, later):
        fresh = check(server, True, -40 + later, host, "UP")
        failures = [check(server, False, when + later, host) for when in (1, 3, 5)]
        return [fresh, *failures, marked(server, "DOWN", 5.01 + later, host)]

    events = [
        e for n, (s, h) in enumerate([("pgb2", "hap1"), ("pgb2", "hap2"), ("pgb3", "hap1")]) for e in story(s, h, n / 3)
    ]
    outcomes = compared(events, drawing(2), sources=LOGS)
    assert (of(outcomes, DOWN).instances, deviating(outcomes)) == (3, [])
    silent = [e for e in events if not (e.kind == "server_state" and e.source.host == "hap2")]
    (finding,) = [f for o in compared(silent, drawing(2), sources=LOGS) for f in o.deviations]
    assert "HAProxy is haproxy@hap2[31], PGB2 is pgb2" in finding.message


def test_two_failures_that_a_success_parts_are_no_instance():
    checks = [check("pgb2", passed, 2 * n) for n, passed in enumerate([False, False, True, False, False])]
    assert of(compared([*HEALTHY, *checks], drawing(2), sources=LOGS), DOWN).instances == 0


def test_one_failed_check_after_a_start_is_no_instance():
    # HAProxy begins with a health of one check, so that the first failure suffices.
    events = [check("pgb2", False, 1, state="DOWN"), marked("pgb2", "DOWN", 1.01)]
    assert of(compared(events, drawing(2), sources=LOGS), DOWN).instances == 0


def test_successes_of_a_server_that_is_up_lead_to_nothing():
    flap = [check("pgb2", passed, 2 * n, state="UP") for n, passed in enumerate([False, False, True, True])]
    assert of(compared([*HEALTHY, *flap], drawing(2), sources=LOGS), UP).instances == 0


def test_a_log_without_checks_tells_of_the_rule_by_what_it_leads_to():
    outcomes = compared([marked("pgb2", "DOWN", 5)], drawing(2), sources=LOGS)
    down = of(outcomes, DOWN)
    assert (down.instances, down.observed, down.deviations) == (1, 1, ())


def test_a_failure_that_a_capture_shows_otherwise_is_not_missing():
    # The server accepted and did not answer: nothing was refused, and no log tells of the checks.
    wire = [connect("pgb2", "accepted", when) for when in (-3, 1, 4.5)]
    assert deviating(compared([marked("pgb2", "DOWN", 5), *wire], drawing(2))) == []


def test_what_was_sent_and_did_not_arrive_is_missing():
    # The first check was on the wire, so the capture sees this way; those after it did not come so far.
    story = [*HEALTHY, *FAILURE, marked("pgb2", "DOWN", 5.01), connect("pgb2", "accepted", 0.95)]
    assert deviating(compared(story, drawing(2))) == [(MISSING, 103), (MISSING, 106)]
    assert (
        deviating(compared([*story, connect("pgb2", "silent", 2.9), connect("pgb2", "silent", 4.9)], drawing(2))) == []
    )


def test_a_takeover_by_the_other_host_turns_the_roles_round():
    peer = Source("hap1", "keepalived", "31")
    outcomes = compared([told("vrrp_state", 1, peer, state="MASTER")], drawing(3), sources=LOGS)
    (finding,) = [f for o in outcomes for f in o.deviations if f.code == MISSING]
    assert "KeepAlive2 is hap1, KeepAlive1 is hap2" in finding.message


def test_a_capture_alone_tells_of_a_takeover_once():
    garps = [
        told("arp_announced", when, CAPTURE, mac=mac, address="192.168.1.100")
        for mac, whens in (("02:00:00:00:01:10", (1, 1.1, 6)), ("02:00:00:00:01:11", (20, 20.1, 25)))
        for when in whens
    ]
    outcomes = compared(garps, drawing(3), sources=[CAPTURE])
    assert (of(outcomes, HOLDER).instances, deviating(outcomes)) == (1, [])


def test_what_the_protocol_does_not_have_is_told_of_the_drawing():
    outcomes = compared(PROMOTION, drawing(3), sources=LOGS)
    told_of = [f for o in outcomes for f in o.deviations if f.code == "drawn-step-impossible"]
    assert [f.where.line for f in told_of] == [192, 195, 198]
    assert {s.status for s in of(outcomes, HOLDER).steps if s.place.line in (192, 195, 198)} == {"impossible"}
    assert "no such hop" in next(s.why for s in of(outcomes, HOLDER).steps if s.lifeline == "VIP")


def test_nothing_is_told_of_a_drawing_that_nothing_follows():
    outcomes = compared([], drawing(3), sources=LOGS)
    assert [o.deviations for o in outcomes] == [()] * len(outcomes)
    assert [o.observed for o in outcomes] == [0] * len(outcomes)


@pytest.mark.parametrize("lost", [True, False])
def test_no_order_is_wrong_across_a_gap(lost):
    late = [check("pgb2", False, when, state="DOWN" if when == 85 else "UP") for when in (1, 83, 85)]
    gap = Loss("hap1", "haproxy", Lost(Interval(BEGAN + 2 * S, BEGAN + 82 * S), "the logger lost lines", "them"))
    told_of = [*HEALTHY, *late, marked("pgb2", "DOWN", 85.01)]
    outcomes = compared(told_of, drawing(2), sources=LOGS, losses=[gap] if lost else [])
    assert deviating(outcomes) == ([] if lost else [(DISORDER, 100)])


def test_a_host_that_starts_where_nobody_holds_the_address_is_no_takeover():
    started = told("process_started", -2, KEEPALIVED)
    master = told("vrrp_state", -1, Source("hap1", "keepalived", "31"), state="MASTER")
    assert of(compared([started, *PROMOTION], drawing(3), sources=LOGS), HOLDER).instances == 0
    assert of(compared([master, started, *PROMOTION], drawing(3), sources=LOGS), HOLDER).instances == 2
    assert of(compared(PROMOTION, drawing(3), sources=LOGS), HOLDER).instances == 1


def test_a_rule_says_how_many_of_its_instances_showed_all_that_was_seen():
    first, second = [check("pgb2", False, when, state="DOWN" if when == 5 else "UP") for when in (1, 3, 5)], RECOVERY
    again = [at(e, e.time.lo / S - BEGAN / S + 60) for e in first]
    told_of = [*HEALTHY, *first, marked("pgb2", "DOWN", 5.01), *second, marked("pgb2", "UP", 22.01), *again]
    down = of(compared(told_of, drawing(2), sources=LOGS), DOWN)
    assert (down.instances, down.complete) == (2, 1)
