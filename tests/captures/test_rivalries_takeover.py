"""Vacancies and failbacks of two hosts with a known truth: none is invented, and none passes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.model.outcome import Outcome, PropertyOutcome
from tests.batches import batches
from tests.captures.rivalries import END, HANDOVER, Host, history, near, write
from tests.pipeline.logs import START
from tests.pipeline.running import HOLDS, VIOLATED, of, run

BASE = START.timestamp()
TAKEOVER = 3.0
# A silence so short is no absence, and a host is not noticed to be gone within its usual silence.
SHORT, STEP = 2.4, 0.01


@pytest.mark.parametrize("batch", range(4))
def test_takeovers(batch: int, tmp_path):
    for seed in range(batch * 8, batch * 8 + 8):
        judge(seed, tmp_path / str(seed))


@pytest.mark.parametrize("batch", batches(6, in_ci=1))
def test_many_takeovers(batch: int, tmp_path):
    for seed in range(2000 + batch * 50, 2000 + batch * 50 + 50):
        judge(seed, tmp_path / str(seed))


def test_the_histories_are_worth_checking():
    vacant = [any(hi - lo > TAKEOVER for lo, hi in vacancies(history(seed))) for seed in range(60)]
    taken = [any(True for h in history(seed) for _ in failbacks(h, history(seed))) for seed in range(60)]
    assert 15 < sum(vacant) < 50
    assert 5 < sum(taken) < 55


def judge(seed: int, folder: Path) -> None:
    hosts = history(seed)
    given = write(hosts, folder, seed)
    outcome = run(*given.paths, gaps=given.gaps, select=("vip-always-held", "no-failback"))
    judge_vacancies(seed, hosts, of(outcome, "vip-always-held"))
    judge_failbacks(seed, hosts, outcome)


def judge_vacancies(seed: int, hosts: list[Host], found: PropertyOutcome) -> None:
    true = list(vacancies(hosts))
    for instance in found.instances:
        if instance.verdict is VIOLATED and instance.finding:
            lo, hi = (t / 1e9 - BASE for t in (instance.finding.time.lo, instance.finding.time.hi))
            # stamps of whole seconds bound a vacancy, and do not say where within the bounds it lies
            assert any(min(b, hi) - max(a, lo) > TAKEOVER - 0.05 for a, b in near(true, 0.05)), (seed, (lo, hi), true)
        if instance.verdict is HOLDS:
            lo, hi = (t / 1e9 - BASE for t in (instance.trigger.lo, instance.trigger.hi))
            noticed = list(vacancies([_noticed(h) for h in hosts]))
            inside = [(a, b) for a, b in noticed if min(b, hi) - max(a, lo) > TAKEOVER + 0.05]
            assert not inside, (seed, (lo, hi), inside)


def _noticed(host: Host) -> Host:
    return Host(host.name, host.tenures, [c for c in host.cut_off if c[1] - c[0] > SHORT], host.crashes, host.killed)


def vacancies(hosts: list[Host]) -> Iterator[tuple[float, float]]:
    """The stretches in which nobody has it, from the first acquisition to the end."""
    first = min((lo for h in hosts for lo, _ in h.tenures if lo < h.silent), default=END)
    began: float | None = None
    for n in range(round((END - first) / STEP) + 2):
        at = first + n * STEP
        if at < END and not any(h.has(at) for h in hosts):
            began = at if began is None else began
        elif began is not None:
            yield began, min(at, END)
            began = None


def judge_failbacks(seed: int, hosts: list[Host], outcome: Outcome) -> None:
    for instance in of(outcome, "no-failback").instances:
        (host,) = (h for h in hosts if h.name == instance.subject)
        lo, hi = (t / 1e9 - BASE for t in (instance.trigger.lo, instance.trigger.hi))
        if instance.verdict is VIOLATED and instance.finding:
            at = instance.finding.time.lo / 1e9 - BASE
            assert any(abs(t - at) < HANDOVER + 0.02 for t in failbacks(host, hosts, 0.02)), (seed, host, at)
        if instance.verdict is HOLDS:
            inside = [t for t in failbacks(host, hosts, -0.02) if lo < t < hi - 0.01]
            assert not inside, (seed, host, (lo, hi), inside)


def failbacks(host: Host, hosts: list[Host], margin: float = 0) -> Iterator[float]:
    """When a host had the address again that another one had until then, or until less than a handover before.

    With a positive margin also what may pass for one, with a negative one only what surely is one.
    """
    edge = 0 if margin > 0 else 0.5
    (other,) = (h for h in hosts if h.name != host.name)
    for (_, lost), (at, until) in zip(host.tenures, host.tenures[1:], strict=False):
        if at >= host.silent or at >= END or until - at < 0.01 or _away(host, at, edge):
            continue
        lately = [at - n * 0.001 for n in range(1, round((HANDOVER + margin) * 1000))]
        killed = at >= other.killed  # nobody there took care of the address any more
        if not killed and not _away(other, at, edge) and any(other.has(t) for t in lately if t > lost):
            yield at


def _away(host: Host, at: float, edge: float) -> bool:
    return at >= host.crashes - edge or any(lo - edge <= at <= hi + edge for lo, hi in host.cut_off)
