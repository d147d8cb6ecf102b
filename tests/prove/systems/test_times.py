"""The times that the shipped contracts' models take: proved exact, and equal to the closed formulas."""

import pytest

from checker.base.time import NS_PER_S
from checker.model.spec import load_spec
from checker.pipeline.proving import EFFORT
from checker.properties import load
from checker.prove.judging.measuring import measured
from checker.prove.questions.question import Measure, Measured
from checker.prove.systems.system import System, system_of

KNOWN = {name: each.parameters for name, each in load().items()}
SYSTEMS = {contract.system: system_of(contract) for contract in load_spec(None, KNOWN)}


def exactly(system: System, measure: Measure) -> None:
    found = measured(system, measure, EFFORT)
    assert isinstance(found, Measured), found
    assert (found.interval, found.proved, found.why) == (measure.expected, True, "")


@pytest.mark.slow
def test_what_heartbeat_services_take_equals_the_formulas() -> None:
    system = SYSTEMS["rtmp-failover"]
    assert {each.name for each in system.measures} == {
        "heartbeat_down_refused_s",
        "heartbeat_down_silent_s",
        "heartbeat_up_s",
    }
    for measure in system.measures:
        exactly(system, measure)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "measured_s"),
    [
        ("takeover_after_crash_s", (2.705, 3.557)),
        ("takeover_after_graceful_stop_s", None),
        ("client_interruption_s", (3.06, 4.10)),
    ],
)
def test_what_a_virtual_address_takes_equals_the_formulas(name: str, measured_s: tuple[float, float] | None) -> None:
    """And it contains what was measured on real hosts, of new connections with a SYN sent again each second."""
    system = SYSTEMS["pgbouncer-ha"]
    measure = next(each for each in system.measures if each.name == name)
    exactly(system, measure)
    if measured_s is not None and measure.expected is not None:
        lo, hi = (round(each * NS_PER_S) for each in measured_s)
        assert measure.expected.lo <= lo <= hi <= measure.expected.hi
