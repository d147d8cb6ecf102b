"""A diagram is accused only of what it draws: a step below the one that forbids it, and not of counts or times."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.places import Place
from checker.base.time import Interval
from checker.conform.scenarios.contradicting import can_be_drawn, contradictions
from checker.model.outcome import Instance, PropertyOutcome, ScenarioOutcome, Scope, StepOutcome
from checker.properties import load

ROUTED = "no-request-routed-to-down"
MARKED, REFUSED = Place("hs1.log", 45), Place("net.pcap", 917, unit="packet")


def drawn(line: int, lifeline: str, end, *places: Place, status="seen") -> StepOutcome:
    return StepOutcome(Place("d.md", line), f"line {line}", lifeline, end, status, len(places), "", places)


def scenario(*steps: StepOutcome, deviations: tuple[Finding, ...] = ()) -> ScenarioOutcome:
    return ScenarioOutcome("sys", "A diagram", Place("d.md", 1), "diagram", "existential", "", 1, steps, deviations)


def violated(id: str = ROUTED) -> PropertyOutcome:
    related = (Related(MARKED, "DOWN from here on", ""),)
    time = Interval(0, 1)
    found = Finding(id, Severity.ERROR, "m", REFUSED, "SYN", related, property=id, verdict=Verdict.VIOLATED, time=time)
    instance = Instance("o", "s", time, Verdict.VIOLATED, finding=found)
    return PropertyOutcome(id, "sys", "", Verdict.VIOLATED, 1, 1, 0, "", Scope((), None, ()), instances=(instance,))


MARK = drawn(39, "HS1", "local", MARKED)
UNANSWERED = (drawn(51, "Primary", "send"), drawn(51, "NGINX", "local", REFUSED))
ASKED = (drawn(50, "NGINX", "send", status="unobservable"), drawn(50, "Primary", "receive", status="unobservable"))


def lines(*scenarios: ScenarioOutcome, id: str = ROUTED) -> list[int]:
    return [n.where.line for n in contradictions(scenarios, [violated(id)], {ROUTED})]


def test_only_what_the_order_of_steps_can_break_is_drawn():
    found = {prop.id for prop in load().values() if can_be_drawn(prop)}
    assert found == {ROUTED, "publish-authorised", "redirect-carries-username"}


def test_a_count_is_no_contradiction_of_the_diagram():
    assert lines(scenario(MARK, drawn(40, "HS1", "local", REFUSED)), id="down-after-failures") == []


@pytest.mark.parametrize("end", ["send", "local"])
def test_the_step_below_the_one_that_forbids_it_is_named(end):
    assert lines(scenario(MARK, drawn(40, "NGINX", end, REFUSED))) == [40]
    assert lines(scenario(drawn(30, "NGINX", end, REFUSED), MARK)) == []


def test_of_a_request_without_an_answer_the_request_is_named():
    assert lines(scenario(MARK, *ASKED, *UNANSWERED)) == [50]
    assert lines(scenario(MARK, *UNANSWERED)) == []


def test_what_happened_otherwise_than_drawn_accuses_nobody():
    late = Finding("scenario-step-out-of-order", Severity.WARNING, "m", MARKED, "")
    story = scenario(MARK, drawn(40, "NGINX", "send", REFUSED))
    assert lines(replace(story, deviations=(late,))) == []
    assert lines(replace(story, steps=(*story.steps, drawn(41, "HS1", "local", status="missing")))) == []
