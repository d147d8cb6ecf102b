"""How many checks led to a change of state, clause by clause: what is told, what may be missing, what counts."""

from __future__ import annotations

import pytest

from checker.base.time import Interval
from checker.conform.evidence import Evidence, Heard, Loss
from checker.conform.health.counts import judge
from checker.conform.inertia import Lost
from checker.logic.truth import Truth
from checker.model.event import Source
from tests.conform.makers import HAPROXY, S, event, evidence

FALSE, UNKNOWN, TRUE = Truth
HEARD = (Heard(HAPROXY, Interval(0, 200 * S), "a.log"),)
REFUSED = 'Layer4 connection problem, info: "Connection refused", check duration: 0ms'
PASSED = "Layer4 check passed, check duration: 0ms"
TRAFFIC = 'Health analyze, info: "Detected 2 consecutive errors, last one was: L4 unsuccessful connection"'
SERVER = "b/pgb2"


def check(at: float, status: str, passed: bool = False, reason: str = REFUSED, source: Source = HAPROXY):
    health, _, rest = status.partition("/")
    of, _, state = rest.partition(" ")
    args = {"server": SERVER, "passed": passed, "health": int(health), "of": int(of), "state": state}
    return event("check", round(at * S), line=round(at * 10), source=source, **args, reason=reason)


def passed(at: float, status: str):
    return check(at, status, passed=True, reason=PASSED)


def state(at: float, after: str, before: str = "", reason: str = "", source: Source = HAPROXY):
    args = {"server": SERVER, "before": before, "after": after, "reason": reason, "active": 2}
    return event("server_state", round(at * S) + 1, line=round(at * 10) + 1, source=source, **args)


def started(at: float):
    return event("process_started", round(at * S), line=round(at * 10), detail="")


def stopped(at: float):
    return event("process_stopped", round(at * S), line=round(at * 10), detail="")


def seen(at: float, status: str = "UP", fall: int = 3, rise: int = 2):
    args = {"server": SERVER, "status": status.partition(" ")[0], "status_text": status}
    source = Source("hap1", "haproxy-stats", "")
    return event("server_seen", round(at * S), source=source, **args, check_fall=fall, check_rise=rise)


def told(*events, lost: Interval | None = None, down: bool = True, heard=HEARD):
    losses = [Loss("hap1", "haproxy", Lost(lost, "lines were lost", "the lost lines"))] if lost else []
    given: Evidence = evidence(*events, heard=heard, losses=losses)
    return judge(given, down)


THREE = [check(10, "2/3 UP"), check(12, "1/3 UP"), check(14, "0/2 DOWN"), state(14, "DOWN")]
TWO = [check(12, "1/2 UP"), check(14, "0/2 DOWN"), state(14, "DOWN")]
ONE = [check(14, "0/2 DOWN"), state(14, "DOWN")]


@pytest.mark.parametrize(
    ("events", "truth", "counted"),
    [
        (THREE, TRUE, "3 failed checks"),
        (TWO, FALSE, "2 failed checks"),
        ([check(2, "4/5 UP"), *(check(t, f"{n}/5 UP") for t, n in ((4, 3), (6, 2), (8, 1))), *ONE], FALSE, "5 failed"),
        # lines are missing, but the health that was printed says it
        ([check(10, "2/3 UP"), *ONE], TRUE, "3 failed checks"),
        ([passed(3, "3/3 UP"), state(14, "DOWN")], TRUE, "3 failed checks"),
        ([check(10, "2/3 UP"), passed(12, "3/3 UP"), *THREE[1:]], TRUE, "3 failed checks"),
        # the first check of a process decides alone, whatever its `fall`
        ([started(12), *ONE, passed(20, "5/5 UP")], TRUE, "1 failed check, its first one"),
        ([started(12), *ONE, passed(20, "3/3 UP")], TRUE, "1 failed check"),
        ([*ONE, passed(20, "5/5 UP")], TRUE, "1 failed check, its first one"),  # and no line of another before it
        # so does the first one after a maintenance
        ([passed(2, "5/5 UP"), state(10, "UP", "MAINT", "leaving forced maintenance"), *ONE], TRUE, "1 failed check"),
        # a `fall` of 1: a first check is like any other, and those that pass are not logged
        ([started(12), *ONE, passed(20, "1/1 UP")], UNKNOWN, ""),
        ([started(12), *ONE], UNKNOWN, ""),
        ([passed(5, "1/1 UP"), check(14, "0/1 DOWN"), state(14, "DOWN")], FALSE, "1 failed check"),
        # checks are not logged: the statistics say what it takes
        ([seen(5), state(14, "DOWN", reason=REFUSED)], TRUE, "3 failed checks"),
        ([seen(5, fall=10), state(14, "DOWN", reason=REFUSED)], FALSE, "10 failed checks"),
        ([seen(5, "UP 1/10", fall=10), state(14, "DOWN", reason=REFUSED)], UNKNOWN, ""),
        ([state(14, "DOWN", reason=REFUSED)], UNKNOWN, ""),
        # a UP that checks brought about is full
        ([seen(1, "DOWN", fall=9), state(5, "UP"), state(14, "DOWN", reason=REFUSED)], FALSE, "9 failed checks"),
        # not by checks: errors in the traffic, an agent
        ([check(10, "2/3 UP"), check(14, "0/2 DOWN", reason=TRAFFIC), state(14, "DOWN")], FALSE, "1 failed check and"),
        ([passed(3, "3/3 UP"), state(14, "DOWN", reason=TRAFFIC)], FALSE, "0 failed checks and errors"),
        (
            [passed(3, "3/3 UP"), check(14, "0/1 DOWN", reason=f"agent check: {REFUSED}"), state(14, "DOWN")],
            FALSE,
            "a word of the server's agent",
        ),
        # the health was full, and nothing tells of failures before this one: lines are missing, or a restart is
        ([passed(3, "5/5 UP"), *ONE], UNKNOWN, ""),
        # where checks are not logged, one may have passed since the maintenance
        (
            [seen(1, "MAINT", fall=9), state(10, "UP", "MAINT", "leaving forced maintenance"), state(14, "DOWN")],
            UNKNOWN,
            "",
        ),
        # thresholds that contradict each other are none
        ([passed(1, "3/3 UP"), check(10, "3/4 UP"), *ONE], UNKNOWN, ""),
    ],
)
def test_a_down_is_judged_by_what_led_to_it(events, truth, counted):
    (found,) = told(*events)
    assert (found.truth, counted in found.counted) == (truth, True)
    assert bool(found.why and found.settles) is (truth is UNKNOWN)


@pytest.mark.parametrize(
    ("events", "truth", "counted"),
    [
        ([passed(18, "1/2 DOWN"), passed(20, "3/3 UP"), state(20, "UP")], TRUE, "2 successful checks"),
        ([passed(18, "1/3 DOWN"), passed(22, "3/3 UP"), state(22, "UP")], FALSE, "3 successful checks"),
        ([check(9, "0/1 DOWN"), state(9, "DOWN"), passed(20, "3/3 UP"), state(20, "UP")], FALSE, "1 successful check"),
        ([check(9, "0/2 DOWN"), state(9, "DOWN"), state(20, "UP")], TRUE, "2 successful checks"),
        ([seen(5, rise=5), state(20, "UP", reason=PASSED)], FALSE, "5 successful checks"),
        ([state(20, "UP", reason=PASSED)], UNKNOWN, ""),
        (
            [
                check(9, "0/2 DOWN"),
                check(20, "1/1 UP", passed=True, reason=f"agent check: {PASSED}"),
                state(20, "UP"),
            ],
            FALSE,
            "a word of the server's agent",
        ),
    ],
)
def test_an_up_is_judged_by_what_led_to_it(events, truth, counted):
    (found,) = told(*events, down=False)
    assert (found.truth, counted in found.counted) == (truth, True)


@pytest.mark.parametrize(
    "events",
    [
        [state(14, "MAINT")],
        [state(14, "DOWN", "MAINT", "leaving forced maintenance")],
        [state(14, "DOWN", reason="changed from CLI")],
        [state(14, "DOWN", reason="via other/pgb2")],
        [state(10, "UP", "MAINT", "leaving forced maintenance")],
        [stopped(12), state(14, "DOWN")],  # an old worker that serves its last sessions
    ],
)
def test_what_somebody_did_or_another_server_is_no_instance(events):
    assert told(*events) == []


@pytest.mark.parametrize(
    ("after", "before", "reason"),
    [
        ("UP", "MAINT", "leaving forced maintenance"),
        ("UP", "DRAIN", "leaving forced drain"),
        ("UP", "", "changed from CLI"),
        ("UP", "", "via other/pgb2"),
    ],
)
def test_what_somebody_brought_up_is_no_instance(after, before, reason):
    assert told(state(14, after, before, reason), down=False) == []


def test_lost_lines_leave_open_what_they_may_have_told():
    lost = Interval(11 * S, 13 * S)
    assert [j.truth for j in told(*TWO)] == [FALSE]
    assert [j.truth for j in told(passed(3, "2/2 UP"), *TWO, lost=Interval(4 * S, 11 * S))] == [FALSE]
    assert [j.truth for j in told(*TWO, lost=Interval(13 * S, 13 * S))] == [UNKNOWN]
    early = [passed(3, "5/5 UP"), check(14, "0/2 DOWN"), state(14, "DOWN")]
    assert [j.truth for j in told(*early, lost=lost)] == [UNKNOWN]  # a restart may be among them
    assert [j.truth for j in told(*THREE[:1], *THREE[2:], lost=lost)] == [TRUE]


def test_a_log_that_begins_with_the_down_may_have_told_of_more():
    heard = (Heard(HAPROXY, Interval(13 * S, 200 * S), "a.log"),)
    later = passed(20, "5/5 UP")
    assert [j.truth for j in told(*ONE, later, heard=heard)] == [UNKNOWN]
    assert [j.truth for j in told(*ONE, later)] == [TRUE]


def test_each_process_has_its_own_thresholds():
    other = Source("hap1", "haproxy", "77")
    mine = [passed(3, "3/3 UP"), state(14, "DOWN")]
    others = [check(10, "1/2 UP", source=other), check(12, "0/2 DOWN", source=other), state(12, "DOWN", source=other)]
    found = {j.view.observer: j.truth for j in told(*mine, *others)}
    assert found == {"haproxy@hap1[31]": TRUE, "haproxy@hap1[77]": FALSE}


def test_checks_without_a_printed_health_are_counted_line_by_line():
    rows = [check(t, "-1/-1 UP") for t in (10, 12, 14)]
    down = state(14, "DOWN")
    before = check(8, "-1/-1 UP", passed=True)
    assert [(j.truth, j.counted) for j in told(before, *rows, down)] == [(TRUE, "3 failed checks")]
    assert [(j.truth, j.counted) for j in told(before, *rows[1:], down)] == [(FALSE, "2 failed checks")]
    assert [j.truth for j in told(*rows, down)] == [UNKNOWN]  # there may be more before the first line
    assert [j.truth for j in told(check(6, "-1/-1 UP"), check(8, "-1/-1 UP"), *rows, down)] == [FALSE]
    assert [j.truth for j in told(before, *rows, down, lost=Interval(9 * S, 9 * S))] == [UNKNOWN]


def test_lines_in_the_second_of_a_start_may_be_of_either_life():
    def coarse(each, second):
        return each.moved(Interval(second * S, second * S + S - 1))

    start = coarse(started(10), 10)
    later, short = passed(20, "5/5 UP"), (Heard(HAPROXY, Interval(9 * S, 200 * S), "a.log"),)
    assert [j.truth for j in told(start, *ONE, later, heard=short)] == [TRUE]
    assert [j.truth for j in told(start, coarse(passed(10, "5/5 UP"), 10), *ONE, later, heard=short)] == [UNKNOWN]
    (found,) = told(start, *(coarse(e, 10) for e in TWO))
    assert found.truth is UNKNOWN
    assert found.settles == "a log with finer time stamps"


def test_in_one_second_the_lines_of_a_file_are_in_their_order():
    def coarse(each, second):
        return each.moved(Interval(second * S, second * S + S - 1))

    rows = [coarse(e, n) for e, n in zip(TWO, (12, 14, 14), strict=True)]
    after = coarse(passed(14.6, "1/2 DOWN"), 14)
    assert [j.truth for j in told(*rows, after)] == [FALSE]
