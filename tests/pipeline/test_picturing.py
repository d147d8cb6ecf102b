"""Which diagrams of a check are drawn, with which steps, and where they were broken."""

from pathlib import Path

from checker.base.finding import Verdict
from checker.base.places import Place
from checker.model.outcome import Outcome, PropertyOutcome, ScenarioOutcome, Scope, StepOutcome
from checker.pipeline import CheckRequest
from checker.pipeline.contracts import contracts_of
from checker.pipeline.picturing import followed_by

REQUEST = CheckRequest(paths=("x",), spec=str(Path(__file__).parents[2] / "spec" / "pgbouncer-ha.yaml"))
(CONTRACT,) = contracts_of(REQUEST)
SECOND = CONTRACT.diagrams[1]
FILE = SECOND.place.file


def messages() -> list[Place]:
    return [message.span.place for message in SECOND.diagram.messages()]


def scenario(reading, *steps: StepOutcome) -> ScenarioOutcome:
    return ScenarioOutcome(CONTRACT.system, SECOND.title, SECOND.place, "diagram", reading, "why", 1, steps)


def step(place: Place, status, end="send", **more) -> StepOutcome:
    return StepOutcome(place, "text", "VIP", end, status, **more)


def broken(place: Place, verdict: Verdict, id: str = "a-property") -> PropertyOutcome:
    return PropertyOutcome(id, CONTRACT.system, "says", verdict, 1, 1, 0, "it was so", Scope((), None), stated=place)


def outcome(*properties: PropertyOutcome, scenarios=()) -> Outcome:
    return Outcome("check", Verdict.VIOLATED, 1, (), properties, scenarios=scenarios)


def test_diagrams_of_which_nothing_was_seen_are_left_out():
    first, second, *_ = messages()
    seen = scenario("existential", step(first, "seen", seen=1), step(second, "missing", why="b would show it"))
    (one,) = followed_by(REQUEST, outcome(scenarios=(seen,)))
    assert (one.name, one.followed.title) == ("pgbouncer-ha-2", "2. PgBouncer Failover Scenario")
    assert one.followed.steps == seen.steps and not one.followed.broken
    unseen = scenario("existential", step(first, "missing"))
    assert not list(followed_by(REQUEST, outcome(scenarios=(unseen,))))


def test_a_broken_promise_is_told_where_it_is_stated():
    place = messages()[3]
    (one,) = followed_by(REQUEST, outcome(broken(place, Verdict.VIOLATED), broken(place, Verdict.VIOLATED, "another")))
    assert one.followed.broken == {place.line: "a-property: it was so; another: it was so"}


def test_what_is_only_undecided_is_not_broken():
    assert not list(followed_by(REQUEST, outcome(broken(messages()[3], Verdict.INCONCLUSIVE))))


def test_what_a_rule_demands_and_was_not_seen_is_told_once_for_both_ends():
    first, second, *_ = messages()
    ends = [step(second, "missing", end, why="b would show it") for end in ("send", "receive")]
    rule = scenario("triggered", step(first, "seen", seen=1), *ends)
    (one,) = followed_by(REQUEST, outcome(scenarios=(rule,)))
    assert one.followed.broken == {second.line: "the rule demands it, and it was not seen: b would show it"}
