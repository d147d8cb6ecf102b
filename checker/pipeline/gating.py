"""The job `gate`: can this configuration keep what the diagrams promise?"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checker.base.errors import InputError
from checker.base.explanation import Explanation
from checker.base.finding import Finding, Severity, Verdict
from checker.base.progress import Progress
from checker.configs.deployment import Deployment
from checker.configs.explained import EXPLANATIONS as CONFIGURATIONS
from checker.configs.registry import config_formats, read
from checker.gate import baseline, registry, suppressing
from checker.gate.hiding import Veil
from checker.gate.judging import Judgement, judge_all
from checker.gate.numbers import numbers_of
from checker.gate.repairing import Workshop, state_of
from checker.gate.rule import Rule, Site
from checker.model.contract import Contract
from checker.model.outcome import InputOutcome, Outcome
from checker.pipeline.contracts import every_contract
from checker.pipeline.gating_account import account_of
from checker.pipeline.gating_inputs import Inputs, find, surroundings
from checker.pipeline.gating_repairs import Patch, mend
from checker.pipeline.gating_unread import EXPLANATION as UNRECOGNISED_EXPLAINED
from checker.pipeline.gating_unread import UNRECOGNISED, unrecognised
from checker.pipeline.gating_verdicts import exit_status, overall, property_outcome
from checker.pipeline.request import GateRequest

# So many files are named of which none is known.
_NAMED = 3
LEFT_OUT = "system-not-examined"
_LEFT_OUT = Explanation(
    code=LEFT_OUT,
    title="a system of the spec of which no file is there",
    what="No rule that speaks of a promise of this system found anything to examine in the given files.",
    why="Silence is not a pass: what was not examined is said, if only once for the whole system.",
    bad="verify gate pgbouncer/    (the spec also describes the streaming system)",
    good="verify gate pgbouncer/ streaming/",
    fix="Nothing, if these files are all that is meant to be judged. Else give the files of that system, too.",
)


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
    progress.start(0, "reading", "files")
    inputs = find(request.paths)
    progress.advance(len(inputs.sources))
    reading = read(inputs.sources, surroundings(inputs, request.environment))
    deployment = reading.deployment
    if not any(file.format for file in deployment.files):
        raise _nothing_known(inputs)
    veil = Veil(deployment, reading.surroundings.environment)
    progress.start(len(rules), "judging by", "rules")
    judgements = judge_all(list(rules.values()), contracts, deployment)
    account = account_of([j for j in judgements if j.rule.code in chosen], deployment, entries, chosen, veil)
    workshop = Workshop(reading, list(rules.values()), contracts, state_of(judgements, reading), progress)
    left, patches = mend(workshop, account.left, veil)
    properties = tuple(
        property_outcome(each, [f for f in left if f.judgement is each], deployment, account.suppressed)
        for each in judgements
        if each.rule.code in chosen
    )
    notes = (*account.notes, *unrecognised(deployment, inputs.unread), *_left_out(contracts, judgements))
    status = exit_status(properties, notes, request.strict)
    outcome = Outcome(
        command="gate",
        verdict=overall(status, properties),
        exit_status=status,
        inputs=tuple(_inputs(deployment, inputs)),
        properties=properties,
        notes=notes,
        numbers=numbers_of(Site(contract, deployment) for contract in _applying(judgements)),
        suppressed=account.suppressed,
    )
    return Gated(replace(outcome, explanations=_explained(outcome), seconds=time.monotonic() - began), patches)


def baseline_of(outcome: Outcome) -> str:
    """Return a baseline that accepts all errors and warnings of an outcome, and what one accepted before."""
    found = (
        finding
        for finding in outcome.findings
        if finding.severity is not Severity.INFO and finding.verdict is not Verdict.INCONCLUSIVE
    )
    return baseline.written(found, outcome.suppressed)


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
    names = ", ".join(each.name for each in config_formats())
    unread = "".join(f"; {path} is {why}" for path, why in inputs.unread)
    tried = [source.path for source in inputs.sources]
    more = f" ({', '.join(tried[:_NAMED])}{f' and {len(tried) - _NAMED:,} more' if tried[_NAMED:] else ''})"
    hint = f"files are recognised by content; known are those of {names}"
    which = more if tried else " (there is no file)" if not inputs.unread else ""
    return InputError(f"no file of a known format is among the inputs{which}{unread}", hint=hint)


def _applying(judgements: Iterable[Judgement]) -> list[Contract]:
    """Return the contracts by which a deployment was judged; without a promise of theirs none was."""
    contracts = {each.contract.system: each.contract for each in judgements if each.rule.promises}
    return list(contracts.values())


def _left_out(contracts: Sequence[Contract], judgements: Iterable[Judgement]) -> Iterator[Finding]:
    """Yield one note for each system of which nothing is there: its rules are not listed one by one."""
    applying = {contract.system for contract in _applying(judgements)}
    for contract in contracts:
        if contract.system not in applying:
            message = f"nothing in these files belongs to {contract.system}: none of its promises was examined"
            yield Finding(LEFT_OUT, Severity.INFO, message)


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
        **CONFIGURATIONS,
        **formats,
        LEFT_OUT: _LEFT_OUT,
        UNRECOGNISED: UNRECOGNISED_EXPLAINED,
        **suppressing.EXPLANATIONS,
        **{code: registry.explanation(rules[code]) for code in sorted(wanted)},
    }
