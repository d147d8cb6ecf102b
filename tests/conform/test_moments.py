"""Each happening is held against what was so, and what happened, before it; stamps are intervals of their clocks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.base.explanation import Explanation
from checker.base.finding import Verdict
from checker.base.time import Interval
from checker.conform import happenings
from checker.conform.evidence import Loss
from checker.conform.happenings.happening import Happening, Occurrence
from checker.conform.inertia import Lost
from checker.conform.knowledge import estimate
from checker.conform.moments import Moments
from checker.conform.question import question
from checker.model.event import Source
from checker.properties.property import Property
from tests.conform.makers import S, event, evidence

CLOCK = Source("m1", "monitor")
RANG = Happening(
    "rang",
    ("bell",),
    "a bell rang",
    lambda ev: [Occurrence((str(e.args["detail"]),), e.time, e, {"loud": "very"}) for e in ev.of("state_written")],
    words=("loud",),
)
PROPERTY = Property(
    id="no-such-property",
    says="a bell rings every two seconds or so",
    formula=(
        "forall b: bell. always (rang(b) and once[1ns, inf] rang(b) implies "
        "once[1.5s, 2.5s] rang(b) and not once[1ns, 1.5s] rang(b))"
    ),
    triggered_by="two rings",
    subject="b",
    violated="bell {b} rang {loud} out of time at {at}",
    inconclusive="bell {b} may have rung out of time at {at}",
    explanation=Explanation("no-such-property", "t", "w", "y", "b", "g", "f"),
    programs=("monitor",),
)
HOLDS, VIOLATED, OPEN = Verdict.HOLDS, Verdict.VIOLATED, Verdict.INCONCLUSIVE


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    monkeypatch.setattr(happenings, "names", lambda: frozenset({"rang"}))
    monkeypatch.setattr(happenings, "load", lambda _: {"rang": RANG})
    question.cache_clear()
    yield
    question.cache_clear()


def rings(*seconds: float, width: float = 0.001, bell: str = "a"):
    return [
        event("state_written", int(t * S), int((t + width) * S), CLOCK, n, detail=bell)
        for n, t in enumerate(seconds, 1)
    ]


def decided(*events, **more):
    known = evidence(*events, **more)
    return Moments(question(PROPERTY), estimate(known, ()), known).decide()


def verdicts(*events, **more) -> list[Verdict]:
    return [instance.verdict for instance in decided(*events, **more)]


def test_the_first_one_is_no_instance_for_there_is_no_second():
    assert verdicts(*rings(10)) == []
    assert verdicts(*rings(10, 12)) == [HOLDS]


@pytest.mark.parametrize(
    ("gap", "wanted"), [(1.4, VIOLATED), (1.6, HOLDS), (2.4, HOLDS), (2.6, VIOLATED), (1.4995, OPEN), (2.4995, OPEN)]
)
def test_in_time_is_decided_by_the_stamps_where_they_allow(gap, wanted):
    assert verdicts(*rings(10, 10 + gap)) == [wanted]


def test_wide_stamps_leave_it_open():
    assert verdicts(*rings(10, 12, width=1.0)) == [OPEN]
    assert verdicts(*rings(10, 14, width=1.0)) == [VIOLATED]


def test_stamps_of_one_clock_err_together():
    assert verdicts(*rings(10, 12), uncertainty={"m1": S}) == [HOLDS]


def test_one_between_two_in_time_is_too_early_and_makes_the_next_too_early():
    assert verdicts(*rings(10, 11, 12)) == [VIOLATED, VIOLATED]


def test_each_bell_rings_for_itself():
    assert verdicts(*rings(10, 12), *rings(11, 13.2, bell="b")) == [HOLDS, HOLDS]


def test_what_lines_that_are_missing_might_have_told_leaves_it_open():
    gap = Lost(Interval(int(11.5 * S), int(12.5 * S)), "lost", "the lines")
    found = decided(*rings(10, 14), losses=[Loss("m1", "monitor", gap)])
    assert [(i.verdict, i.settles) for i in found] == [(OPEN, "the lines")]
    # where it was too late in any case
    assert verdicts(*rings(10, 18), losses=[Loss("m1", "monitor", gap)]) == [VIOLATED]


def test_a_finding_names_the_happening_and_the_one_before():
    (found,) = decided(*rings(10, 13))
    told = found.finding
    assert told.message == "bell a rang very out of time at 00:00:13.000"
    assert told.where.line == 2
    assert [r.place.line for r in told.related] == [1]
    assert (found.observer, found.subject) == ("", "a")


def test_states_are_looked_up_over_the_whole_stamp(monkeypatch):
    changed = replace(PROPERTY, formula="forall b: bell. always (rang(b) implies not down(b, b))")
    known = evidence(*rings(10, 12))
    (first, second) = Moments(question(changed), estimate(known, ["down"]), known).decide()
    assert first.verdict is second.verdict is OPEN
    assert "does not say" in first.why
