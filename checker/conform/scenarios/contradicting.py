"""What a diagram draws and another of its promises forbids: a trace that follows the one breaks the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.logic.formula import Historically, Once, Since, Window, parameters_of, walk
from checker.logic.syntax import parse
from checker.model.outcome import PropertyOutcome, ScenarioOutcome, StepOutcome
from checker.properties.property import Property

CODE = "diagram-draws-violation"


def can_be_drawn(prop: Property) -> bool:
    """Say whether the order of drawn steps alone can break a property: it neither counts nor bounds a time.

    How many there were, and how long it took, a diagram only writes down: its drawn steps have no duration.
    """
    if set(prop.parameters) - {prop.slack}:
        return False
    formula = parse(prop.formula)
    windows = (node.window for node in walk(formula) if isinstance(node, Historically | Once | Since))
    return not parameters_of(formula) and all(w == Window() for w in windows)


def contradictions(
    scenarios: Sequence[ScenarioOutcome], properties: Sequence[PropertyOutcome], drawable: Collection[str]
) -> Iterator[Finding]:
    """Yield a note for each violation that a diagram draws: the step itself, below the step that forbids it.

    Only for properties that `drawable` names (`can_be_drawn`), and where what happened follows that diagram: no step of
    it is missing that a source would have told, and none came in another order.
    """
    for scenario in scenarios:
        if scenario.deviations or any(step.status == "missing" for step in scenario.steps):
            continue
        for outcome in (p for p in properties if p.system == scenario.system and p.id in drawable):
            told: set[int] = set()
            for finding in (f for f in outcome.findings if f.verdict is Verdict.VIOLATED):
                drawn = _drawn(scenario, finding)
                if drawn and drawn[1].place.line not in told:
                    told.add(drawn[1].place.line)
                    yield _note(outcome, finding, scenario, drawn)


def _drawn(scenario: ScenarioOutcome, finding: Finding) -> tuple[StepOutcome, StepOutcome] | None:
    """Return the step that was seen where the violation is, and before it the one that was seen where its reason is."""
    reasons = {related.place for related in finding.related}
    here = [s for s in scenario.steps if finding.where in s.places and s.end in ("send", "local")]
    for step in filter(None, (_asked(scenario, s) for s in here)):
        before = [s for s in scenario.steps if not reasons.isdisjoint(s.places) and s.place.line < step.place.line]
        if before:
            return before[-1], step
    return None


def _asked(scenario: ScenarioOutcome, step: StepOutcome) -> StepOutcome | None:
    """Return the request that a crossed arrow leaves without an answer (None if none is drawn); else the step itself.

    What is not answered breaks nothing: it was wrong to ask.
    """
    ends = {s.end: s.lifeline for s in scenario.steps if s.place == step.place}
    if ends.keys() != {"send", "local"}:
        return step
    above = [s for s in scenario.steps if s.place.line < step.place.line]
    received = {s.place for s in above if s.end == "receive" and s.lifeline == ends["send"]}
    asked = [s for s in above if s.end == "send" and s.lifeline == ends["local"] and s.place in received]
    return asked[-1] if asked else None


def _note(
    outcome: PropertyOutcome, finding: Finding, scenario: ScenarioOutcome, drawn: tuple[StepOutcome, StepOutcome]
) -> Finding:
    reason, step = drawn
    message = (
        f"what happened follows the diagram '{scenario.diagram}' and violates {outcome.id}: line {step.place.line} "
        f"draws '{step.text}' after '{reason.text}' on line {reason.place.line}"
    )
    related = [Related(reason.place, "drawn before it", reason.text)]
    related += [Related(finding.where, "it happened here", finding.text)] if finding.where else []
    related += [Related(outcome.stated, "promised here")] if outcome.stated else []
    hint = "the diagram contradicts itself: correct that line of it, or say where the promise does not hold"
    return Finding(
        code=CODE,
        severity=Severity.WARNING,
        message=message,
        where=step.place,
        text=step.text,
        related=tuple(related),
        hint=hint,
        property=outcome.id,
        time=finding.time,
    )
