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


@pytest.mark.parametrize("most_kept", [0, 4000])
def test_several_kinds_come_out_of_one_pass_as_each_does_alone(most_kept: int):
    trace = gathered()
    kinds, ever = {"query", "connect", "http_exchange"}, [Interval(0, 1 << 62)]
    together = list(Fetch(trace, most_kept).everything(kinds))
    for kind in kinds:
        alone = list(Fetch(trace, most_kept)(kind, {"": ever, "any": ever}))
        assert [e for e in together if e.kind == kind] == alone
    assert {e.kind for e in together} == kinds


def test_one_pass_reads_each_large_input_once(monkeypatch: pytest.MonkeyPatch):
    trace = gathered()
    passes: list[str] = []
    real = Trace.read
    monkeypatch.setattr(Trace, "read", lambda self, *given: passes.append(given[0].path) or real(self, *given))
    list(Fetch(trace, most_kept=0).everything({"connect", "http_exchange", "query"}))
    assert len(passes) == len(set(passes)) == 2
