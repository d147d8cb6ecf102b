"""Logs of random histories whose truth is known: nothing is decided against it, and with good stamps all is found."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from checker.base.finding import Verdict
from checker.model.outcome import Instance, PropertyOutcome
from tests.batches import batches
from tests.captures.histories import EPOCH, MS, TOLERANCE, Process, Request, history, write
from tests.pipeline.running import HOLDS, VIOLATED, routed

BASE = round(EPOCH.timestamp()) * 1_000_000
# HAProxy prints accept dates cut to milliseconds; the logger stamps up to a millisecond late.
ROUNDING = 2 * MS


@pytest.mark.parametrize("batch", range(10))
def test_histories(batch: int, tmp_path):
    for seed in range(batch * 10, batch * 10 + 10):
        judge(seed, tmp_path / str(seed))


@pytest.mark.parametrize("batch", batches(10, in_ci=3))
def test_many_histories(batch: int, tmp_path):
    for seed in range(10_000 + batch * 100, 10_000 + batch * 100 + 100):
        judge(seed, tmp_path / str(seed))


def test_the_histories_are_worth_checking():
    """Enough of everything: violations, requests at a change, queues, several lives of one process id."""
    processes = [p for seed in range(300) for p in history(seed)]
    requests = [(p, r) for p in processes for r in p.requests]
    assert sum(p.down(r.server, r.assigned) for p, r in requests) > 500
    assert sum(p.near_change(r.assigned, TOLERANCE) for p, r in requests) > 300
    assert sum(p.down(r.server, r.assigned) != p.down(r.server, r.accepted) for p, r in requests) > 100
    assert sum(a.host == b.host and a.pid == b.pid for a, b in pairwise(processes)) > 50


def judge(seed: int, folder: Path) -> None:
    processes = history(seed)
    written = write(processes, folder, seed)
    found = routed(*written.paths, gaps=written.gaps)
    for instance in found.instances:
        truly = true_of(instance, processes)
        assert instance.verdict is Verdict.INCONCLUSIVE or instance.verdict in truly, (seed, instance)
    if written.fine and not written.lossy:
        complete(seed, processes, found)


def true_of(instance: Instance, processes: list[Process]) -> set[Verdict]:
    """What is true of the requests that the instance may be: assigned in its millisecond to its server."""
    host, pid = _host(instance), int(instance.observer.partition("[")[2].partition("]")[0])
    server = instance.subject.rpartition("/")[2]
    lo, hi = instance.trigger.lo // 1000 - BASE, instance.trigger.hi // 1000 - BASE + 1
    candidates = [
        (p, r)
        for p in processes
        for r in p.requests
        if (p.host, p.pid, r.server) == (host, pid, server) and lo <= r.assigned <= hi
    ]
    assert candidates, f"an instance of no request: {instance}"
    return {VIOLATED if p.down(r.server, r.assigned) else HOLDS for p, r in candidates}


def _host(instance: Instance) -> str:
    return instance.observer.partition("@")[2].partition("[")[0]


def complete(seed: int, processes: list[Process], found: PropertyOutcome) -> None:
    """With fine stamps and nothing lost: every violation away from a change is found, and nothing else is told."""
    guilty = [(p, r) for p in processes for r in p.requests if p.down(r.server, r.assigned)]
    clear = [(p, r) for p, r in guilty if not p.near_change(r.assigned, TOLERANCE + ROUNDING)]
    told = [i for i in found.instances if i.verdict is VIOLATED]
    for process, request in clear:
        assert any(_is(i, process, request) for i in told), (seed, process.host, process.pid, request)
    for instance in found.instances:
        if instance.verdict is Verdict.INCONCLUSIVE:
            assert _at_a_change(instance, processes), (seed, instance)
    lines = [(i.finding.where.file, i.finding.where.line) for i in told if i.finding]
    assert len(lines) == len(set(lines))
    assert len(clear) <= len(lines) <= len(guilty)


def _is(instance: Instance, process: Process, request: Request) -> bool:
    lo, hi = instance.trigger.lo // 1000 - BASE, instance.trigger.hi // 1000 - BASE + 1
    same = (_host(instance), instance.subject.rpartition("/")[2]) == (process.host, request.server)
    return same and lo <= request.assigned <= hi


def _at_a_change(instance: Instance, processes: list[Process]) -> bool:
    """A change, or a start (what it says of servers may have to wait for their first line), is near."""
    at = instance.trigger.lo // 1000 - BASE
    host, server = _host(instance), instance.subject.rpartition("/")[2]
    mine = [p for p in processes if p.host == host]
    changes = [c.at for p in mine for c in p.changes if c.server == server]
    starts = [p.starts for p in mine]
    spoken_of = any(c.server == server for p in mine if p.starts <= at <= p.ends for c in p.changes)
    return not spoken_of or any(abs(c - at) <= TOLERANCE + ROUNDING + MS for c in changes + starts)
