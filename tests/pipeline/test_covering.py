"""Coverage is united over captures, each checked by itself; what one showed is seen, whatever the others lacked."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.base.finding import Verdict
from checker.base.places import Place
from checker.base.progress import SilentProgress
from checker.model.outcome import Outcome, PropertyOutcome, ScenarioOutcome, Scope, StepOutcome
from checker.pipeline import CheckRequest, cover
from checker.pipeline.covering import united
from tests.conform.makers import contract

TRACES = Path(__file__).parents[2] / "traces/pgbouncer-ha"
ROUTED = "no-request-routed-to-down"


def step(line: int, status: str, seen: int = 0, end: str = "send") -> StepOutcome:
    return StepOutcome(Place("d.md", line), f"step {line}", "A", end, status, seen, "" if seen else f"why {status}")


def scenario(*steps: StepOutcome, kind: str = "diagram", line: int = 1) -> ScenarioOutcome:
    return ScenarioOutcome("pgbouncer-ha", "D", Place("d.md", line), kind, "existential", "an example", 1, steps)


def prop(exercised: int) -> PropertyOutcome:
    verdict = Verdict.HOLDS if exercised else Verdict.NOT_EXERCISED
    return PropertyOutcome(ROUTED, "pgbouncer-ha", "s", verdict, exercised, 0, 0, "it takes a DOWN", Scope((), None))


def outcome(*scenarios: ScenarioOutcome, exercised: int = 0) -> Outcome:
    return Outcome("check", Verdict.HOLDS, 0, (), (prop(exercised),), scenarios=scenarios)


def states(*outcomes: Outcome) -> list[tuple[int, str, tuple[int, ...]]]:
    paths = [str(n) for n in range(len(outcomes))]
    (diagram,) = united(paths, outcomes, [contract()]).diagrams
    return [(s.place.line, s.state, s.captures) for s in diagram.steps]


def test_what_any_capture_showed_is_seen():
    one = outcome(scenario(step(2, "missing"), step(3, "seen", 1)))
    two = outcome(scenario(step(2, "seen", 4), step(3, "unobservable")))
    assert states(one, two) == [(2, "seen", (1,)), (3, "seen", (0,))]


def test_what_a_source_should_have_shown_in_one_is_missing_though_another_had_no_such_source():
    assert states(outcome(scenario(step(2, "unobservable"))), outcome(scenario(step(2, "missing")))) == [
        (2, "missing", ())
    ]
    assert states(outcome(scenario(step(2, "impossible")))) == [(2, "impossible", ())]


def test_a_step_that_a_rule_of_the_diagram_showed_is_seen():
    rule = scenario(step(2, "seen", 2), kind="rect", line=2)
    assert states(outcome(scenario(step(2, "unobservable"), step(5, "missing")), rule)) == [
        (2, "seen", (0,)),
        (5, "missing", ()),
    ]


def test_both_ends_of_a_message_are_steps_of_their_own():
    ends = scenario(step(2, "seen", 1), step(2, "unobservable", end="receive"))
    assert states(outcome(ends)) == [(2, "seen", (0,)), (2, "unobservable", ())]


def test_captures_of_which_nothing_is_recognised_exercise_nothing_and_say_so(tmp_path: Path):
    empty, known = tmp_path / "empty", tmp_path / "known"
    empty.mkdir()
    known.mkdir()
    (known / "monitor.log").write_text("2026-11-21 19:00:00,000 INFO poll ok node=hap1 pgb1=UP pgb2=UP pgb3=UP\n")

    def codes(*paths: Path) -> list[str]:
        return [n.code for n in cover(CheckRequest(tuple(map(str, paths))), SilentProgress()).notes]

    assert codes(empty) == codes(empty, empty) == ["nothing-recognised"]
    assert codes(empty, known) == codes(known) == []


@pytest.mark.parametrize(("counts", "captures"), [((0, 3, 4), (1, 2)), ((0, 0), ())])
def test_properties_and_what_rests_on_them(counts: tuple[int, ...], captures: tuple[int, ...]):
    found = united([], [outcome(exercised=n) for n in counts], [contract()])
    (told,) = found.properties
    assert (told.exercised, told.captures) == (sum(counts), captures)
    assert told.why == ("" if captures else "it takes a DOWN")
    by = {p.name: (p.value, p.properties, p.exercised_by) for p in found.parameters}
    assert by["route.tolerance"] == ("4ms", (ROUTED,), (ROUTED,) if captures else ())
    # a property that was not asked for exercises nothing
    assert by["vip.handover"][1:] == ((), ())


def test_captures_are_checked_one_by_one():
    request = CheckRequest((str(TRACES / "normal"), str(TRACES / "pgb2_kill")), settings=("monitor.interval=2s",))
    found = cover(request, SilentProgress())
    assert found.captures == request.paths
    exercised = {p.id: p.captures for p in found.properties}
    assert exercised["single-vip-holder"] == (0, 1)
    assert exercised[ROUTED] == exercised["down-after-failures"] == (1,)
    assert exercised["no-failback"] == ()
    assert next(p for p in found.parameters if p.name == "monitor.interval").value == "2s"
    failover = next(d for d in found.diagrams if d.title.startswith("2."))
    assert {s.place.line for s in failover.steps if s.text.startswith("Health Check") and s.state != "seen"} == set()
