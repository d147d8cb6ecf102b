"""From problems to findings: what several subjects share on one line is told once, with the promise beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.places import Place
from checker.base.words import listed
from checker.configs.deployment import Deployment
from checker.gate.judging import Doubt, Judgement
from checker.gate.rule import Problem
from checker.model.contract import Contract

WORST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True)
class Merged:
    """A finding with the problems that it tells of (none: it tells of what is not known), and whose they are."""

    judgement: Judgement
    problems: tuple[Problem, ...]
    finding: Finding

    @property
    def who(self) -> str:
        """Whom it concerns: `pgb1, pgb2 and pgb3`."""
        return listed(problem.who for problem in self.problems)


def merged(judgement: Judgement, deployment: Deployment) -> list[Merged]:
    """Return the findings of a judgement, one for each line, key and value, and then what could not be judged."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for problem in judgement.problems:
        groups.setdefault((problem.where, problem.key, problem.wanted, problem.found), []).append(problem)
    found = [Merged(judgement, tuple(own), _finding(judgement, own, deployment)) for own in groups.values()]
    doubts = {doubt.key: doubt for doubt in judgement.doubts}
    return found + [Merged(judgement, (), _undecided(judgement, doubt, deployment)) for doubt in doubts.values()]


def _finding(judgement: Judgement, problems: Sequence[Problem], deployment: Deployment) -> Finding:
    rule, first = judgement.rule, problems[0]
    severity = min((problem.severity or rule.severity for problem in problems), key=WORST.index)
    promises = [r for p in problems for r in promise_of(judgement.contract, p.promise)]
    others = [related for problem in problems for related in problem.related]
    return Finding(
        code=rule.code,
        severity=severity,
        message=first.message.replace("{who}", listed(problem.who for problem in problems)),
        where=first.where,
        text=line_of(deployment, first.where),
        related=tuple(_quoted(each, deployment) for each in dict.fromkeys(promises + others)),
        hint=first.hint,
        property=rule.code,
        key=first.key,
        wanted=first.wanted,
        found=first.found,
        unit=first.unit,
        verdict=Verdict.HOLDS if severity is Severity.INFO else Verdict.VIOLATED,
    )


def _undecided(judgement: Judgement, doubt: Doubt, deployment: Deployment) -> Finding:
    rule, error = judgement.rule, doubt.error
    # a value that the daemon refuses is told as such: what else depends on it is a remark
    told = any(p.severity is Severity.ERROR and p.where == error.place for p in deployment.problems)
    return Finding(
        code=rule.code,
        severity=Severity.INFO if told or rule.severity is Severity.INFO else Severity.WARNING,
        message=f"whether {rule.says} is not known: {error.why}",
        where=error.place,
        text=line_of(deployment, error.place),
        hint=settling(error.why),
        property=rule.code,
        verdict=Verdict.INCONCLUSIVE,
    )


def settling(why: str) -> str:
    """Return what would make an unknown value known: the value of a variable, where its name is told."""
    import re

    name = re.search(r"environment variable ['\"`$]*(\w+)|\$\{?(?:_ENV )?([A-Za-z_]\w*)", why)
    if name:
        return f"--env {name[1] or name[2]}=VALUE says what it is"
    return "write the value itself, or give the file that says it, too"


def promise_of(contract: Contract, name: str) -> Iterable[Related]:
    """Yield the line of a diagram that makes a promise; nothing where no line does."""
    if parameter := contract.parameters.get(name):
        if parameter.stated:
            yield Related(parameter.stated, f"promised here: {name} {parameter.shown}", parameter.text)
        return
    use = contract.properties.get(name) or contract.promises.get(name)
    if use and use.stated:
        yield Related(use.stated[0], f"promised here: {name}", use.texts[0] if use.texts else "")


def line_of(deployment: Deployment, place: Place) -> str:
    """Return a line of one of the files as it stands, or '' where there is none."""
    try:
        lines = deployment.text(place.file).split("\n")
    except KeyError:
        return ""
    return lines[place.line - 1].rstrip("\r") if 0 < place.line <= len(lines) else ""


def _quoted(related: Related, deployment: Deployment) -> Related:
    return related if related.text else replace(related, text=line_of(deployment, related.place))
