"""The exact times of the model contain what was measured on the real components, and equal the formulas of their rules.

Measured with HAProxy 2.6, keepalived 2.2.7 and a heartbeat service in Java, killed, frozen and unplugged many times.
"""

from __future__ import annotations

import pytest

from checker.base.time import NS_PER_S
from checker.pipeline.contracts import every_contract
from checker.pipeline.request import ProveRequest
from checker.prove.judging.measuring import measured
from checker.prove.questions.question import Effort, Measured
from checker.prove.systems.system import system_of

EFFORT = Effort(depth=24, induction=4, rlimit=3_000_000)
# Whoever measured looked at the clock every few hundredths of a second.
ERROR = 0.04

PGB, RTMP = "pgbouncer-ha", "rtmp-failover"
FIGURES = [
    (PGB, (), "detect_down_refused_s", 4.02, 5.99),
    (PGB, (), "detect_down_silent_s", 10.0, 12.0),
    (PGB, ("check.timeout=500ms",), "detect_down_silent_s", 5.91, 7.44),
    (PGB, ("check.fastinter=500ms",), "detect_down_refused_s", 1.38, 2.82),
    (PGB, ("check.fall=10", "check.interval=500ms"), "detect_down_refused_s", 4.68, 5.01),
    (PGB, (), "takeover_after_crash_s", 2.61, 3.64),
    (PGB, ("vrrp.advert=3s",), "takeover_after_crash_s", 6.77, 9.51),
    (RTMP, (), "heartbeat_down_silent_s", 35.3, 39.3),
    (RTMP, ("heartbeat.interval=1s",), "heartbeat_down_refused_s", 2.3, 3.0),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "settings", "measure", "least", "most"), FIGURES)
def test_what_was_measured_lies_within_the_bounds(
    name: str, settings: tuple[str, ...], measure: str, least: float, most: float
) -> None:
    (contract,) = (each for each in every_contract(ProveRequest()) if each.system == name)
    system = system_of(contract.with_settings(settings))
    (asked,) = (each for each in system.measures if each.name == measure)
    found = measured(system, asked, EFFORT)
    assert isinstance(found, Measured)
    assert found.proved, found.why
    assert found.interval == asked.expected
    assert found.interval.lo / NS_PER_S - ERROR <= least <= most <= found.interval.hi / NS_PER_S + ERROR
