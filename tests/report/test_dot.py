"""Graphs in the language of Graphviz: any text, dashes for what is open, and what a reader hears of it."""

from __future__ import annotations

import re
import shutil
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.model.graph import Edge, Graph, Group, Node
from checker.report.dot import dot, painted

SVG = "{http://www.w3.org/2000/svg}"
NEEDS_DOT = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")


def graph(text: str = "some text", **more: object) -> Graph:
    nodes = (Node("a", ("A", text), "state", open=True, tip="why"), Node("b", ("B",), "server", "g"))
    return Graph("n", "T", nodes, (Edge("a", "b", (text,), open=True, tip="when"),), (Group("g", ("G", text)),))


def test_no_control_character_is_written():
    told = dot(graph("red \x1b[31m bell \a next \x85"))
    assert all(c.isprintable() or c in "\n\t\N{NO-BREAK SPACE}" for c in told)
    assert "x1b[31m" in told


def test_what_is_open_is_dashed():
    told = dot(graph())
    assert re.search(r'\ta \[label="A\\nsome text" shape=box style="rounded,dashed"', told)
    assert re.search(r'\ta -> b \[label=".some text." style=dashed', told)
    assert "subgraph cluster_g" in told and "style=dashed" not in told.split("\tb [")[1].split("]")[0]


def test_long_lines_are_wrapped_and_words_are_whole():
    label = re.search(r'\ta \[label="(.*?)"', dot(graph("a long line of many words " * 4))).group(1)
    assert max(map(len, label.split(r"\n"))) <= 38
    assert "x" * 60 in dot(graph("x" * 60))


@NEEDS_DOT
@settings(deadline=None, max_examples=8)
@given(st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=20))
def test_any_text_is_painted(text):
    root = ElementTree.fromstring(painted(dot(graph(text)), "svg"))
    assert root.find(f"{SVG}title").text == "T"


@NEEDS_DOT
def test_a_reader_hears_each_part_and_the_tip_says_more():
    root = ElementTree.fromstring(painted(dot(graph('say "x" <b> & y')), "svg"))
    about = root.find(f"{SVG}desc").text.splitlines()
    assert sorted(about) == ['A, say "x" <b> & y', "B", 'from A, say "x" <b> & y to B: say "x" <b> & y']
    tips = {each.find(f"{SVG}title").text for each in root.iter(f"{SVG}g") if each.get("class") in ("node", "edge")}
    assert 'A, say "x" <b> & y\nwhy' in tips
