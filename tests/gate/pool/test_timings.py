"""How long detection takes: the table that was measured on HAProxy, and what must hold whatever the settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import NS_PER_MS, Interval
from checker.gate.pool.timings import Timing

MS = NS_PER_MS
DEFAULT = {"fall": 3, "rise": 2, "inter": 2000 * MS}


def timing(**settings):
    return Timing(**{**DEFAULT, **settings})


def seconds(interval):
    return interval.lo / (1000 * MS), interval.hi / (1000 * MS)


@pytest.mark.parametrize(
    ("settings", "quantity", "expected"),
    [
        ({}, "down_refused", (4, 6)),
        ({}, "down_silent", (10, 12)),
        ({"timeout_connect": 1000 * MS}, "down_silent", (10, 12)),
        ({"timeout_connect": 500 * MS, "timeout_check": 500 * MS}, "down_silent", (5.5, 7.5)),
        ({"timeout_connect": 5000 * MS, "timeout_check": 500 * MS}, "down_silent", (10, 12)),
        ({"timeout_check": 500 * MS}, "down_silent", (10, 12)),
        ({"fastinter": 500 * MS}, "down_refused", (1, 3)),
        ({"fall": 10, "inter": 500 * MS}, "down_refused", (4.5, 5)),
        ({"fall": 1}, "down_refused", (0, 2)),
        ({}, "up", (2, 4)),
        ({"downinter": 5000 * MS}, "up", (2, 7)),
        ({"rise": 1, "downinter": 5000 * MS}, "up", (0, 5)),
        ({}, "down_hanging", (10, 12)),
        ({"timeout_check": 500 * MS}, "down_hanging", (5.5, 7.5)),
        ({"spread": 10}, "down_refused", (3.6, 6.6)),
        ({"spread": 10}, "up", (1.8, 4.4)),
    ],
)
def test_intervals(settings, quantity, expected):
    assert seconds(getattr(timing(**settings), quantity)) == expected


durations = st.integers(1, 100_000).map(lambda ms: ms * MS)
maybe = st.none() | durations
timings = st.builds(
    Timing,
    fall=st.integers(1, 20),
    rise=st.integers(1, 20),
    inter=durations,
    fastinter=maybe,
    downinter=maybe,
    timeout_connect=maybe,
    timeout_check=maybe,
    spread=st.integers(0, 100),
)


@given(timings)
def test_no_case_is_quicker_than_a_refusal(any_timing):
    assert any_timing.down_refused.lo <= any_timing.down_silent.lo
    assert any_timing.down_refused.hi <= any_timing.down_silent.hi
    assert isinstance(any_timing.up, Interval)


def simulated(any_timing, offset, lasting):
    """A clock that checks as HAProxy does: the next check starts an interval after the last one ended."""
    now = offset + lasting
    for _ in range(any_timing.fall - 1):
        now += (any_timing.fastinter or any_timing.inter) + lasting
    return now


@given(timings, st.integers(0, 100))
def test_a_simulated_detection_lies_in_the_interval(any_timing, percent):
    offset = any_timing.inter * percent // 100
    connect, inter = any_timing.timeout_connect, any_timing.inter
    lasting = min(inter, connect) if connect and any_timing.timeout_check else inter
    for found, interval in (
        (simulated(any_timing, offset, 0), any_timing.down_refused),
        (simulated(any_timing, offset, lasting), any_timing.down_silent),
    ):
        assert interval.lo <= found <= interval.hi
