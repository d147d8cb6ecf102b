"""The job `render --observed`: what really happened, on the lifelines of a diagram of the spec."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.base.errors import InputError
from checker.base.finding import Finding
from checker.base.progress import Progress
from checker.base.time import Interval
from checker.conform.observed.drawing import control_drafts, observation
from checker.conform.observed.requests import KINDS
from checker.conform.streaming.refining import refined
from checker.conform.streaming.roles import own_part
from checker.model.casting import best_cast
from checker.model.contract import Contract
from checker.model.contract_diagrams import Drawn
from checker.model.event import Event
from checker.model.observed import Observation
from checker.pipeline.checking import expect_sources
from checker.pipeline.contracts import contracts_of
from checker.pipeline.fetching import Fetch
from checker.pipeline.gathering import Trace, evidence_of, gather, one_name
from checker.pipeline.inputs_spec import find_with
from checker.pipeline.notes import notes_on
from checker.pipeline.once import Once
from checker.pipeline.request import DeclaredGap, ObserveRequest, parse_clocks, parse_gaps
from checker.readers.reader import Tally, Wanted

# Every instant that a stamp can name.
_ALWAYS = (Interval(0, 1 << 62),)


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen, or None where no input could be read; and what a person should know about the inputs."""

    observation: Observation | None
    notes: tuple[Finding, ...]


def observe(request: ObserveRequest, progress: Progress) -> Observed:
    """Return what the inputs show, on the lifelines of the diagram that has most of it; raise InputError."""
    clocks, gaps = parse_clocks(request.clocks), parse_gaps(request.gaps)
    contracts = contracts_of(request)
    offered = _offered(contracts, request.diagram)
    stdin = sys.stdin.buffer if "-" in request.paths else None
    trace = gather(find_with(request.paths, stdin, request.spec, contracts), clocks, one_name(contracts), progress)
    expect_sources("--clock", [c.source for c in clocks], trace, contracts)
    expect_sources("--gap", [g.source.rpartition("@")[2] for g in gaps], trace, contracts)
    notes = tuple(notes_on(trace, ()))
    if not any(source.reader for source in trace.inputs):
        return Observed(None, notes)
    contract, diagrams = _fitting(offered, trace, gaps)
    evidence = refined(own_part(evidence_of(trace, contract, gaps)), Fetch(trace))
    return Observed(observation(evidence, trace.observed(), _bulk(trace), diagrams), notes)


def _offered(contracts: Sequence[Contract], wanted: str) -> list[tuple[Contract, list[Drawn]]]:
    """Return the diagrams to choose from: those whose titles hold the wanted text."""
    titles = [drawn.title for contract in contracts for drawn in contract.diagrams]
    offered = [(c, [d for d in c.diagrams if wanted.lower() in d.title.lower()]) for c in contracts]
    offered = [(contract, drawn) for contract, drawn in offered if drawn]
    if not offered:
        hint = f"there are: {'; '.join(titles)}" if titles else "the spec holds none"
        raise InputError(f"--diagram: no diagram of the spec has {wanted!r} in its title", hint=hint)
    return offered


def _fitting(
    offered: Sequence[tuple[Contract, list[Drawn]]], trace: Trace, gaps: Sequence[DeclaredGap]
) -> tuple[Contract, list[Drawn]]:
    """Return the contract of whose components the trace tells most, with its diagrams."""
    if len(offered) == 1:
        return offered[0]

    def fit(choice: tuple[Contract, list[Drawn]]) -> int:
        drafts = control_drafts(own_part(evidence_of(trace, choice[0], gaps)))
        return best_cast(choice[0], [end for draft in drafts for end in draft.ends], "", choice[1])[0]

    return max(offered, key=fit)


def _bulk(trace: Trace) -> Iterator[Event]:
    """Yield every query and request once, whatever the number of copies; from captures there are none."""
    once = Once(trace)
    for source in trace.inputs:
        for reader in source.readers if trace.tallies[source.path].bulk else ():
            if reader.bulk.isdisjoint(KINDS):
                continue
            for event in trace.read(source, reader, Wanted(control=False, windows=_ALWAYS), Tally()):
                if event.kind in KINDS and once.first(event):
                    yield event
