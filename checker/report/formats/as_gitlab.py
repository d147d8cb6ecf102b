"""For GitLab: a code quality report, which it shows in merge requests."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from checker.base.finding import Severity
from checker.base.places import Place
from checker.model.outcome import Outcome
from checker.report.options import RenderOptions
from checker.report.told import Undecided, is_open, one_line, plain_path, told, undecided

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}
# Between a violation and a warning: nobody knows which of them it is.
UNDECIDED = "major"


def render(outcome: Outcome, options: RenderOptions) -> str:
    """Return the list of findings and of what is undecided, in ASCII."""
    return json.dumps([*_findings(outcome), *_undecided(outcome)], indent=2) + "\n"


def _findings(outcome: Outcome) -> Iterator[dict[str, object]]:
    for each in told(outcome.findings):
        finding, place = each.finding, each.place or _somewhere(outcome)
        text = one_line(finding) if place.unit == "line" else f"{place}: {one_line(finding)}"
        severity = UNDECIDED if is_open(finding) else SEVERITIES[finding.severity]
        yield _issue(text or finding.code, finding.code, severity, each.identity, place)


def _undecided(outcome: Outcome) -> Iterator[dict[str, object]]:
    seen: Counter[str] = Counter()
    for each in undecided(outcome):
        place, identity = _somewhere(outcome), _identity(each)
        seen[identity] += 1
        again = f":{seen[identity]}" if seen[identity] > 1 else ""
        yield _issue(each.text, each.rule.id, UNDECIDED, identity + again, place)


def _identity(each: Undecided) -> str:
    return "\x1f".join((each.rule.system, each.rule.id, each.why, *each.subjects))


def _somewhere(outcome: Outcome) -> Place:
    """Return a place for what has none, as the format demands one: the first input."""
    return Place(next((each.path for each in outcome.inputs), "."), 1)


def _issue(text: str, code: str, severity: str, identity: str, place: Place) -> dict[str, object]:
    line = place.line if place.unit == "line" else 1
    return {
        "description": " ".join(text.split()),
        "check_name": code,
        "fingerprint": sha256(identity.encode("utf-8", "backslashreplace")).hexdigest(),
        "severity": severity,
        "location": {"path": plain_path(place.file), "lines": {"begin": line}},
    }
