"""The job `coverage`: which drawn steps, properties and parameters did any of several captures exercise?

Each path is a capture of its own, checked by itself: what happened in one says nothing about the time between two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.base.finding import Finding
from checker.base.progress import Progress, Within
from checker.model.contract import Contract
from checker.model.coverage import (
    Coverage,
    DiagramCoverage,
    ParameterCoverage,
    PropertyCoverage,
    StepCoverage,
    StepState,
)
from checker.model.outcome import Outcome, PropertyOutcome, ScenarioOutcome, StepOutcome
from checker.pipeline.checking import check
from checker.pipeline.contracts import contracts_of, properties_of
from checker.pipeline.notes import NOTHING_RECOGNISED
from checker.pipeline.request import CheckRequest

# What one capture says of a step may be more than another does: that it was seen, that a source should have shown it.
_STRENGTH: Sequence[StepState] = ("unobservable", "missing", "impossible", "seen")


def cover(request: CheckRequest, progress: Progress) -> Coverage:
    """Check each path of the request by itself, and return what all of them exercised; raise InputError as a check."""
    outcomes = []
    for number, path in enumerate(request.paths, 1):
        part = Within(progress, f"capture {number} of {len(request.paths)}: ") if len(request.paths) > 1 else progress
        outcomes.append(check(replace(request, paths=(path,)), part))
    return united(request.paths, outcomes, contracts_of(request))


def united(paths: Sequence[str], outcomes: Sequence[Outcome], contracts: Sequence[Contract]) -> Coverage:
    """Return what the outcomes of several captures exercised together."""
    properties = tuple(_properties([o.properties for o in outcomes]))
    parameters = tuple(_parameters(contracts, properties))
    return Coverage(tuple(paths), tuple(_diagrams(outcomes)), properties, parameters, tuple(_unread(outcomes)))


def _unread(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    """Where no capture has anything of a known format: what the checks said of that."""
    found = [note for outcome in outcomes for note in outcome.notes if note.code == NOTHING_RECOGNISED]
    if outcomes and len(found) == len(outcomes):
        yield from dict.fromkeys(found)


def _diagrams(outcomes: Sequence[Outcome]) -> Iterator[DiagramCoverage]:
    """A step belongs to its diagram once; what was seen of it in a rule of the diagram counts as well."""
    wholes: dict[tuple[str, str, int], ScenarioOutcome] = {}
    told: dict[tuple[str, str], list[tuple[int, ScenarioOutcome]]] = {}
    for number, outcome in enumerate(outcomes):
        for scenario in outcome.scenarios:
            told.setdefault((scenario.system, scenario.diagram), []).append((number, scenario))
            if scenario.kind == "diagram":
                wholes.setdefault((scenario.system, scenario.place.file, scenario.place.line), scenario)
    for whole in wholes.values():
        steps = (_step(step, told[whole.system, whole.diagram]) for step in whole.steps)
        yield DiagramCoverage(whole.system, whole.diagram, whole.place, tuple(steps))


def _step(drawn: StepOutcome, told: Iterable[tuple[int, ScenarioOutcome]]) -> StepCoverage:
    key = _key(drawn)
    same = [(number, step) for number, scenario in told for step in scenario.steps if _key(step) == key]
    captures = tuple(dict.fromkeys(number for number, step in same if step.seen))
    strongest = max((step for _, step in same), key=lambda s: _STRENGTH.index(s.status))
    state: StepState = "seen" if captures else strongest.status
    why = "" if captures else strongest.why
    return StepCoverage(drawn.place, drawn.text, drawn.lifeline, drawn.end, state, captures, why)


def _key(step: StepOutcome) -> tuple[str, int, str, str, str]:
    return step.place.file, step.place.line, step.lifeline, step.end, step.text


def _properties(outcomes: Sequence[Sequence[PropertyOutcome]]) -> Iterator[PropertyCoverage]:
    by_id: dict[tuple[str, str], list[tuple[int, PropertyOutcome]]] = {}
    for number, properties in enumerate(outcomes):
        for each in properties:
            by_id.setdefault((each.system, each.id), []).append((number, each))
    for (system, id), found in by_id.items():
        exercised = sum(each.exercised for _, each in found)
        captures = tuple(number for number, each in found if each.exercised)
        yield PropertyCoverage(system, id, exercised, captures, "" if exercised else found[0][1].why)


def _parameters(contracts: Sequence[Contract], properties: Sequence[PropertyCoverage]) -> Iterator[ParameterCoverage]:
    exercised = {(p.system, p.id) for p in properties if p.exercised}
    checked = {(p.system, p.id) for p in properties}
    systems = {p.system for p in properties}
    for contract in (c for c in contracts if c.system in systems):
        known = properties_of(contract)
        for name, parameter in contract.parameters.items():
            resting = tuple(
                id for id in contract.properties if name in known[id].parameters and (contract.system, id) in checked
            )
            by = tuple(id for id in resting if (contract.system, id) in exercised)
            yield ParameterCoverage(contract.system, name, parameter.shown, parameter.stated, resting, by)
