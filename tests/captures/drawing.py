"""What is drawn over time of some sources, without a verdict; and as JSON, to be looked at or compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from checker.base.progress import SilentProgress
from checker.conform.streaming.refining import refined
from checker.conform.streaming.roles import own_part
from checker.model.timeline import Band, Lane, Timeline
from checker.pipeline.concerned import told_of
from checker.pipeline.contracts import contracts_of
from checker.pipeline.fetching import Fetch
from checker.pipeline.gathering import evidence_of, gather, one_name
from checker.pipeline.inputs_spec import find_with
from checker.pipeline.request import CheckRequest, parse_clocks
from checker.pipeline.timelines import Drawing


def drawn(paths: Sequence[str | Path], clocks: tuple[str, ...] = (), spec: str | None = None) -> list[Timeline]:
    """The timelines of some sources."""
    given = tuple(map(str, paths))
    contracts = contracts_of(CheckRequest(given, spec=spec))
    trace = gather(find_with(given, None, spec, contracts), parse_clocks(clocks), one_name(contracts), SilentProgress())
    fetch = Fetch(trace)
    drawing, found = Drawing(trace, fetch), []
    for contract in told_of(contracts, trace, (), fetch):
        evidence = refined(own_part(evidence_of(trace, contract, ())), drawing)
        drawing.begin(evidence)
        found += drawing.timelines(evidence)
    return found


def as_json(timelines: Sequence[Timeline]) -> str:
    """The timelines as text."""
    return json.dumps([asdict(each) for each in timelines], indent=1, sort_keys=True)


def lane(timeline: Timeline, label: str) -> Lane:
    return next(each for each in timeline.lanes if each.label == label)


def at(lane: Lane, instant: float) -> str:
    """What is known at an instant (seconds since 1970)."""
    ns = round(instant * 1_000_000_000)
    return next(band.known for band in lane.bands if band.lo <= ns < band.hi)


def known(lane: Lane) -> Iterator[Band]:
    """The bands in which something is known."""
    return (band for band in lane.bands if band.known in ("true", "false"))
