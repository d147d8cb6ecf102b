"""Random histories of checks: no verdict contradicts what was simulated, and more sources reverse none."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from checker.base.finding import Verdict
from checker.base.time import Interval
from checker.conform.check import check
from checker.conform.evidence import Evidence
from checker.model.event import Event
from checker.model.outcome import Instance
from checker.properties import load
from tests.conform.health.checking import BASE, MS, Life, S, Told, World, evidence_of, world

DOWN, UP, TIME = "down-after-failures", "up-after-successes", "down-detected-in-time"
FALL, RISE, WITHIN = 3, 2, 6 * S  # what the diagrams state
DECIDED = (Verdict.HOLDS, Verdict.VIOLATED)
FULL = Told(packets=True)


def judged(w: World, told: Told, seed: int) -> dict[str, list[Instance]]:
    evidence, attempts = evidence_of(w, told, seed)
    return verdicts(evidence, attempts)


def verdicts(evidence: Evidence, attempts: list[Event]) -> dict[str, list[Instance]]:
    properties = [load()[name] for name in (DOWN, UP, TIME)]
    span = Interval(evidence.events[0].time.lo, evidence.events[-1].time.hi) if evidence.events else Interval(0, 1)
    outcomes = check(properties, evidence, span, lambda kind, _: attempts if kind == "connect" else [], keep=True)
    return {outcome.id: list(outcome.instances) for outcome in outcomes}


def parts(seed: int, w: World) -> Iterator[Told]:
    chance = random.Random(f"parts {seed}")
    yield FULL
    for _ in range(4):
        lo = chance.randint(BASE, w.end)
        lost = chance.choice((None, None, Interval(lo, lo + chance.randint(S, 20 * S))))
        yield Told(
            chance.choice((("hap1",), ("hap2",), ("hap1", "hap2"))),
            checks=chance.random() < 0.7,
            fine=chance.random() < 0.6,
            packets=chance.random() < 0.5,
            statistics=chance.random() < 0.2,
            lost=lost,
        )


def life_of(w: World, instance: Instance) -> Life:
    """The life that an instance speaks of, by its name."""
    name = instance.observer.partition("#")[0]
    return next(life for life in w.lives if f"haproxy@{life.host}[{life.pid}]" == name)


def wrong(w: World, found: dict[str, list[Instance]]) -> Iterator[str]:
    """Verdicts that the simulation contradicts."""
    for name, state, stated in ((DOWN, "DOWN", FALL), (UP, "UP", RISE)):
        for instance in (i for i in found[name] if i.verdict in DECIDED):
            near = [c for c in life_of(w, instance).changes if c.state == state]
            change = min(near, key=lambda c: abs(c.at - instance.trigger.hi))
            right = change.row == stated or (state == "DOWN" and change.fresh and change.row == 1)
            if right is not (instance.verdict is Verdict.HOLDS):
                yield f"{name}: {instance.verdict} {instance.why}, but {change}"
    for instance in (i for i in found[TIME] if i.verdict in DECIDED):
        missed = [late(w, life_of(w, instance), lo, hi) for lo, hi in faults(w, life_of(w, instance))]
        near = [by for by, lo, hi in missed if lo <= instance.trigger.hi and instance.trigger.lo <= hi]
        if instance.verdict is Verdict.VIOLATED and not any(by > WITHIN for by in near):
            yield f"{TIME}: {instance.why}, but it took {near}"
        if instance.verdict is Verdict.HOLDS and near and all(by > WITHIN + 2 * MS for by in near):
            yield f"{TIME}: holds over {instance.trigger}, but it took {near}"


def faults(w: World, life: Life) -> list[tuple[int, int]]:
    """When the server did not answer this process, by what was simulated."""
    hit = [o for o in w.outages if o.only in ("", life.host)]
    return [(max(o.lo, life.lo), min(o.hi, life.hi)) for o in hit if o.lo < life.hi and life.lo < o.hi]


def late(w: World, life: Life, lo: int, hi: int) -> tuple[int, int, int]:
    """How long the process had the server UP while it did not answer."""
    state = ([c.state for c in life.changes if c.at <= lo] or ["UP"])[-1]
    down = lo if state == "DOWN" else next((c.at for c in life.changes if lo < c.at and c.state == "DOWN"), hi)
    return min(down, hi) - lo, lo, hi


def reversed_by(few: dict[str, list[Instance]], many: dict[str, list[Instance]]) -> Iterator[str]:
    for name, instances in few.items():
        for one in (i for i in instances if i.verdict in DECIDED):
            for other in many[name]:
                same = (one.observer, one.subject) == (other.observer, other.subject)
                contrary = other.verdict in DECIDED and other.verdict is not one.verdict
                if same and contrary and one.trigger.overlaps(other.trigger) and not several(one, many[name]):
                    yield f"{name}: {one.verdict} ({one.why}), reversed: {other.verdict} ({other.why})"


def several(one: Instance, many: list[Instance]) -> bool:
    """A fault of few sources may be two of many: one of them is as it was said."""
    return any(
        i.observer == one.observer and i.trigger.overlaps(one.trigger) and i.verdict is one.verdict for i in many
    )


def run_seeds(seeds: range) -> None:
    decided = 0
    for seed in seeds:
        w = world(seed)
        whole = judged(w, FULL, seed)
        for told in parts(seed, w):
            found = judged(w, told, seed)
            assert list(wrong(w, found)) == [], (seed, told)
            assert list(reversed_by(found, whole)) == [], (seed, told)
        decided += sum(i.verdict in DECIDED for each in whole.values() for i in each)
    assert decided > len(seeds)


def test_no_verdict_contradicts_the_simulation():
    run_seeds(range(25))


@pytest.mark.slow
def test_no_verdict_contradicts_the_simulation_of_many():
    run_seeds(range(25, 400))


def test_a_whole_log_with_every_check_decides_every_count():
    for seed in range(60):
        w = world(seed)
        lives = [life for life in w.lives if life.told and not any(o.lo < BASE for o in w.outages)]
        found = judged(w, Told(), seed)
        for life in lives:
            own = [i for n in (DOWN, UP) for i in found[n] if life_of(w, i) is life]
            assert len(own) == len(life.changes)
            # where a `fall` of 1 is possible, nothing tells a first check from a later one
            above_one = w.fall > 1 and any(c.logged and c.state == "UP" for c in life.checks)
            assert not above_one or all(i.verdict in DECIDED for i in own), (seed, own)
