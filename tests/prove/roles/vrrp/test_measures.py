"""How long a takeover takes in groups of several settings: proved exact, equal to the formulas, as on real hosts."""

from dataclasses import replace

import pytest

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.prove.judging.measuring import measured
from checker.prove.machines.machine import compose
from checker.prove.questions.question import Effort, Measure, Measured
from checker.prove.roles.balancer import balancer
from checker.prove.roles.host import host
from checker.prove.roles.vrrp import ASSUMPTIONS, Group, Peer, measures, vrrp_group
from checker.prove.systems.system import System
from tests.prove.systems.test_times import SYSTEMS

CRASH, STOP = "takeover_after_crash_s", "takeover_after_graceful_stop_s"
PROCESS = "takeover_after_process_death_s"


def pair(group: Group, priority: int) -> tuple[System, dict[str, Measure]]:
    peers = (Peer("hap1", 254), Peer("hap2", priority))
    parts = [part(each.name) for each in peers for part in (host, balancer)]
    system = replace(SYSTEMS["pgbouncer-ha"], machine=compose(*parts, vrrp_group(peers, group)))
    return system, {each.name: each for each in measures(peers, group, tuple(ASSUMPTIONS))}


def exactly(system: System, measure: Measure) -> Interval:
    found = measured(system, measure, Effort(depth=24, induction=4, rlimit=3_000_000))
    assert isinstance(found, Measured), found
    assert (found.interval, found.proved, found.why) == (measure.expected, True, "")
    return found.interval


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "priority", "group", "seen"),
    [
        (CRASH, 100, Group(advert=3 * NS_PER_S), (6.77, 9.51)),
        (CRASH, 100, Group(version=3, advert=300 * NS_PER_MS), (0.84, 1.04)),
        (STOP, 100, Group(version=3, advert=800 * NS_PER_MS), None),
        (PROCESS, 100, Group(track="fault"), (1.7, 2.1)),
    ],
)
def test_a_takeover_takes_what_the_formula_says_and_contains_what_was_measured(name, priority, group, seen):
    """Measured between host and host, so the delay of an advert on the wire comes on top."""
    system, found = pair(group, priority)
    interval = exactly(system, found[name])
    if seen is not None:
        assert interval.lo - group.delay <= seen[0] * NS_PER_S <= seen[1] * NS_PER_S <= interval.hi + group.delay
