"""Whatever a chart allows is no deviation, and what is left out of it is not seen."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.model.chart_drawing import chart_of
from checker.model.chart_runs import random_runs
from tests.conform.scenarios.stories import S, compared, contract, deviating, drawing, shows


def _story(number, run):
    """Return an event for each step of a run that has a sign, one after the other, more apart than strange clocks."""
    where = drawing(number)
    steps = [where.steps[e.index] for e in run if e.index in where.steps and where.steps[e.index].signs]
    return [shows(where, step, n * 0.15) for n, step in enumerate(steps)]


def _runs(number, seed, most):
    chart = chart_of(contract().diagrams[number - 1].diagram)
    return islice(random_runs(chart, seed), most)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "most", [25, pytest.param(200, marks=pytest.mark.slow), pytest.param(1000, marks=pytest.mark.exhaustive)]
)
def test_no_linear_extension_of_a_chart_deviates(number, most):
    where = drawing(number)
    for run in _runs(number, seed=number, most=most):
        outcomes = compared(_story(number, run), where)
        assert deviating(outcomes) == []
        for outcome in outcomes:
            if outcome.reading == "triggered":
                assert outcome.instances == 1
            if outcome.kind == "diagram" and number != 4:
                assert [s for s in outcome.steps if s.status == "missing"] == []


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([2, 3]), st.integers(0, 10_000), st.data())
def test_what_is_dropped_from_a_whole_diagram_is_not_seen(number, seed, data):
    (run,) = _runs(number, seed, 1)
    story = _story(number, run)
    dropped = data.draw(st.integers(0, len(story) - 1))
    before, after = (compared(s, drawing(number))[0] for s in (story, story[:dropped] + story[dropped + 1 :]))
    assert after.observed <= before.observed
    alike = [e for e in story if e.kind == story[dropped].kind and e.args == story[dropped].args]
    if story[dropped].kind not in ("connect", "check", "query", "assigned") and len(alike) == 1:
        assert after.observed < before.observed
    assert after.deviations == ()


def test_a_step_that_comes_too_late_does_not_hide_those_after_it():
    (run,) = _runs(2, 5, 1)
    story = _story(2, run)
    alert = next(e for e in story if e.kind == "alert_sent" and "is DOWN" in e.args["message"])
    late = [*(e for e in story if e is not alert), alert.moved(alert.time.shift(60 * S))]
    whole = compared(late, drawing(2))[0]
    assert [(s.place.line, s.end) for s in whole.steps if s.status == "missing"] == [(116, "send")]
