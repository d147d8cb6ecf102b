"""Logs and packets of two hosts with a known truth: no overlap is invented, and none passes as one holder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batches import batches
from tests.captures.rivalries import HANDOVER, HOSTS, history, near, overlaps, write
from tests.pipeline.logs import START
from tests.pipeline.running import HOLDS, INCONCLUSIVE, NOT_EXERCISED, VIOLATED, holder

BASE = START.timestamp()
# Hosts send something every second or two: a shorter silence is no absence.
SHORT = 2.0


@pytest.mark.parametrize("batch", range(6))
def test_rivalries(batch: int, tmp_path):
    for seed in range(batch * 8, batch * 8 + 8):
        judge(seed, tmp_path / str(seed))


@pytest.mark.parametrize("batch", batches(6, in_ci=1))
def test_many_rivalries(batch: int, tmp_path):
    for seed in range(1000 + batch * 50, 1000 + batch * 50 + 50):
        judge(seed, tmp_path / str(seed))


def test_the_rivalries_are_worth_checking():
    true = [list(overlaps(history(seed), 0.01)) for seed in range(80)]
    assert sum(bool(t) for t in true) > 25
    assert sum(not t for t in true) > 25


def judge(seed: int, folder: Path) -> None:
    hosts = history(seed)
    given = write(hosts, folder, seed)
    found = holder(*given.paths, gaps=given.gaps)
    true = list(overlaps(hosts))
    for instance in found.instances:
        finding = instance.finding
        if instance.verdict is VIOLATED and finding:
            lo, hi = finding.time.lo / 1e9 - BASE, finding.time.hi / 1e9 - BASE
            # stamps of whole seconds bound an overlap, and do not say where within the bounds it lies
            inside = [min(b, hi) - max(a, lo) for a, b in near(true, SHORT)]
            assert max(inside, default=0) > HANDOVER - 0.01, (seed, (lo, hi), true)
            if not any(word in finding.message for word in ("more than", "between", "at the earliest")):
                assert max(inside) > hi - lo - 0.02, (seed, (lo, hi), true)
            assert hi - lo >= HANDOVER - 0.01
        if instance.verdict is HOLDS:
            assert instance.subject in HOSTS
            lo, hi = instance.trigger.lo / 1e9 - BASE, instance.trigger.hi / 1e9 - BASE
            inside = [(a, b) for a, b in true if min(b, hi) - max(a, lo) > HANDOVER + 0.01]
            assert not inside, (seed, instance.subject, (lo, hi), inside)
    assert found.verdict in (HOLDS, VIOLATED, INCONCLUSIVE, NOT_EXERCISED)


def test_with_all_sources_and_nothing_lost_most_is_decided():
    """Inconclusive is no way out: where both logs and the capture are whole, it is rare."""
    undecided = [seed for seed in range(24) if _undecided(seed)]
    assert len(undecided) < 12, undecided


def _undecided(seed: int) -> bool:
    import tempfile

    from tests.captures.rivalries import _log, _wire

    hosts = history(seed)
    with tempfile.TemporaryDirectory() as name:
        paths = [_log(host, "iso").write(Path(name)) for host in hosts]
        found = holder(*paths, _wire(hosts).write(Path(name)))
    return found.verdict is INCONCLUSIVE
