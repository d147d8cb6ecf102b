"""Changes per second of processor time of the monitor on the first two properties, beside the tick-by-tick definitions.

    python benchmarks/monitor.py [--changes 200000]

The definitions look at every tick, so they get a timeline of a few hundred ticks of 1 ms, each standing for a million
nanoseconds; even so they are slower by orders of magnitude a change.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

from checker.logic.formula import Atom, Formula
from checker.logic.grounding import instances
from checker.logic.monitor import Monitors
from checker.logic.syntax import parse
from checker.logic.truth import TRUTHS, Truth
from tests.logic.naive import Naive

ROUTED = (
    "forall o: observer, s: server. always (assigned(o, s) and (exists d: server. down(o, d)) implies not down(o, s))"
)
ONE_HOLDER = (
    "forall h: host, g: host. always "
    "(h < g and holds(h) and holds(g) implies not historically[0, vip.handover] (holds(h) and holds(g)))"
)
DOMAINS = {
    "observer": ["haproxy@hap1", "haproxy@hap2"],
    "server": ["pgb/pgb1", "pgb/pgb2", "pgb/pgb3"],
    "host": ["hap1", "hap2", "hap3"],
}
Step = tuple[int, dict[Atom, Truth], list[Atom]]


def routed(random: Random, time: int) -> Step:
    observer, server = random.choice(DOMAINS["observer"]), random.choice(DOMAINS["server"])
    if random.random() < 0.9:
        return time, {}, [Atom("assigned", (observer, server))]
    return time, {Atom("down", (observer, server)): TRUTHS[2 * random.randrange(2)]}, []


def one_holder(random: Random, time: int) -> Step:
    return time, {Atom("holds", (random.choice(DOMAINS["host"]),)): TRUTHS[random.randrange(3)]}, []


def timeline(kind: str, count: int, step: int) -> list[Step]:
    """Changes at distances of about `step`, as a log in order would tell them."""
    random, now, found = Random(0), 0, []
    make = routed if kind == "assigned" else one_holder
    for _ in range(count):
        now += random.randrange(1, 2 * step)
        found.append(make(random, now))
    return found


def monitored(formulas: Mapping[int, Formula], steps: list[Step]) -> tuple[float, int]:
    start = time.process_time()
    monitors = Monitors(formulas, 0)
    runs = monitors.advance(0, dict.fromkeys(monitors.atoms, Truth.FALSE))
    for now, changes, events in steps:
        runs += monitors.advance(now, changes, events)
    runs += monitors.finish(steps[-1][0])
    return time.process_time() - start, sum(run.hi - run.lo for _, run in runs if run.truth == Truth.FALSE)


def by_definition(formulas: Mapping[int, Formula], steps: list[Step]) -> tuple[float, int]:
    start = time.process_time()
    naive, end = Naive(dict(ticks(formulas, steps))), steps[-1][0]
    violated = sum(naive.at(f, t) == Truth.FALSE for f in formulas.values() for t in range(end + 1))
    return time.process_time() - start, violated


def ticks(formulas: Mapping[int, Formula], steps: list[Step]) -> Iterator[tuple[Atom, list[int]]]:
    for atom in Monitors(formulas, 0).atoms:
        values, held = [], int(Truth.FALSE)
        told = {now: (changes, events) for now, changes, events in steps}
        for tick in range(steps[-1][0] + 1):
            changes, events = told.get(tick, ({}, []))
            held = int(changes.get(atom, held))
            values.append(int(Truth.TRUE) if atom in events else held)
        yield atom, values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--changes", type=int, default=200_000)
    count = parser.parse_args().changes
    for kind, text in (("assigned", ROUTED), ("holds", ONE_HOLDER)):
        formulas = {}
        for unit, handover in (("ns", 100_000_000), ("ms", 100)):
            found = instances(parse(text), DOMAINS, {"vip.handover": handover})
            formulas[unit] = {index: instance.formula for index, instance in enumerate(found)}
        seconds, _ = monitored(formulas["ns"], timeline(kind, count, 40_000_000))
        short = timeline(kind, 50, 40)
        slow, wanted = by_definition(formulas["ms"], short)
        fast, violated = monitored(formulas["ms"], short)
        assert violated == wanted, f"the monitor says {violated} violated ticks, the definitions {wanted}"
        print(
            f"{kind:9} {len(formulas['ns'])} instances: monitor {count / seconds:9,.0f} changes/s; definitions "
            f"{len(short) / slow:6,.0f} changes/s at 1 ms a tick; same timeline {slow / fast:,.0f} times slower"
        )


if __name__ == "__main__":
    main()
