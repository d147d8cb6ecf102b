"""Graphs: their text byte by byte, and that Graphviz paints them so that they can be read."""

from __future__ import annotations

import re
import shutil
from xml.etree import ElementTree

import pytest

from checker.report.dot import painted
from tests.picture.graphs import GRAPHS, SHOWN, drawn, kept, text_of

NEEDS_DOT = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", GRAPHS)
def test_the_text_of_a_graph(name):
    assert text_of(name) == kept(name).read_text(), "python -m tests.picture.regenerate, and look at the picture"


def test_no_text_is_kept_of_a_graph_that_is_gone():
    assert {path.stem for path in kept("x").parent.iterdir()} == set(GRAPHS)


def said(svg: bytes | str) -> list[str]:
    """Return all texts of a picture in their order: its structure, whatever version of Graphviz placed it."""
    root = ElementTree.fromstring(svg)
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


@NEEDS_DOT
@pytest.mark.parametrize("name", SHOWN)
def test_the_pictures_of_the_docs_say_what_the_graphs_say(name):
    assert said(painted(kept(name).read_text(), "svg")) == said(drawn(name).read_text())


@NEEDS_DOT
@pytest.mark.parametrize("name", GRAPHS)
def test_a_painted_graph_can_be_read_without_seeing_it_and_on_a_dark_page(name):
    graph = kept(name).read_text()
    root = ElementTree.fromstring(painted(graph, "svg"))
    title, about, style = (root.find(f"{SVG}{each}") for each in ("title", "desc", "style"))
    assert root.get("role") == "img" and root.get("aria-labelledby") == "graph-title graph-about"
    assert title is not None and title.text and about is not None and about.text
    assert style is not None and "prefers-color-scheme:dark" in (style.text or "")
    parts = [each for each in root.iter(f"{SVG}g") if each.get("class") in ("node", "edge")]
    drawn_parts = len(re.findall(r"^\t+\w+(?: -> \w+)? \[label", graph, re.MULTILINE))
    assert len(parts) >= drawn_parts
    for part in parts:
        own = part.find(f"{SVG}title")
        assert own is None or own.text
        if name.startswith(("states", "topology")):
            assert own is not None


@NEEDS_DOT
@pytest.mark.parametrize("name", GRAPHS)
def test_every_colour_of_a_painted_graph_has_one_for_dark_pages(name):
    svg = painted(kept(name).read_text(), "svg").decode()
    used = set(re.findall(r' (?:fill|stroke)="([^"]+)"', svg)) - {"none", "transparent"}
    assert used <= set(re.findall(r'\[fill="([^"]+)"\]', svg))
