"""Merged diagrams as Mermaid: our own reader takes every one, and each step that differs has its sign."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.diagram import diagram_of
from checker.diagram.tree import Block, Diagram, Message, Note, visits
from checker.diff.matching.matched import match
from checker.diff.merging.merged import merged
from checker.diff.version import Page
from checker.model.contract_diagrams import Drawn
from checker.model.merged import Became, MergedDiagram, ToldChange
from checker.report.merged_folding import folded
from checker.report.merged_mermaid import drawn, drawn_run
from tests.diff.pairs import CHECKS, PAIRS
from tests.diff.test_merging import drawn as both
from tests.picture.strategies import diagrams as trees


def texts(diagram: Diagram) -> list[str]:
    return [node.text for node in diagram.walk() if isinstance(node, Message | Note)]


def page(diagram: Diagram, file: str) -> Page:
    return Page(Drawn("", Place(file, 1), diagram), None, {})


@pytest.mark.parametrize("way", [1, -1], ids=["there", "back"])
@pytest.mark.parametrize("name", PAIRS)
def test_our_reader_takes_every_pair_and_its_runs(name: str, way: int):
    one = both(*PAIRS[name][:2][::way])
    again = diagram_of(drawn(one))
    assert [each.type for each in again.participants] == [each.type for each in one.diagram.participants]
    for run in one.runs:
        assert diagram_of(drawn_run(run)).participants


@settings(max_examples=20)
@given(trees(4), trees(4))
def test_our_reader_takes_whatever_differs(old: Diagram, new: Diagram):
    one = merged(match(page(old, "a.mmd"), page(new, "b.mmd")), (), "x")
    again = diagram_of(drawn(one))
    assert len(again.participants) == len(one.diagram.participants)
    hidden = folded(one)
    kinds = Counter(
        became.kind
        for number, visit in enumerate(visits(one.diagram.statements))
        if isinstance(visit.node, Message | Note) and (became := one.parts.get(number)) and number not in hidden
    )
    signs = Counter(text[:1] for text in texts(again))
    assert signs["+"] >= kinds["added"]
    assert signs["−"] == kinds["removed"]


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_is_more_than_letters(first: str, second: str):
    became = Became("changed", second, (ToldChange("breaking", first, second),))
    diagram = Diagram((Message("A", "B", text=first), Note("over", ("A",), second)))
    diagram = Diagram(diagram.statements, diagram_of("sequenceDiagram\nA->>B: x\n").participants)
    one = MergedDiagram("x", first, diagram, {0: became, 1: became}, {"A": became}, (), {"breaking": 1})
    again = diagram_of(drawn(one))
    assert len(texts(again)) == 4


def test_the_signs_and_colours():
    one = both(CHECKS, CHECKS.replace("(6s)", "(20s)").replace("LB->>Ops: alert sent", "LB->>V: more"))
    text = drawn(one)
    assert (
        "note over LB: ~ After 3 failures (20s) Mark W as DOWN<br/>(was: After 3 failures (6s) Mark W as DOWN)" in text
    )
    assert "LB->>Ops: − alert sent" in text
    assert "LB->>V: + more" in text
    assert text.count("! BREAKING<br/>") == 2
    blocks = [node for node in diagram_of(text).walk() if isinstance(node, Block)]
    assert [node.kind for node in blocks] == ["rect"] * 3
    assert all(re.fullmatch(r"rgba\(\d+, \d+, \d+, 0\.2\)", node.label) for node in blocks)


def test_what_is_the_same_is_folded():
    steps = [f"LB->>W: step {n}" for n in range(30)]
    one = both("\n".join(steps), "\n".join([*steps[:15], "LB->>Log: note", *steps[15:]]))
    told = texts(diagram_of(drawn(one)))
    assert told == [
        "13 unchanged steps", "step 13", "step 14", "+ note", "step 15", "step 16", "13 unchanged steps",
    ]  # fmt: skip


def test_ids_that_are_no_plain_words_have_others():
    one = both("participant my-web as x\nstørre->>my-web: a", "participant my-web as x\nstørre->>my-web: b")
    assert [each.id for each in diagram_of(drawn(one)).participants] == ["L1", "L2"]


def test_frames_have_signs_in_their_labels():
    one = both("A->>B: x\nA->>B: y", "A->>B: x\nopt so it is\nA->>B: y\nend")
    assert "opt + so it is" in drawn(one)
    one = both("opt so\nA->>B: x\nend", "opt thus so\nA->>B: x\nend")
    assert "opt ~ thus so<br/>(was: so)" in drawn(one)
