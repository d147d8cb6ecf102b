"""The job `prove`: what can happen at all, by a model of the system that the contract describes?"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from checker.base.errors import InputError
from checker.base.explanation import Explanation
from checker.base.finding import Finding, Severity
from checker.base.progress import Progress
from checker.model.contract import Contract
from checker.model.outcome import InputOutcome, Outcome
from checker.pipeline.contracts import properties_of
from checker.pipeline.parallel import Job, in_parallel
from checker.pipeline.proving_accepted import Account, account_of, together
from checker.pipeline.proving_diagrams import by_model, by_rule
from checker.pipeline.proving_explained import explanations
from checker.pipeline.proving_notes import measure_notes, numbers_of
from checker.pipeline.proving_outcome import property_outcome
from checker.pipeline.proving_systems import systems_of
from checker.pipeline.proving_verdicts import exit_status, overall
from checker.pipeline.request import ProveRequest
from checker.properties.property import Property
from checker.prove.judging.examining import Examined, examine
from checker.prove.judging.explained import NOTHING_PROMISED
from checker.prove.judging.measuring import Unmeasured, measured
from checker.prove.questions.question import Effort, Measured
from checker.prove.systems.system import System

EFFORT = Effort(depth=24, induction=4, rlimit=3_000_000)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be found out of one system: its properties, its times, its diagrams."""

    system: System
    properties: tuple[Property, ...]
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class _Answers:
    """What was found out of one system."""

    system: System
    examined: tuple[Examined, ...]
    measured: tuple[Measured | Unmeasured, ...]
    findings: tuple[Finding, ...]


def prove(request: ProveRequest, progress: Progress) -> Outcome:
    """Judge every contract of the spec by its model; raise InputError for wrong use."""
    began = time.monotonic()
    systems = systems_of(request)
    _refuse_unknown(request, systems)
    if request.certificate is not None:
        from checker.pipeline.proving_certificates import refuse_others

        refuse_others(request.certificate)
    works = [_work(system, request) for system in systems]
    jobs = [job for work in works for job in work.jobs]
    progress.start(len(jobs), "proving", "questions")
    answers = in_parallel(jobs, request.workers, progress, _cost)
    told = _answered(works, answers)
    account = together([_account(each, request) for each in told])
    status = exit_status(account.properties, account.notes, request.strict)
    outcome = Outcome(
        command="prove",
        verdict=overall(status, account.properties),
        exit_status=status,
        inputs=tuple(_inputs(systems)),
        properties=account.properties,
        notes=account.notes,
        numbers=numbers_of({answer.system.name: answer.measured for answer in told}),
        suppressed=account.suppressed,
    )
    return replace(outcome, explanations=_explained(outcome), seconds=time.monotonic() - began)


def _refuse_unknown(request: ProveRequest, systems: Sequence[System]) -> None:
    codes = {id for system in systems for id in system.contract.properties} | explanations().keys()
    _refuse("--select", "property or finding", request.select, codes)
    _refuse("--without", "assumption", request.without, {name for system in systems for name in system.assumptions})


def _refuse(option: str, what: str, names: Iterable[str], known: Iterable[str]) -> None:
    known = sorted(known)
    for wanted in names:
        if wanted not in known:
            from difflib import get_close_matches

            close = get_close_matches(wanted, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(known)}"
            raise InputError(f"{option}: there is no {what} {wanted!r}", hint=hint)


def _work(system: System, request: ProveRequest) -> _Work:
    every = properties_of(system.contract)
    ids = [id for id in system.contract.properties if not request.select or id in request.select]
    properties = tuple(every[id] for id in ids)
    jobs: list[Job] = [partial(examine, system, prop, request.without, EFFORT) for prop in properties]
    if not request.select:
        jobs += [partial(measured, system, each, EFFORT) for each in system.measures]
    if not request.select or set(request.select) - every.keys():
        jobs += [partial(by_rule, system), partial(by_model, system)]
    return _Work(system, properties, tuple(jobs))


def _cost(job: Job) -> int:
    """Return a rank: in a large model the diagrams take longest, then properties, then times."""
    return [by_rule, measured, examine, by_model].index(job.func) if isinstance(job, partial) else 0


def _answered(works: Sequence[_Work], answers: Sequence[object]) -> list[_Answers]:
    found, rest = [], list(answers)
    for work in works:
        own, rest = rest[: len(work.jobs)], rest[len(work.jobs) :]
        found.append(
            _Answers(
                work.system,
                tuple(each for each in own if isinstance(each, Examined)),
                tuple(each for each in own if isinstance(each, Measured | Unmeasured)),
                tuple(finding for each in own if isinstance(each, tuple) for finding in each),
            )
        )
    return found


def _account(answers: _Answers, request: ProveRequest) -> Account:
    system = answers.system
    properties = [property_outcome(each, system, _certificates(each, request)) for each in answers.examined]
    return account_of(answers.system.contract, properties, list(_notes(answers, request)), request.select)


def _certificates(examined: Examined, request: ProveRequest) -> tuple[str, ...]:
    """Write the certificates of a property's proofs, where they were asked for; return their folders."""
    if request.certificate is None:
        return ()
    from checker.pipeline.proving_certificates import certify

    return certify(examined.judgement, request.certificate)


def _notes(answers: _Answers, request: ProveRequest) -> Iterator[Finding]:
    contract = answers.system.contract
    if not contract.properties:
        message = f"{contract.system} states no property: nothing was proved of it"
        yield Finding(NOTHING_PROMISED, Severity.INFO, message, contract.place)
    for finding in (*answers.findings, *measure_notes(answers.measured)):
        if not request.select or finding.code in request.select:
            yield finding


def _inputs(systems: Iterable[System]) -> Iterator[InputOutcome]:
    """Yield the contracts and their documents, as what was read."""
    for system in systems:
        contract: Contract = system.contract
        yield InputOutcome(contract.place.file, "contract", contract.system, 0, 0, (), 0)
        for document in contract.documents:
            yield InputOutcome(document.name, "mermaid", contract.system, len(document.lines), 0, (), 0)


def _explained(outcome: Outcome) -> Mapping[str, Explanation]:
    codes = {f.code for f in (*outcome.findings, *(each.finding for each in outcome.suppressed))}
    known = explanations()
    return {code: known[code] for code in sorted(codes & known.keys())}
