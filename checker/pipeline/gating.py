"""The job `gate`: can this configuration keep what the diagrams promise?"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checker.base.errors import InputError
from checker.base.explanation import Explanation
from checker.base.finding import Finding
from checker.base.progress import Progress
from checker.configs.deployment import Deployment
from checker.configs.registry import config_formats, read
from checker.gate import baseline, registry, suppressing
from checker.gate.judging import Judgement, judge_all
from checker.gate.merging import Merged, line_of, merged
from checker.gate.numbers import numbers_of
from checker.gate.rule import Rule, Site
from checker.model.contract import Contract
from checker.model.outcome import InputOutcome, Outcome, Suppressed
from checker.pipeline.contracts import every_contract
from checker.pipeline.gating_inputs import Inputs, find, surroundings
from checker.pipeline.gating_verdicts import exit_status, overall, property_outcome
from checker.pipeline.request import GateRequest


@dataclass(frozen=True, slots=True)
class Patch:
    """The safe repairs of one file together: its text before and after, and each repair as a person says it."""

    path: str
    before: str
    after: str
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gated:
    """What a gate found, and what would mend it."""

    outcome: Outcome
    patches: tuple[Patch, ...]


def gate(request: GateRequest, progress: Progress) -> Gated:
    """Judge the configuration files by every contract of the spec; raise InputError for wrong use."""
    began = time.monotonic()
    contracts = every_contract(request)
    rules = registry.load()
    chosen = _selected(request.select, rules)
    entries = _baseline(request.baseline)
    inputs = find(request.paths)
    reading = read(inputs.sources, surroundings(inputs, request.environment))
    deployment = reading.deployment
    if not any(file.format for file in deployment.files):
        raise _nothing_known(inputs)
    judgements = judge_all(rules.values(), contracts, deployment)
    found = [each for judgement in judgements for each in merged(judgement, deployment)]
    found = _in_order([each for each in found if each.finding.code in chosen])
    problems = [_quoted(problem, deployment) for problem in deployment.problems]
    every = [*(each.finding for each in found), *problems]
    allowed = suppressing.allowances(deployment)
    suppressed = _suppressed(every, allowed, entries)
    accepted = {id(each.finding) for each in suppressed}
    left = [each for each in found if id(each.finding) not in accepted]
    notes = (
        *(problem for problem in problems if id(problem) not in accepted),
        *suppressing.about(allowed, suppressed, chosen),
        *baseline.about(entries, suppressed, chosen),
    )
    properties = tuple(
        property_outcome(judgement, [e for e in left if e.judgement is judgement], deployment, suppressed)
        for judgement in judgements
        if judgement.rule.code in chosen
    )
    status = exit_status(properties, notes, request.strict)
    outcome = Outcome(
        command="gate",
        verdict=overall(status, properties),
        exit_status=status,
        inputs=tuple(_inputs(deployment, inputs)),
        properties=properties,
        notes=notes,
        numbers=numbers_of(Site(contract, deployment) for contract in _applying(judgements)),
        suppressed=suppressed,
    )
    return Gated(
        replace(outcome, explanations=_explained(outcome), seconds=time.monotonic() - began),
        (),
    )


def baseline_of(outcome: Outcome) -> str:
    """Return the text of a baseline that accepts all errors and warnings of an outcome."""
    return baseline.written(outcome.findings)


def _selected(select: Sequence[str], rules: Mapping[str, Rule[Any]]) -> frozenset[str]:
    for wanted in select:
        if wanted not in rules:
            from difflib import get_close_matches

            close = get_close_matches(wanted, rules, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(rules)}"
            raise InputError(f"--select: there is no rule {wanted!r}", hint=hint)
    return frozenset(select or rules)


def _baseline(path: str | None) -> tuple[baseline.Entry, ...]:
    if path is None:
        return ()
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        hint = "--write-baseline writes one"
        raise InputError(f"cannot read {path!r}: {(error.strerror or str(error)).lower()}", hint=hint) from error
    return baseline.read(data, path)


def _nothing_known(inputs: Inputs) -> InputError:
    names = ", ".join(each.about for each in config_formats())
    unread = "".join(f"; {path} is {why}" for path, why in inputs.unread)
    hint = f"files are recognised by content; known are: {names}"
    return InputError(f"no file of a known format is among the inputs{unread}", hint=hint)


def _quoted(problem: Finding, deployment: Deployment) -> Finding:
    if problem.text or problem.where is None:
        return problem
    return replace(problem, text=line_of(deployment, problem.where))


def _in_order(found: Iterable[Merged]) -> list[Merged]:
    """Return the findings as a person reads the files: by file, line and code."""
    return sorted(found, key=lambda each: (str(each.finding.where and each.finding.where.file), *_at(each.finding)))


def _at(finding: Finding) -> tuple[int, int, str, str]:
    where = finding.where
    return (where.line if where else 0, where.column if where else 0, finding.code, finding.message)


def _suppressed(
    findings: Sequence[Finding], allowed: Sequence[suppressing.Allowance], entries: Sequence[baseline.Entry]
) -> tuple[Suppressed, ...]:
    inline = suppressing.suppressed_inline(findings, allowed)
    taken = {id(each.finding) for each in inline}
    return (*inline, *baseline.suppressed_by([f for f in findings if id(f) not in taken], entries))


def _applying(judgements: Iterable[Judgement]) -> list[Contract]:
    contracts = {judgement.contract.system: judgement.contract for judgement in judgements}
    return list(contracts.values())


def _inputs(deployment: Deployment, inputs: Inputs) -> Iterable[InputOutcome]:
    """Yield the files that were read, and those that were named but are of no known format."""
    for file in deployment.files:
        path, text = file.source.path, file.source.text
        if file.format or path in inputs.named:
            lines = text.count("\n") + (not text.endswith("\n") and bool(text))
            yield InputOutcome(path, file.format, "", lines, 0, (), 0)
    for path, _ in inputs.unread:
        yield InputOutcome(path, "", "", 0, 0, (), 0)


def _explained(outcome: Outcome) -> Mapping[str, Explanation]:
    codes = {f.code for f in (*outcome.findings, *(each.finding for each in outcome.suppressed))}
    known = explanations(codes)
    return {code: known[code] for code in sorted(codes & known.keys())}


def explanations(codes: Iterable[str] | None = None) -> Mapping[str, Explanation]:
    """Return the explanations of the gate's codes, or of some of them."""
    rules = registry.load()
    wanted = rules.keys() if codes is None else rules.keys() & set(codes)
    formats = {e.code: e for each in config_formats() for e in each.explanations}
    return {
        **formats,
        **suppressing.EXPLANATIONS,
        **{code: registry.explanation(rules[code]) for code in sorted(wanted)},
    }
