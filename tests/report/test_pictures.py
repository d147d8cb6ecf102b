"""Pictures of what a job found: the diagram that Mermaid gets, with tips and marks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval
from checker.diagram.errors import DiagramError
from checker.model.observed import Column, Episode, Observation, Quiet, Step
from checker.model.outcome import RunOutcome
from checker.picture.shapes import Words
from checker.report.pictures import observed_picture, run_picture

NOW = Interval(1_795_288_710_740_000_000, 1_795_288_710_740_000_000)
LATER = Interval(NOW.lo + 5 * NS_PER_S, NOW.hi + 5 * NS_PER_S)
LOST = Step("lost", ("B", "A"), "check failed", NOW, NOW, (Place("in/hap1/haproxy.log", 45),))
OFTEN = Step("message", ("A", "B"), "asks", NOW, LATER, (Place("in/hap1/haproxy.log", 50),), 7)
COLUMNS = (Column("A", "Client<br/>(all)"), Column("B", "HAProxy", "hap1"))
SEEN = Observation(
    "Failover", Place("x.md", 7), COLUMNS, (Episode(Quiet(NOW), NOW, (LOST, OFTEN)),), Quiet(LATER, ((84, "queries"),))
)
RUN = (
    "sequenceDiagram\n    participant A as hap1\n    participant B as hap2\n    Note over A,B: ... until 2.000 s\n"
    "    A->>B: 2.000 s a long<br/>text\n    rect rgb(255, 230, 230)\n        Note over A,B: 3.692 s#58; VIOLATED\n"
    "    end\n"
)


def texts(picture, role: str) -> list[list[str]]:
    return [[s.text for s in e.shapes if isinstance(s, Words)] for e in picture.elements if e.role == role]


def test_an_observed_run_has_its_steps_with_the_lines_that_tell_of_them():
    picture = observed_picture(SEEN)
    assert picture.title == "What happened, on the lifelines of: Failover"
    tips = {element.label: element.tip for element in picture.elements if element.role in ("message", "note", "frame")}
    assert tips["HAProxy [hap1] to Client (all), lost: +0.00 s check failed"] == "haproxy.log:45"
    assert tips["Client (all) to HAProxy [hap1]: asks"] == "haproxy.log:50"
    assert tips["loop begins: 7 times, +0.00 to +5.00 s"] == ""
    assert any("84 queries" in line for lines in texts(picture, "note") for line in lines)


def test_an_observed_run_in_which_nothing_was_seen_is_drawn():
    picture = observed_picture(replace(SEEN, episodes=(), after=None))
    assert texts(picture, "note") == [["nothing changed"]]


def test_the_verdict_of_a_run_is_marked_as_what_fails():
    picture = run_picture(RunOutcome((), (), RUN), "single-vip-holder")
    marked = [element for element in picture.elements if element.kind]
    assert [(element.role, element.kind) for element in marked] == [("note", "failing")]
    assert marked[0].label == "fails here: note over hap1 and hap2: 3.692 s: VIOLATED"
    assert [line for lines in texts(picture, "legend") for line in lines] == ["!", "!", "fails here"]


def test_messages_break_where_the_picture_needs_it_and_not_where_mermaid_did():
    assert texts(run_picture(RunOutcome((), (), RUN), "x"), "message") == [["2.000 s a long text"]]


def test_a_run_without_a_diagram_has_no_picture():
    with pytest.raises(DiagramError):
        run_picture(RunOutcome(()), "x")
