"""For code scanning: SARIF 2.1.0, with the lines that promised, the repairs, and what was suppressed.

What is no finding at a place (rules that are undecided or had nothing to examine, notes on the run) is a notification
of the tool: as results they would be alerts. Nothing here depends on the clock or the machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from checker import __version__
from checker.base.explanation import Explanation
from checker.base.finding import Finding, Severity, Verdict
from checker.model.outcome import Outcome, PropertyOutcome, Suppressed
from checker.report.options import RenderOptions
from checker.report.sarif.places import ROOT, Json, artifact, fix, location, related_location
from checker.report.told import Told, is_open, one_line, place_of, told, undecided

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

# So many of the further places are named in the message.
LINKED = 3
LEVELS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(outcome: Outcome, options: RenderOptions) -> str:
    """Return the report as one log with one run, in ASCII."""
    root = {"description": {"text": "the directory in which verify was started"}}
    ids = _rule_ids(outcome)
    run: dict[str, Json] = {
        "tool": {"driver": _driver(outcome, ids)},
        "automationDetails": {"id": f"verify-{outcome.command}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: root},
        "invocations": [_invocation(outcome)],
        "artifacts": [{"location": artifact(path), "roles": ["analysisTarget"]} for path in _paths(outcome)],
        "results": list(_results(outcome, ids)),
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _paths(outcome: Outcome) -> list[str]:
    return list(dict.fromkeys(each.path for each in outcome.inputs))


def _all_findings(outcome: Outcome) -> tuple[Finding, ...]:
    return (*outcome.findings, *(each.finding for each in outcome.suppressed))


def _rule_ids(outcome: Outcome) -> dict[str, int]:
    """Return the index of each rule: those that were judged and those that findings name, by name."""
    names = {each.id for each in outcome.properties} | {each.code for each in _all_findings(outcome)}
    return {name: index for index, name in enumerate(sorted(names))}


def _driver(outcome: Outcome, ids: Mapping[str, int]) -> Json:
    says = {each.id: each.says for each in outcome.properties}
    gravest: dict[str, Severity] = {}
    for finding in _all_findings(outcome):
        gravest[finding.code] = max(finding.severity, gravest.get(finding.code, Severity.INFO), key=_grave)
    rules = [_rule(name, says.get(name, ""), gravest.get(name), outcome.explanations.get(name)) for name in ids]
    return {
        "name": "verify",
        "fullName": "verify: failover as it is drawn, as it is configured, as it happened",
        "version": __version__,
        "rules": rules,
    }


def _grave(severity: Severity) -> int:
    return (Severity.INFO, Severity.WARNING, Severity.ERROR).index(severity)


def _rule(name: str, says: str, severity: Severity | None, explained: Explanation | None) -> Json:
    rule: dict[str, Json] = {"id": name}
    short, full = (explained.title, explained.what) if explained else (says, says)
    if short:
        rule["shortDescription"] = {"text": short}
        rule["fullDescription"] = {"text": full or short}
    if severity is not None:
        rule["defaultConfiguration"] = {"level": LEVELS[severity]}
    if explained:
        rule["help"] = {"text": _help(explained), "markdown": _help_markdown(explained)}
    return rule


def _help(explained: Explanation) -> str:
    parts = (explained.what, explained.why, explained.fix, f"more: verify explain {explained.code}")
    return "\n\n".join(part for part in parts if part)


def _help_markdown(explained: Explanation) -> str:
    bad, good = (f"{label}:\n\n{_fenced(text)}" if text else "" for label, text in _examples(explained))
    parts = (explained.what, explained.why, bad, good, explained.fix, f"More: `verify explain {explained.code}`")
    return "\n\n".join(part for part in parts if part)


def _examples(explained: Explanation) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("Bad", explained.bad), ("Good", explained.good)


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text}\n{fence}"


def _invocation(outcome: Outcome) -> Json:
    return {
        "executionSuccessful": outcome.exit_status != 2,
        "exitCode": outcome.exit_status,
        "exitCodeDescription": outcome.verdict.value.replace("_", " "),
        "toolExecutionNotifications": list(_notifications(outcome)),
    }


def _notifications(outcome: Outcome) -> Iterator[Json]:
    """Yield what is no result: findings of no place, what is undecided, and what had nothing to examine."""
    for finding in outcome.findings:
        if place_of(finding) is None:
            yield _notification(finding.code, LEVELS[finding.severity], one_line(finding))
    for each in undecided(outcome):
        yield _notification(each.rule.id, "warning", each.text)
    for rule in outcome.properties:
        if rule.verdict is Verdict.NOT_EXERCISED:
            yield _notification(rule.id, "note", _idle(rule))


def _idle(rule: PropertyOutcome) -> str:
    of = f" of {rule.system}" if rule.system else ""
    return f"{rule.id}{of} was not exercised" + (f": {rule.why}" if rule.why else "")


def _notification(rule: str, level: str, text: str) -> Json:
    return {"associatedRule": {"id": rule}, "level": level, "message": {"text": plain(text)}}


def _results(outcome: Outcome, ids: Mapping[str, int]) -> Iterator[Json]:
    accepted = {len(outcome.findings) + n: each for n, each in enumerate(outcome.suppressed)}
    for number, each in enumerate(told(_all_findings(outcome))):
        if each.place is not None:
            yield _result(each, ids, accepted.get(number))


def _result(each: Told, ids: Mapping[str, int], accepted: Suppressed | None) -> Json:
    finding, place = each.finding, each.place
    assert place is not None
    open_ = is_open(finding)
    text = finding.text if finding.where else ""
    result: dict[str, Json] = {
        "ruleId": finding.code,
        "ruleIndex": ids[finding.code],
        # What is open is no failure, and has no level.
        "kind": "open" if open_ else "fail",
        "level": "none" if open_ else LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [location(place, text)],
        "partialFingerprints": {"verifyFinding/v1": each.identity},
    }
    if finding.related:
        result["relatedLocations"] = [related_location(n, r, plain(r.label)) for n, r in enumerate(finding.related, 1)]
    if finding.changes:
        result["fixes"] = [fix(finding.repair, finding.changes)]
    if accepted is not None:
        result["suppressions"] = [_suppression(accepted)]
    if bag := _bag(finding):
        result["properties"] = bag
    return result


def _message(finding: Finding) -> str:
    """Return the message; viewers show the further places only where it links to them."""
    links = [f"[{_bracketed(str(r.place))}]({n})" for n, r in enumerate(finding.related[:LINKED], 1)]
    see = f" (see {', '.join(links)})" if links else ""
    return plain(one_line(finding) or finding.code) + see


def _suppression(accepted: Suppressed) -> Json:
    suppression: dict[str, Json] = {
        "kind": "inSource" if accepted.kind == "inline" else "external",
        "status": "accepted",
        "justification": accepted.why,
    }
    if accepted.place is not None:
        suppression["location"] = location(accepted.place, "")
    return suppression


def _bag(finding: Finding) -> dict[str, Json]:
    values = {
        "property": finding.property,
        "key": finding.key,
        "wanted": finding.wanted,
        "found": finding.found,
        "unit": finding.unit,
        "repair": finding.repair,
    }
    return {name: value for name, value in values.items() if value}


def plain(text: str) -> str:
    """Return a text in which nothing is taken for a link of SARIF's messages."""
    return _bracketed(text) if "](" in text else text


def _bracketed(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]")
