"""Pictures of what a job found: the diagram that Mermaid gets, with tips and marks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval
from checker.diagram import diagram_of
from checker.diagram.errors import DiagramError
from checker.model.observed import Column, Episode, Observation, Quiet, Step
from checker.model.outcome import RunOutcome, StepOutcome
from checker.picture.shapes import Words
from checker.report.pictures import Followed, followed_picture, observed_picture, run_picture

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


DRAWN = diagram_of("sequenceDiagram\nA->>B: ask\nB-->>A: answer\nnote over B: After 3 failures\nB->>B: think\n")


def became(line: int, status, **more) -> StepOutcome:
    node = next(each for each in DRAWN.walk() if each.span.line == line)
    return StepOutcome(node.span.place, "", "A", "send", status, **more)


def test_a_diagram_that_was_followed_tells_what_became_of_each_step():
    steps = (
        became(2, "seen", seen=1, places=(Place("a.log", 7), Place("b.log", 8))),
        became(2, "missing", why="b.log would show it"),
        became(3, "missing", why="b.log would show it"),
        became(5, "impossible", why="nobody thinks"),
    )
    picture = followed_picture(Followed("T", DRAWN, steps, {4: "down-after-failures: after 10"}))
    shown = {e.number: e for e in picture.elements if e.role in ("message", "note")}
    assert [shown[n].kind for n in range(4)] == ["seen", "missing", "failing", "unobservable"]
    assert shown[0].tip == "a.log:7, b.log:8"
    assert shown[1].label == "not seen (b.log would show it): B to A: answer"
    assert "nobody thinks" in shown[3].label
    assert [s.text for s in shown[2].shapes if isinstance(s, Words)][-1] == "down-after-failures: after 10"


def test_what_was_not_looked_for_has_no_mark():
    picture = followed_picture(Followed("T", DRAWN, (became(2, "seen", seen=1),), {}))
    assert [e.kind for e in picture.elements if e.role in ("message", "note")] == ["seen", None, None, None]


def test_a_run_without_a_diagram_has_no_picture():
    with pytest.raises(DiagramError):
        run_picture(RunOutcome(()), "x")
