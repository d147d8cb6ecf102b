"""What the diagrams draw beside what really happened: a server that fails, a host that fails, an alert that is lost."""

from __future__ import annotations

from functools import cache

import pytest

from checker.model.outcome import Outcome, ScenarioOutcome
from tests.captures.truths import NAMES, folder
from tests.pipeline.running import run

FAILURE, RECOVERY, TAKEOVER = 97, 136, 189
KILLED, CRASHED, LOST_ALERT = "pgbouncer-ha/pgb2_kill", "pgbouncer-ha/crash_nopreempt", "pgbouncer-ha/monitor_missed"


@cache
def outcome(name: str) -> Outcome:
    return run(folder(name))


def scenario(name: str, line: int) -> ScenarioOutcome:
    return next(s for s in outcome(name).scenarios if s.place.line == line)


def diagram(name: str, title: str) -> ScenarioOutcome:
    return next(s for s in outcome(name).scenarios if s.kind == "diagram" and s.diagram.startswith(title))


@pytest.mark.parametrize("name", [KILLED, LOST_ALERT])
def test_both_load_balancers_follow_the_rules_of_a_failing_server(name):
    failure, recovery = scenario(name, FAILURE), scenario(name, RECOVERY)
    assert (failure.instances, failure.observed, len(failure.steps), failure.deviations) == (2, 13, 13, ())
    assert (recovery.instances, recovery.observed, len(recovery.steps), recovery.deviations) == (2, 9, 9, ())
    assert {step.seen for step in (*failure.steps, *recovery.steps)} == {2}


def test_a_takeover_is_followed_once_and_the_start_of_the_first_holder_is_none():
    takeover = scenario(CRASHED, TAKEOVER)
    assert (takeover.instances, takeover.observed) == (1, 2)
    assert {s.place.line: s.seen for s in takeover.steps if s.status == "seen"} == {201: 1, 203: 1}
    assert {s.place.line for s in takeover.steps if s.status == "impossible"} == {192, 195, 198}
    alert = [s for s in diagram(CRASHED, "3.").steps if s.place.line == 227]
    assert [s.status for s in alert] == ["seen", "seen"]
    assert scenario(CRASHED, FAILURE).instances == 0


def test_the_lost_alert_was_sent_and_never_received():
    missing = [s for s in diagram(LOST_ALERT, "2.").steps if s.status == "missing"]
    assert [(s.place.line, s.lifeline, s.end) for s in missing] == [(116, "Slack", "receive")]
    sent = next(s for s in diagram(LOST_ALERT, "2.").steps if s.place.line == 116 and s.end == "send")
    assert (sent.status, sent.places[0].line) == ("seen", 10)


@pytest.mark.parametrize("name", [KILLED, CRASHED, LOST_ALERT])
def test_what_vrrp_does_not_have_is_told_of_the_diagram(name):
    impossible = [f for f in outcome(name).findings if f.code == "drawn-step-impossible"]
    assert [f.where.line for f in impossible if f.where] == [192, 195, 198, 241]
    assert {f.where.file.rpartition("/")[2] for f in impossible if f.where} == {"pgbouncer-ha.md"}


# In these the checks of a host that is cut off do not reach the servers, so that their receipt is missing indeed.
CUT_OFF = {"lab/unplugged", "lab/unplugged_overlap"}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_nothing_deviates_but_what_was_cut_off(name):
    told = [f for f in outcome(name).findings if f.code.startswith("scenario")]
    assert {f.code for f in told} == ({"scenario-step-missing"} if name in CUT_OFF else set())
    assert all("receives 'Health Check" in f.message for f in told)


@pytest.mark.slow
@pytest.mark.parametrize("left_out", ["bridge.pcap.gz", "hap1", "monitor", "pgb"])
def test_a_source_that_is_not_given_makes_nothing_missing(left_out):
    paths = [path for path in sorted(folder(KILLED).iterdir()) if path.name != left_out and path.name != "truth.json"]
    less = run(*paths)
    assert [f for f in less.findings if f.code.startswith("scenario")] == []
    whole = {(s.place.line, t.place.line, t.end): t.status for s in outcome(KILLED).scenarios for t in s.steps}
    for each in less.scenarios:
        for step in each.steps:
            if step.status == "missing" and each.reading == "triggered":
                assert whole[each.place.line, step.place.line, step.end] == "missing"
