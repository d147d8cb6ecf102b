"""From what a rule found to its verdict, and from the verdicts to the exit status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from checker.base.finding import Finding, Severity, Verdict
from checker.base.places import Place
from checker.base.time import Interval
from checker.configs.deployment import Deployment
from checker.configs.registry import config_formats, recognised_as
from checker.configs.unreadable import RENDER_FIRST
from checker.gate.judging import Judgement
from checker.gate.merging import Merged, promise_of
from checker.gate.rule import Rule
from checker.model.outcome import Instance, PropertyOutcome, Scope, Suppressed
from checker.pipeline.excerpts import with_excerpt

# A configuration has no time; its verdict speaks of all that runs by it.
_ALWAYS = Interval(0, 0)
_MATTERS = (Severity.ERROR, Severity.WARNING)


def property_outcome(
    judgement: Judgement, found: Sequence[Merged], deployment: Deployment, suppressed: Sequence[Suppressed]
) -> PropertyOutcome:
    """Return the verdict of one rule on what is left of its findings when suppressed ones are gone."""
    rule, contract = judgement.rule, judgement.contract
    violations = sum(len(each.problems) for each in found if each.finding.severity in _MATTERS)
    doubts = [each for each in found if each.finding.verdict is Verdict.INCONCLUSIVE]
    verdict = _verdict(judgement.exercised, violations, len(doubts))
    accepted = sum(each.finding.code == rule.code for each in suppressed)
    promised = [name for name in rule.promises if any(promise_of(contract, name))]
    outcome = PropertyOutcome(
        id=rule.code,
        system=contract.system,
        says=rule.says,
        verdict=verdict,
        exercised=judgement.exercised,
        violations=violations,
        inconclusive=len(judgement.doubts) if doubts else 0,
        why=_why(verdict, judgement, deployment, accepted),
        scope=Scope((), None),
        stated=_stated(judgement, promised),
        settles=doubts[0].finding.hint if doubts else "",
        instances=tuple(_instance(each) for each in found),
        parameters={n: contract.parameters[n].shown for n in rule.promises if n in contract.parameters},
    )
    return with_excerpt(outcome, contract)


def _verdict(exercised: int, violations: int, doubts: int) -> Verdict:
    if violations:
        return Verdict.VIOLATED
    if doubts:
        return Verdict.INCONCLUSIVE
    return Verdict.HOLDS if exercised else Verdict.NOT_EXERCISED


def _instance(each: Merged) -> Instance:
    finding = each.finding
    verdict = finding.verdict or Verdict.VIOLATED
    why = "" if each.problems else finding.message
    settles = "" if each.problems else finding.hint
    return Instance("", each.who, _ALWAYS, verdict, why, settles, finding)


def _stated(judgement: Judgement, promised: Sequence[str]) -> Place | None:
    lines = (related.place for name in promised for related in promise_of(judgement.contract, name))
    return next(lines, None)


def _why(verdict: Verdict, judgement: Judgement, deployment: Deployment, accepted: int) -> str:
    if verdict is Verdict.NOT_EXERCISED:
        return _nothing_there(judgement.rule, deployment)
    if verdict is Verdict.HOLDS and accepted:
        return f"but for {accepted} accepted finding{'s' if accepted > 1 else ''}"
    return ""


def _nothing_there(rule: Rule[Any], deployment: Deployment) -> str:
    """Say why a rule had nothing to examine: its own examples show which files it needs."""
    there = {file.format for file in deployment.files}
    needed = {recognised_as(name, text) for name, text in rule.invalid[0].files.items()} - {""}
    names = {each.name: each.samples[0][0].rpartition("/")[2] for each in config_formats() if each.samples}
    missing = [names.get(name, name) for name in sorted(needed - there)]
    if missing:
        return f"no {' or '.join(missing)} among the inputs"
    if any(problem.message.endswith(RENDER_FIRST) for problem in deployment.problems):
        return f"{RENDER_FIRST}: a template tells nothing that it could examine"
    return "the files hold nothing that it could examine"


def exit_status(properties: Iterable[PropertyOutcome], notes: Iterable[Finding], strict: bool) -> int:
    """Return 1 for an error (or, strictly, a warning), 3 for what is not known and for nothing at all, else 0."""
    every = list(properties)
    findings = [f for p in every for f in p.findings if f.verdict is not Verdict.INCONCLUSIVE] + list(notes)
    severities = {finding.severity for finding in findings}
    if Severity.ERROR in severities or (strict and Severity.WARNING in severities):
        return 1
    unknown = [f for p in every for f in p.findings if f.verdict is Verdict.INCONCLUSIVE]
    if any(strict or finding.severity is not Severity.INFO for finding in unknown):
        return 3
    return 0 if any(each.exercised for each in every) else 3


def overall(status: int, properties: Iterable[PropertyOutcome]) -> Verdict:
    """Return the verdict that an exit status stands for."""
    if status == 1:
        return Verdict.VIOLATED
    if status == 0:
        return Verdict.HOLDS
    return Verdict.INCONCLUSIVE if any(each.inconclusive for each in properties) else Verdict.NOT_EXERCISED
