"""Bulk events of small inputs are kept: what comes out of memory is what a pass over the windows gives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from checker.base.progress import SilentProgress
from checker.base.time import NS_PER_S, Interval
from checker.model.spec import load_spec
from checker.pipeline.fetching import Fetch
from checker.pipeline.gathering import Trace, gather, one_name
from checker.pipeline.inputs_spec import find_with
from checker.pipeline.request import parse_clocks
from checker.properties import load

CAPTURE = Path(__file__).parents[2] / "traces" / "pgbouncer-ha" / "persist_to_down"
CONTRACTS = load_spec(None, {id: prop.parameters for id, prop in load().items()})


def gathered(*clocks: str) -> Trace:
    inputs = find_with([str(CAPTURE)], None, None, CONTRACTS)
    return gather(inputs, parse_clocks(clocks), one_name(CONTRACTS), SilentProgress())


@pytest.mark.parametrize("clocks", [(), ("hap1=+7s", "client=-3s", "capture=+2s")])
def test_what_is_kept_is_what_a_pass_gives(clocks: tuple[str, ...]):
    trace = gathered(*clocks)
    chance, whole = random.Random(5), trace.observed()
    hosts = ["", "any", *sorted({h.source.host for h in trace.heard()})]
    told = 0
    keeps, reads = Fetch(trace), Fetch(trace, most_kept=0)
    for kind in sorted(trace.bulk()) * 3:
        windows = {}
        for host in chance.sample(hosts, 3):
            lo = chance.randint(whole.lo, whole.hi)
            windows[host] = [
                Interval(lo, lo + chance.randint(0, 5 * NS_PER_S)),
                Interval(whole.hi - NS_PER_S, whole.hi),
            ]
        found = list(keeps(kind, windows))
        assert found == list(reads(kind, windows))
        told += len(found)
    assert told > 100


def test_of_a_small_input_nothing_is_read_twice(monkeypatch: pytest.MonkeyPatch):
    trace = gathered()
    passes: list[tuple[str, str]] = []
    real = Trace.read

    def counted(self, source, reader, wanted, tally):
        passes.append((source.path, reader.name))
        return real(self, source, reader, wanted, tally)

    monkeypatch.setattr(Trace, "read", counted)
    fetch = Fetch(trace)
    for _ in range(2):
        for kind in trace.bulk():
            list(fetch(kind, {h: [trace.observed()] for h in ("", "any")}))
    assert passes
    assert len(passes) == len(set(passes))
