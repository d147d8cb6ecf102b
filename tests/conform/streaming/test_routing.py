"""Requests and DOWNs that are told by sources of different hours decide nothing, and are not taken for silence."""

from __future__ import annotations

from checker.base.finding import Verdict
from tests.conform.streaming.stories import MS, S, Story

PROP = "no-request-routed-to-down"


def story(shift: int) -> Story:
    """A service marks the primary DOWN, and a capture that is off by `shift` shows a callback to it 2 s later."""
    told = Story()
    told.starts("HS1", 0)
    for n in range(8):
        told.checked("HS1", "primary", n < 2, n * S + S)
    told.marks("HS1", "primary", "DOWN", 5 * S + MS)
    told.posts("primary", 7 * S + shift)
    return told


def test_requests_after_the_end_of_the_log_are_open():
    assert story(3600 * S).outcome(PROP).verdict is Verdict.INCONCLUSIVE


def test_requests_long_before_the_log_are_open_too():
    found = story(-3600 * S).outcome(PROP)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "never heard at the same time" in found.why
    assert "--clock" in found.settles
    assert found.readings == ()


def test_sources_that_were_heard_together_decide():
    assert story(0).outcome(PROP).verdict is Verdict.VIOLATED


def test_without_a_down_nothing_is_open():
    told = story(-3600 * S)
    told.events = [e for e in told.events if e.kind != "server_state"]
    assert told.outcome(PROP).verdict is Verdict.NOT_EXERCISED
