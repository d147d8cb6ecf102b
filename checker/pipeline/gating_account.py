"""All findings of a gate, told apart: those that count, those that are accepted, and what is odd about that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checker.base.finding import Finding, Verdict
from checker.configs.deployment import Deployment
from checker.gate import baseline, suppressing
from checker.gate.hiding import Veil
from checker.gate.judging import Judgement
from checker.gate.merging import WORST, Merged, line_of, merged
from checker.model.outcome import Suppressed


@dataclass(frozen=True, slots=True)
class Account:
    """The findings of rules that count, in the order of the files; accepted ones; and what no rule finds."""

    left: tuple[Merged, ...]
    suppressed: tuple[Suppressed, ...]
    notes: tuple[Finding, ...]


def account_of(
    judgements: Iterable[Judgement],
    deployment: Deployment,
    entries: Sequence[baseline.Entry],
    codes: frozenset[str],
    veil: Veil,
) -> Account:
    """Return the account of some judgements; `entries` and comments of other codes than `codes` are left alone."""
    told = (replace(m, finding=veil.hidden(m.finding)) for own in judgements for m in merged(own, deployment))
    found = sorted(told, key=lambda m: _at(m.finding))
    own = (each for each in deployment.problems if not _is_told_by(found, each))
    problems = sorted((veil.hidden(_quoted(problem, deployment)) for problem in own), key=_at)
    allowed = suppressing.allowances(deployment)
    suppressed = _suppressed([*(each.finding for each in found), *problems], allowed, entries)
    accepted = {id(each.finding) for each in suppressed}
    testable = codes | {problem.code for problem in problems}
    return Account(
        left=tuple(each for each in found if id(each.finding) not in accepted),
        suppressed=suppressed,
        notes=(
            *(problem for problem in problems if id(problem) not in accepted),
            *map(veil.hidden, suppressing.about(allowed, suppressed, testable)),
            *baseline.about(entries, suppressed, testable),
        ),
    )


def _suppressed(
    findings: Sequence[Finding], allowed: Sequence[suppressing.Allowance], entries: Sequence[baseline.Entry]
) -> tuple[Suppressed, ...]:
    inline = suppressing.suppressed_inline(findings, allowed)
    taken = {id(each.finding) for each in inline}
    return (*inline, *baseline.suppressed_by([f for f in findings if id(f) not in taken], entries))


def _is_told_by(found: Iterable[Merged], problem: Finding) -> bool:
    """Say whether a rule speaks of the same word, and of the same keyword, and at least as gravely.

    A format says what a daemon makes of a word, a rule also which promise that breaks: both would be one thing told
    twice. Without a key, or with another one, they only happen to point at one place.
    """
    return bool(problem.key) and any(
        (each.finding.where, each.finding.key) == (problem.where, problem.key)
        and WORST.index(each.finding.severity) <= WORST.index(problem.severity)
        and each.finding.verdict is not Verdict.INCONCLUSIVE
        for each in found
    )


def _quoted(problem: Finding, deployment: Deployment) -> Finding:
    if problem.text or problem.where is None:
        return problem
    return replace(problem, text=line_of(deployment, problem.where))


def _at(finding: Finding) -> tuple[str, int, int, str, str]:
    where = finding.where
    return (where.file, where.line, where.column, finding.code, finding.message) if where else ("", 0, 0, "", "")
