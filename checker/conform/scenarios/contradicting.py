"""What a diagram draws and another of its promises forbids: a trace that follows the one breaks the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.model.outcome import PropertyOutcome, ScenarioOutcome, StepOutcome

CODE = "diagram-draws-violation"


def contradictions(scenarios: Sequence[ScenarioOutcome], properties: Sequence[PropertyOutcome]) -> Iterator[Finding]:
    """Yield a note for each violation that a diagram draws: the step itself, below the step that forbids it.

    Only where what happened follows that diagram: no step of it is missing that a source would have told.
    """
    for scenario in scenarios:
        if any(step.status == "missing" for step in scenario.steps):
            continue
        for outcome in (p for p in properties if p.system == scenario.system):
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
    for step in here:
        before = [s for s in scenario.steps if not reasons.isdisjoint(s.places) and s.place.line < step.place.line]
        if before:
            return before[-1], step
    return None


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
