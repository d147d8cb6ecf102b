"""What nothing tells of is not loaded, and comes out as it would if all were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from checker.base.progress import SilentProgress
from checker.conform.check import check
from checker.conform.evidence import Evidence
from checker.model.event import Event
from checker.model.outcome import PropertyOutcome
from checker.model.spec import load_spec
from checker.pipeline.fetching import Fetch
from checker.pipeline.gathering import Trace, evidence_of, gather, one_name
from checker.pipeline.inputs_spec import find_with
from checker.properties import load
from checker.properties.property import Property

ROOT = Path(__file__).parents[2] / "traces"
CAPTURES = sorted(path.parent for path in ROOT.glob("*/*/truth.json"))
KNOWN = load()
CONTRACTS = load_spec(None, {id: prop.parameters for id, prop in KNOWN.items()})
CONTRACT = CONTRACTS[0]
PROPERTIES = [KNOWN[id] for id in CONTRACT.properties]
WHOLE = [replace(prop, told_by=()) for prop in PROPERTIES]


def parts_of(capture: Path) -> list[Path]:
    """What lies in a capture, each by itself: the logs of one host, or packets alone."""
    return [path for path in sorted(capture.iterdir()) if path.name not in ("oracle", "truth.json")]


def gathered(path: Path) -> tuple[Trace, Evidence]:
    inputs = find_with([str(path)], None, None, CONTRACTS)
    trace = gather(inputs, [], one_name(CONTRACTS), SilentProgress())
    return trace, evidence_of(trace, CONTRACT, [])


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.name)
def test_nothing_is_left_out_that_would_tell(capture: Path) -> None:
    for path in parts_of(capture):
        trace, evidence = gathered(path)
        fetch, observed = Fetch(trace), trace.observed()
        sparing = check(PROPERTIES, evidence, observed, fetch, keep=True, bulk=trace.bulk())
        assert sparing == check(WHOLE, evidence, observed, fetch, keep=True), path


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.name)
def test_each_property_names_what_is_behind_its_instances(capture: Path) -> None:
    trace, evidence = gathered(capture)
    for prop in WHOLE:
        assert without(prop, KNOWN[prop.id].told_by, trace, evidence).exercised == 0, prop.id


def without(prop: Property, kinds: tuple[str, ...], trace: Trace, evidence: Evidence) -> PropertyOutcome:
    """Return the outcome of a property whose sources all bear other names, and tell no event of these kinds."""
    fetch = Fetch(trace)

    def renamed(event: Event) -> Event:
        known = event.source.program in prop.programs
        return replace(event, source=replace(event.source, program="other")) if known else event

    less = replace(
        evidence,
        heard=[replace(h, source=replace(h.source, program="other")) for h in evidence.heard],
        events=[renamed(e) for e in evidence.events if e.kind not in kinds],
    )

    def bulk(kind, windows):
        return map(renamed, fetch(kind, windows)) if kind not in kinds else ()

    (outcome,) = check([prop], less, trace.observed(), bulk)
    return outcome
