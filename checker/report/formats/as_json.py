"""For machines: one object, described in docs/schema/verify-1.schema.json.

The order of keys and of findings is stable, so that two reports of the same input are equal byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from checker.base.finding import Change, Finding, Related
from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval
from checker.model.outcome import (
    AssumptionOutcome,
    InputOutcome,
    Outcome,
    ProofOutcome,
    PropertyOutcome,
    Reading,
    RunOutcome,
    ScenarioOutcome,
    Scope,
    StepOutcome,
    Suppressed,
)
from checker.model.outcome_requests import RequestGroup, RequestsOutcome
from checker.report.instants import show_exact
from checker.report.options import RenderOptions

SCHEMA = "verify/1"

Json = Mapping[str, "Json"] | list["Json"] | str | int | float | bool | None


def render(outcome: Outcome, options: RenderOptions) -> str:
    """Return the report as JSON, in ASCII so that no terminal or pipe can garble it."""
    report: dict[str, Json] = {
        "schema": SCHEMA,
        "command": outcome.command,
        "verdict": outcome.verdict.value,
        "exit_status": outcome.exit_status,
        "inputs": [_input(each) for each in outcome.inputs],
        "properties": [_property(each) for each in outcome.properties],
        "scenarios": [_scenario(each) for each in outcome.scenarios],
        "findings": [_finding(each) for each in outcome.findings],
        "numbers": {name: _number(name, value) for name, value in outcome.numbers.items()},
        "suppressed": [_suppressed(each) for each in outcome.suppressed],
    }
    return json.dumps(report, indent=2) + "\n"


def _input(read: InputOutcome) -> Json:
    unread: list[Json] = [{"line": line, "why": why} for line, why in read.unread]
    account: dict[str, Json] = {
        "path": read.path,
        "format": read.format,
        "source": read.source,
        "lines": read.lines,
        "events": read.events,
        "unread": unread,
        "unread_total": read.unread_total,
    }
    return account if read.unit == "line" else account | {"unit": read.unit}


def _property(outcome: PropertyOutcome) -> Json:
    told: dict[str, Json] = {
        "id": outcome.id,
        "system": outcome.system,
        "verdict": outcome.verdict.value,
        "exercised": outcome.exercised,
        "violations": outcome.violations,
        "inconclusive": outcome.inconclusive,
        "why": outcome.why,
        "stated": None if outcome.stated is None else _stated(outcome.stated),
        "findings": [finding.fingerprint for finding in outcome.findings],
        "says": outcome.says,
        "formula": outcome.formula,
        "parameters": dict(outcome.parameters or {}),
        **({"readings": [_reading(each) for each in outcome.readings]} if outcome.readings else {}),
        "scope": _scope(outcome.scope),
        "settles": outcome.settles,
    }
    told |= {} if outcome.requests is None else {"requests": _requests(outcome.requests)}
    return told if outcome.proof is None else told | {"proof": _proof(outcome.proof)}


def _requests(account: RequestsOutcome) -> Json:
    return {
        "requests": account.requests,
        "conforming": account.conforming,
        "violated": account.violated,
        "inconclusive": account.inconclusive,
        "passed_over": account.passed_over,
        "clocks_apart": account.apart,
        "groups": [_request_group(each) for each in account.groups],
    }


def _request_group(group: RequestGroup) -> Json:
    examples: list[Json] = [
        {"request": e.request, "time": _time(e.time), "places": [_place(place) for place in e.places]}
        for e in group.examples
    ]
    return {
        "code": group.code,
        "finding": group.fingerprint,
        "requests": group.count,
        "open": group.why,
        "examples": examples,
    }


def _reading(each: Reading) -> Json:
    return {"name": each.name, "verdict": each.verdict.value, "counts": each.counts}


def _proof(proof: ProofOutcome) -> Json:
    return {
        "result": proof.result,
        "assumptions": [_assumption(each) for each in proof.assumptions],
        "granted": [_assumption(each) for each in proof.granted],
        "run": None if proof.run is None else _run(proof.run),
        "methods": list(proof.methods),
        "accepted": proof.accepted,
        "repairs": list(proof.repairs),
        "certificates": list(proof.certificates),
    }


def _assumption(each: AssumptionOutcome) -> Json:
    return {"name": each.name, "says": each.says, "without": None if each.without is None else _run(each.without)}


def _run(run: RunOutcome) -> Json:
    return {
        "steps": [{"at_s": ns / NS_PER_S, "action": action} for ns, action in run.steps],
        "timeline": list(run.timeline),
        "mermaid": run.mermaid,
    }


def _scenario(outcome: ScenarioOutcome) -> Json:
    return {
        "diagram": outcome.diagram,
        "line": outcome.place.line,
        "reading": outcome.reading,
        "instances": outcome.instances,
        "observed": outcome.observed,
        "of": len(outcome.steps),
        "deviations": [finding.fingerprint for finding in outcome.deviations],
        "system": outcome.system,
        "file": outcome.place.file,
        "fragment": outcome.kind,
        "reason": outcome.reason,
        "steps": [_step(each) for each in outcome.steps],
    }


def _step(step: StepOutcome) -> Json:
    return {
        "line": step.place.line,
        "text": step.text,
        "lifeline": step.lifeline,
        "end": step.end,
        "status": step.status,
        "seen": step.seen,
        "why": step.why,
        "places": [_place(place) for place in step.places],
    }


def _scope(scope: Scope) -> Json:
    return {
        "observers": list(scope.observers),
        "from": None if scope.time is None else show_exact(scope.time.lo),
        "to": None if scope.time is None else show_exact(scope.time.hi),
        "missing": list(scope.missing),
    }


def _finding(finding: Finding) -> Json:
    told: dict[str, Json] = {
        "fingerprint": finding.fingerprint,
        "code": finding.code,
        "severity": finding.severity.value,
        "property": finding.property,
        "message": finding.message,
        "time": None if finding.time is None else _time(finding.time),
        "where": None if finding.where is None else _place(finding.where),
        "related": [_related(each) for each in finding.related],
        "hint": finding.hint,
        "text": finding.text,
        "verdict": None if finding.verdict is None else finding.verdict.value,
    }
    return told | ({"rank": finding.rank} if finding.rank else {}) | _compared(finding)


def _compared(finding: Finding) -> dict[str, Json]:
    """Return the keys that only findings about a value have: what was wanted, what was found."""
    if not (finding.key or finding.wanted or finding.found or finding.repair):
        return {}
    compared: dict[str, Json] = {
        "key": finding.key,
        "wanted": finding.wanted,
        # A value that is not set at all is no text: '' can be a value.
        "found": None if finding.key and not finding.found else finding.found,
        "unit": finding.unit,
        "repair": finding.repair,
    }
    return compared | {"changes": [_change(each) for each in finding.changes]} if finding.changes else compared


def _change(change: Change) -> Json:
    span = change.span
    ends: dict[str, Json] = {"end_line": span.end_line, "end_column": span.end_column}
    return _place(span.place) | ends | {"text": change.text}


def _number(name: str, value: int | tuple[int, int]) -> Json:
    if isinstance(value, tuple):
        return [_unscaled(name, end) for end in value]
    return _unscaled(name, value)


def _unscaled(name: str, value: int) -> int | float:
    """Return a duration in seconds, to a microsecond; any other number as it is."""
    if not name.endswith("_s"):
        return value
    seconds = round(value / NS_PER_S, 6)
    return int(seconds) if seconds.is_integer() else seconds


def _suppressed(suppressed: Suppressed) -> Json:
    return {
        "kind": suppressed.kind,
        "why": suppressed.why,
        "where": None if suppressed.place is None else _place(suppressed.place),
        "finding": _finding(suppressed.finding),
    }


def _related(related: Related) -> Json:
    return _place(related.place) | {"label": related.label, "text": related.text}


def _time(time: Interval) -> Json:
    return [show_exact(time.lo), show_exact(time.hi)]


def _stated(place: Place) -> Json:
    return {"file": place.file, "line": place.line}


def _place(place: Place) -> dict[str, Json]:
    spot: dict[str, Json] = {"file": place.file, "line": place.line, "column": place.column}
    return spot if place.unit == "line" else spot | {"unit": place.unit}
