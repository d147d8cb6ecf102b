"""What captures exercised, as one JSON object (docs/schema/verify-coverage-1.schema.json)."""

from __future__ import annotations

import json

from checker.base.places import Place
from checker.model.coverage import Coverage, DiagramCoverage, ParameterCoverage, PropertyCoverage, StepCoverage

SCHEMA = "verify-coverage/1"


def as_json(coverage: Coverage) -> str:
    """Return the coverage as JSON in ASCII; captures are meant by their position, from 0."""
    report = {
        "schema": SCHEMA,
        "command": "coverage",
        "captures": list(coverage.captures),
        "diagrams": [_diagram(each) for each in coverage.diagrams],
        "properties": [_property(each) for each in coverage.properties],
        "parameters": [_parameter(each) for each in coverage.parameters],
    }
    return json.dumps(report, indent=2) + "\n"


def _diagram(each: DiagramCoverage) -> dict[str, object]:
    return {
        "system": each.system,
        "diagram": each.title,
        **_stated(each.place),
        "observed": each.seen,
        "of": len(each.steps),
        "steps": [_step(step) for step in each.steps],
    }


def _step(step: StepCoverage) -> dict[str, object]:
    return {
        "line": step.place.line,
        "text": step.text,
        "lifeline": step.lifeline,
        "end": step.end,
        "state": step.state,
        "captures": list(step.captures),
        "why": step.why,
    }


def _property(each: PropertyCoverage) -> dict[str, object]:
    return {
        "system": each.system,
        "id": each.id,
        "exercised": each.exercised,
        "captures": list(each.captures),
        "why": each.why,
    }


def _parameter(each: ParameterCoverage) -> dict[str, object]:
    return {
        "system": each.system,
        "name": each.name,
        "value": each.value,
        "stated": None if each.stated is None else _stated(each.stated),
        "properties": list(each.properties),
        "exercised_by": list(each.exercised_by),
    }


def _stated(place: Place) -> dict[str, object]:
    return {"file": place.file, "line": place.line}
