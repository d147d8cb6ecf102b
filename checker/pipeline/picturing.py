"""The pictures of a check: each diagram of which something happened, with what became of its steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checker.base.finding import Verdict
from checker.base.places import Place
from checker.model.outcome import Outcome, StepOutcome
from checker.pipeline.contracts import Asked, contracts_of
from checker.report.pictures import Followed


class Named(NamedTuple):
    """A diagram that was held against what happened, its system, and a name for its file."""

    name: str
    system: str
    followed: Followed


def followed_by(request: Asked, outcome: Outcome) -> Iterator[Named]:
    """Yield the diagrams of a check of which any step was seen, or a promise of which was broken; raise InputError."""
    steps: dict[tuple[str, str], list[StepOutcome]] = defaultdict(list)
    for scenario in outcome.scenarios:
        steps[scenario.system, scenario.diagram] += scenario.steps
    broken = _broken(outcome)
    for contract in contracts_of(request):
        for number, drawn in enumerate(contract.diagrams, 1):
            mine = tuple(steps[contract.system, drawn.title])
            span = range(drawn.diagram.span.line, drawn.diagram.span.end_line + 1)
            wrong = {line: why for line, why in broken[contract.system, drawn.place.file].items() if line in span}
            if wrong or any(step.seen for step in mine):
                followed = Followed(drawn.title, drawn.diagram, mine, wrong)
                yield Named(f"{contract.system}-{number}", contract.system, followed)


def _broken(outcome: Outcome) -> Mapping[tuple[str, str], Mapping[int, str]]:
    """Return for each system and file the lines that state what was broken, and why."""
    found: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)

    def add(system: str, place: Place, why: str) -> None:
        lines = found[system, place.file]
        # Both ends of a message stand in one line.
        if why not in lines.get(place.line, ""):
            lines[place.line] = f"{lines[place.line]}; {why}" if place.line in lines else why

    for rule in outcome.properties:
        if rule.verdict is Verdict.VIOLATED and rule.stated:
            add(rule.system, rule.stated, f"{rule.id}: {rule.why}")
    for scenario in outcome.scenarios:
        for step in scenario.steps if scenario.reading == "triggered" else ():
            if step.status == "missing":
                add(scenario.system, step.place, f"the rule demands it, and it was not seen: {step.why}")
    return found
