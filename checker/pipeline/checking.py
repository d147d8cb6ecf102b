"""The job `check`: did the running system do what its diagrams promise?"""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checker.base.errors import InputError
from checker.base.finding import Finding, Verdict
from checker.base.progress import Progress
from checker.conform.agreement import disagreements
from checker.conform.check import check as check_properties
from checker.conform.scenarios.comparing import compare
from checker.conform.scenarios.contradicting import can_be_drawn, contradictions
from checker.conform.streaming.roles import is_streaming, own_part
from checker.model.contract import Contract
from checker.model.outcome import InputOutcome, Outcome, PropertyOutcome, ScenarioOutcome
from checker.model.scenario_cache import load_drawings
from checker.pipeline.concerned import told_of
from checker.pipeline.contracts import contracts_of, properties_of
from checker.pipeline.excerpts import with_excerpt
from checker.pipeline.fetching import Fetch
from checker.pipeline.gathering import Trace, evidence_of, gather, one_name
from checker.pipeline.inputs_spec import find_with
from checker.pipeline.notes import notes_on
from checker.pipeline.request import CheckRequest, parse_clocks, parse_gaps

if TYPE_CHECKING:
    from checker.model.timeline import Timeline
    from checker.pipeline.inputs import Input
    from checker.pipeline.requests import Asked
    from checker.pipeline.timelines import Drawing

EXIT = {Verdict.HOLDS: 0, Verdict.VIOLATED: 1, Verdict.INCONCLUSIVE: 3, Verdict.NOT_EXERCISED: 3}


def check(request: CheckRequest, progress: Progress) -> Outcome:
    """Check the inputs against every contract of the spec; raise InputError for wrong use."""
    began = time.monotonic()
    clocks, gaps = parse_clocks(request.clocks), parse_gaps(request.gaps)
    contracts = contracts_of(request)
    chosen = _selected(request.select, contracts)
    stdin = sys.stdin.buffer if "-" in request.paths else None
    inputs = find_with(request.paths, stdin, request.spec, contracts)
    flows = _flows(contracts, chosen, inputs)
    trace = gather(inputs, clocks, one_name(contracts), progress, list(dict.fromkeys(c for *_, c in flows)))
    expect_sources("--clock", [c.source for c in clocks], trace, contracts)
    expect_sources("--gap", [g.source.rpartition("@")[2] for g in gaps], trace, contracts)
    properties: list[PropertyOutcome] = []
    scenarios: list[ScenarioOutcome] = []
    apart: dict[str, Finding] = {}
    reading = Fetch(trace)
    drawing = _drawing(trace, reading) if request.timelines else None
    fetch = drawing or reading
    timelines: list[Timeline] = []
    for contract in told_of(contracts, trace, request.select, reading):
        evidence = own_part(evidence_of(trace, contract, gaps))
        if is_streaming(contract):
            from checker.conform.streaming.refining import refined  # other systems need none of it

            evidence = refined(evidence, fetch)
        if drawing:
            drawing.begin(evidence)
        known = properties_of(contract)
        wanted = [known[id] for id in contract.properties if id in chosen]
        about = evidence, trace.observed(), fetch
        found = check_properties(wanted, *about, request.keep, bulk=trace.bulk(), progress=progress)
        properties += [with_excerpt(outcome, contract) for outcome in found]
        if contract.requests:
            from checker.pipeline.requests import judged

            for outcome, scenario in judged(evidence, trace, flows):
                properties.append(with_excerpt(outcome, contract))
                scenarios += [] if request.select else [scenario]
        if not request.select:
            drawn = load_drawings(contract, _path(request.cache))
            progress.start(len(drawn), "comparing with", "diagrams")
            apart_from = {flow.diagram for flow in contract.requests.values()}
            compared = compare([d for d in drawn if d.title not in apart_from], evidence, fetch)
            scenarios += compared
            drawable = {prop.id for prop in wanted if can_be_drawn(prop)}
            apart |= {f.fingerprint: f for f in contradictions(compared, found, drawable)}
        apart |= {f.fingerprint: f for f in disagreements(evidence, fetch)}
        timelines += drawing.timelines(evidence) if drawing else ()
    verdict = _overall(properties)
    return Outcome(
        command="check",
        verdict=verdict,
        exit_status=_exit_status(verdict, properties, request.strict),
        inputs=tuple(_input_outcomes(trace)),
        properties=tuple(properties),
        notes=(*notes_on(trace, contracts if request.spec else ()), *apart.values()),
        seconds=time.monotonic() - began,
        scenarios=tuple(scenarios),
        timelines=tuple(timelines),
    )


def _flows(contracts: Sequence[Contract], chosen: Collection[str], inputs: Sequence[Input]) -> Asked:
    """Return what requests must follow, with what collects them while the inputs are read."""
    if not any(contract.requests for contract in contracts):
        return ()
    from checker.pipeline.requests import asked

    return asked(contracts, chosen, inputs)


def _drawing(trace: Trace, fetch: Fetch) -> Drawing:
    from checker.pipeline.timelines import Drawing  # few reports draw anything over time

    return Drawing(trace, fetch)


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def expect_sources(option: str, named: Sequence[str], trace: Trace, contracts: Sequence[Contract]) -> None:
    """Refuse an option about a source that nobody knows: it would change nothing, and nobody would see it."""
    heard = {h.source.host or h.source.program for h in trace.heard()}
    known = heard | {host for contract in contracts for host in contract.hosts}
    for name in named:
        if trace.canonical(name) not in known:
            raise InputError(f"{option}: no source is called {name!r}", hint=f"there are: {', '.join(sorted(known))}")


def _selected(select: Sequence[str], contracts: Sequence[Contract]) -> set[str]:
    offered = {id for contract in contracts for id in (*contract.properties, *contract.requests)}
    for wanted in select:
        if wanted not in offered:
            from difflib import get_close_matches

            close = get_close_matches(wanted, offered, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(sorted(offered))}"
            raise InputError(f"--select: the spec has no property {wanted!r}", hint=hint)
    return set(select) or offered


def _overall(properties: Sequence[PropertyOutcome]) -> Verdict:
    verdicts = {p.verdict for p in properties}
    for verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE, Verdict.HOLDS):
        if verdict in verdicts:
            return verdict
    return Verdict.NOT_EXERCISED


def _exit_status(verdict: Verdict, properties: Sequence[PropertyOutcome], strict: bool) -> int:
    if strict and verdict is Verdict.HOLDS:
        partial = any(p.scope.partial or p.verdict is Verdict.NOT_EXERCISED for p in properties)
        return 3 if partial else 0
    return EXIT[verdict]


def _input_outcomes(trace: Trace) -> Iterator[InputOutcome]:
    for source in trace.inputs:
        tally = trace.tallies[source.path]
        names = sorted({trace.named(s).host or s.program for s in tally.coverage})
        yield InputOutcome(
            path=source.path,
            format="+".join(sorted(reader.name for reader in source.readers)),
            source=", ".join(names),
            lines=tally.lines,
            events=tally.events + tally.bulk,
            unread=[(u.line, u.why) for u in tally.unread],
            unread_total=tally.unread_total,
            unit="packet" if source.reader is not None and source.reader.name == "capture" else "line",
        )
