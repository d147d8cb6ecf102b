"""What really happened as Mermaid text: our own reader takes it for just what was to be said, whatever that was."""

from __future__ import annotations

import html
import re
from textwrap import wrap

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval
from checker.diagram import diagram_of
from checker.diagram.labels import NARROW, escaped
from checker.diagram.tree import Block, Diagram, Message, Note
from checker.model.observed import Column, Episode, Observation, Quiet, Step
from checker.report.mermaid import PLACES, draw

START = 1_795_288_710_740_000_000
COLUMNS = (Column("A", "Client<br/>(all)"), Column("B", "HAProxy", "hap1"), Column("C", "PgBouncer@x", added=True))
# Pieces that mean something to Mermaid, to YAML or to HTML.
MARKS = ("end", "loop", "%%{init: {}}%%", "%%", "#", ";", "#35;", "<br/>", '<b a="x">', "wrap:", "nowrap:", "title x")
MORE_MARKS = ("C4Container", "->>", "-->", "+", "()", "\n", "\u2028", "note over A: x", "style x:#fff;", "@{", "---")
PIECES = st.one_of(st.text(max_size=8), st.sampled_from((*MARKS, *MORE_MARKS)))
ANY = st.lists(PIECES, max_size=5).map("".join)


def step(text: str = "happens", shape="message", ends=("A", "B"), at: int = 0, **more) -> Step:
    first = more.pop("first", Interval(START + at, START + at))
    return Step(shape, ends, text, first, more.pop("last", first), more.pop("places", ()), **more)


def observation(*steps: Step, title: str = "T", columns=COLUMNS, **more) -> Observation:
    episodes = (Episode(more.pop("quiet", None), Interval(START, START + NS_PER_S), steps, more.pop("omitted", 0)),)
    return Observation(title, Place("x.md", 7), columns, episodes if steps else (), more.pop("after", None))


def read(told: Observation) -> Diagram:
    return diagram_of(draw(told))


def said(text: str) -> str:
    """What a viewer shows of a text."""
    return html.unescape(re.sub(r"#(\w+);", r"&#\1;", text.replace("<br/>", " ")))


def plain(text: str) -> str:
    return " ".join(text.split())


@example("&note")
@given(ANY)
def test_any_text_is_shown_as_it_is(text: str):
    # HTML has no characters for some numbers; viewers show those as they can
    text = "".join(c for c in text if c.isprintable() or c.isspace())
    _, message = read(observation(step(text))).statements[-2:]
    assert isinstance(message, Message)
    assert (message.sender, message.receiver) == ("A", "B")
    assert said(message.text) == plain(f"+0.00 s {text}")


@given(ANY, ANY, ANY)
def test_nothing_that_is_said_becomes_a_statement(text: str, title: str, file: str):
    columns = (*COLUMNS[:1], Column("B", text, added=True), Column("C", "x", text))
    place = Place(file or "x", 1)
    told = observation(
        step(text, places=(place,)),
        step(text, "note", (), places=(place,)),
        step(text, "lost", times=3),
        title=title,
        columns=columns,
        after=Quiet(Interval(START, START), ((2, text),)),
    )
    diagram = read(told)
    assert [type(s) for s in diagram.statements[3:]] == [Note, Message, Note, Block, Note]
    assert [p.id for p in diagram.participants] == ["A", "B", "C"]


@pytest.mark.parametrize(("shape", "arrow"), [("message", "->>"), ("answer", "-->>"), ("lost", "--x")])
def test_each_shape_has_its_arrow(shape: str, arrow: str):
    message = read(observation(step(shape=shape))).statements[-1]
    assert isinstance(message, Message) and message.arrow == arrow


def test_what_happened_often_is_a_loop_that_says_how_often_and_when():
    last = Interval(START + 5 * NS_PER_S, START + 5 * NS_PER_S)
    block = read(observation(step(at=NS_PER_S, last=last, times=1234))).statements[-1]
    assert isinstance(block, Block)
    assert (block.kind, block.label) == ("loop", "1,234 times, +1.00 to +5.00 s")


def test_a_note_stands_on_its_lifelines_or_on_all():
    *_, one, two, every = read(
        observation(
            step(shape="note", ends=("B",), times=2), step(shape="note", ends=("A", "B")), step("x", "note", ())
        )
    ).statements
    assert isinstance(one, Note) and isinstance(two, Note) and isinstance(every, Note)
    assert [one.actors, two.actors, every.actors] == [("B",), ("A", "B"), ("A", "C")]
    assert one.text == "+0.00 s happens (2 times)"


def test_the_places_stand_above_the_step_under_one_folder():
    places = tuple(Place(f"in/hap{n % 2}/haproxy.log", n) for n in range(1, 7))
    packet = Place("in/bridge.pcap", 9, unit="packet")
    lines = draw(observation(step(places=places), step("other", places=(packet,)))).splitlines()
    above = {line.strip().partition(": ")[2]: lines[n - 1].strip() for n, line in enumerate(lines)}
    assert "%% lines of: in/" in [line.strip() for line in lines]
    assert above["+0.00 s other"] == "%% bridge.pcap#9"
    shown = ", ".join(f"hap{n % 2}/haproxy.log:{n}" for n in range(1, PLACES + 1))
    assert above["+0.00 s happens"] == f"%% {shown} and 2 more"


@pytest.mark.parametrize(("width", "shown"), [(0, "+2.25 s"), (NS_PER_S // 10, "+2.2 s"), (NS_PER_S, "+2 s")])
def test_times_are_as_precise_as_their_stamps(width: int, shown: str):
    at = START + 2_250_000_000
    message = read(observation(step(first=Interval(at, at + width)))).statements[-1]
    assert isinstance(message, Message) and message.text.startswith(shown)


def test_the_heading_says_when_and_what_was_before():
    quiet = Quiet(Interval(0, 725 * NS_PER_S), ((8412, "requests"), (1, "polls")))
    heading = read(observation(step(), quiet=quiet, omitted=3)).statements[3]
    assert isinstance(heading, Note) and heading.actors == ("A", "C")
    assert heading.text.split("<br/>") == [
        "3 episodes more, not drawn",
        "12 min, 8,412 requests, 1 polls: nothing changed",
        "2026-11-21 19:18:30.740 UTC",
    ]


def test_silence_is_not_said_to_be_quiet():
    minute = Interval(0, 60 * NS_PER_S)
    assert "60.0 s: no source was heard" in draw(observation(after=Quiet(minute, (), 60 * NS_PER_S)))
    half = draw(observation(after=Quiet(minute, ((2, "polls"),), 30 * NS_PER_S)))
    assert "60.0 s, 2 polls: nothing changed, for 30.0 s of it no source was heard" in half


def test_where_nothing_happened_the_diagram_says_so():
    assert "nothing changed" in draw(observation())


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1))
def test_texts_between_lifelines_are_broken_into_short_lines(words):
    message = read(observation(step(" ".join(words)))).statements[-1]
    assert isinstance(message, Message)
    lines = message.text.split("<br/>")
    assert all(len(line) <= NARROW for line in lines)
    assert len(lines) == len(wrap(f"+0.00 s {' '.join(words)}", NARROW))


def test_lifelines_keep_the_words_of_the_team_and_say_who_stands_there():
    labels = [p.label for p in read(observation(step())).participants]
    assert labels == ["Client<br/>(all)", "HAProxy<br/>[hap1]", "PgBouncer@x"]


def test_a_text_is_escaped_only_where_it_must_be():
    assert escaped("check of pgb2 failed: Connection refused (2/3 UP), 14.5 s") == (
        "check of pgb2 failed: Connection refused (2/3 UP), 14.5 s"
    )
