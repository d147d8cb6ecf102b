"""Requests in bulk: what is collected while the inputs are read, and how it is judged when all have been."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from checker.base.time import Interval, union
from checker.conform.evidence import Evidence
from checker.conform.requests.charted import Charted, charted, taken_by
from checker.conform.requests.collecting import Collected, shares_for
from checker.conform.requests.hearing import Hearing, hearing
from checker.conform.requests.judging import Judge
from checker.conform.requests.silences import silences
from checker.conform.requests.skew import offsets
from checker.conform.requests.telling import told
from checker.model.contract import Contract
from checker.model.event import Source
from checker.model.outcome import PropertyOutcome, ScenarioOutcome
from checker.model.requests import RequestFlow
from checker.pipeline.gathering import Trace
from checker.pipeline.inputs import Input

# What is compressed grows by about so much.
_PACKED, _PACKED_SUFFIXES = 10, (".gz", ".zst", ".xz", ".bz2", ".zip", ".tgz")

Asked = Sequence[tuple[Contract, RequestFlow, Collected]]


def asked(contracts: Sequence[Contract], chosen: Collection[str], inputs: Sequence[Input]) -> Asked:
    """Return the flows that are asked for, each with what collects its requests: one for all with the same `by`."""
    size = sum(each.size * (_PACKED if each.path.endswith(_PACKED_SUFFIXES) else 1) for each in inputs)
    found: list[tuple[Contract, RequestFlow, Collected]] = []
    for contract in contracts:
        known: dict[str, Collected] = {}
        for flow in contract.requests.values():
            if flow.id in chosen:
                if flow.by not in known:
                    known[flow.by] = Collected(*taken_by(contract, flow.by), shares_for(size))
                found.append((contract, flow, known[flow.by]))
    return found


def judged(evidence: Evidence, trace: Trace, flows: Asked) -> Iterator[tuple[PropertyOutcome, ScenarioOutcome]]:
    """Yield what became of the requests of each flow of a contract, and of its diagram."""
    contract, hosts, whole = evidence.contract, evidence.hosts, trace.observed()
    told_lost = [loss.lost.time for loss in evidence.losses]

    def named(source: Source) -> tuple[Source, int]:
        known = trace.named(source)
        return known, trace.offset(known)

    for of, flow, collected in flows:
        if of.system == contract.system:
            drawing = charted(contract, flow, hosts)
            lost = collected.losses(flow.edge, whole, lambda path: _offsets(trace, path))
            hears = hearing(drawing, list(trace.heard()), union([*lost, *told_lost]), hosts)
            judge = _judge(drawing, collected, hears, named)
            if judge.lacking and flow.edge:
                # who fell silent around such requests is looked for only where there are any: it takes two more passes
                hears = replace(hears, silences=silences(collected, judge.lacking, flow.edge, named))
                judge = _judge(drawing, collected, hears, named)
            telling = sorted({h.source.observer for h in trace.heard() if h.source.program in hears.time})
            account = judge.finish()
            clock = next((c for c in offsets(account) if _is_right(c, drawing, collected, hears, named)), None)
            yield told(drawing, account, hears, _stretch(hears.time.values(), whole), telling, clock=clock)


def _judge(
    drawing: Charted, collected: Collected, hears: Hearing, named: Callable[[Source], tuple[Source, int]]
) -> Judge:
    """Return what judged all requests of a collection."""
    judge = Judge(drawing, collected, hears, named)
    for share in range(collected.shares):
        judge.judge(share)
    return judge


def _is_right(
    clock: tuple[str, int],
    drawing: Charted,
    collected: Collected,
    hears: Hearing,
    named: Callable[[Source], tuple[Source, int]],
) -> bool:
    """Say whether no request would deviate if so much were added to the stamps of a host."""
    host, more = clock

    def moved(source: Source) -> tuple[Source, int]:
        known, offset = named(source)
        return known, offset + (more if known.host == host else 0)

    return not _judge(drawing, collected, hears, moved).finish().violated


def _offsets(trace: Trace, path: str) -> Interval:
    """Return what is added to the stamps of an input, the least and the most."""
    offsets = [trace.offset(trace.named(source)) for source in trace.tallies[path].coverage] or [0]
    return Interval(min(offsets), max(offsets))


def _stretch(times: Collection[Interval | None], whole: Interval) -> Interval:
    """Return the hull of when programs were heard."""
    known = [time for time in times if time is not None]
    return Interval(min(t.lo for t in known), max(t.hi for t in known)) if known else whole
