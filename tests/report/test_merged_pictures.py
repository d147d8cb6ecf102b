"""Pictures of what changed: signs and words beside colours, old texts struck out, runs, sentences."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from checker.diagram.tree import Diagram
from checker.diff.matching.matched import match
from checker.diff.merging.merged import merged
from checker.picture import sizes
from checker.picture.shapes import Picture, Words
from checker.picture.svg import svg
from checker.report.merged_pictures import merged_picture, pictures_of, run_picture
from tests.diff.pairs import CHECKS, PAIRS, QUERY
from tests.diff.test_merging import drawn, pages
from tests.picture.strategies import diagrams as trees
from tests.report.test_merged_mermaid import page

COLD = CHECKS.replace("(6s)", "(20s)") + "opt cache is cold\nLB->>W: route another query\nend"


def signs(picture: Picture) -> list[str]:
    """Return the signs in the gutter from top to bottom."""
    (legend,) = (e for e in picture.elements if e.role == "legend")
    found = [s for s in legend.shapes if isinstance(s, Words) and s.style.startswith("sign") and s.x < sizes.GUTTER]
    return [s.text for s in found]


def words(picture: Picture, style: str) -> str:
    return " ".join(s.text for e in picture.elements for s in e.shapes if isinstance(s, Words) and s.style == style)


def test_what_is_breaking_has_a_sign_and_a_word():
    picture = merged_picture(drawn(CHECKS, COLD))
    assert sorted(signs(picture)) == sorted(["~", "!", "+", "+", "!"])
    assert words(picture, "old") == "After 3 failures (6s) Mark W as DOWN"
    told = words(picture, "why")
    assert told.startswith("BREAKING: the note over LB: the time is 20s, was 6s;")
    assert "BREAKING: LB may now send 'route another query' to W while W is DOWN" in told


def test_what_is_cosmetic_has_no_word_below_it():
    picture = merged_picture(drawn(QUERY, QUERY.replace("route it", "pass it on")))
    assert signs(picture) == ["~"]
    assert words(picture, "why") == words(picture, "more") == ""


def test_what_cannot_be_seen_is_said():
    swapped = merged_picture(drawn("A->>B: x\nC->>D: y", "C->>D: y\nA->>B: x"))
    assert "cosmetic: the message 'x' stands at another place" in words(swapped, "faint")
    title = merged_picture(drawn("title Old\n" + QUERY, "title New\n" + QUERY))
    assert "cosmetic: the title is 'New', was 'Old'" in words(title, "faint")


def test_a_lifeline_says_below_the_title_what_is_grave():
    picture = merged_picture(drawn(*PAIRS["port in an alias"][:2]))
    (title,) = (e for e in picture.elements if e.role == "title")
    told = " ".join(s.text for s in title.shapes if isinstance(s, Words))
    assert "strengthening: the label of the lifeline W: the" in told
    assert words(picture, "old").split() == ["Web", "(web:8080)"] * 2


def test_it_is_told_in_sentences():
    picture = merged_picture(drawn(CHECKS, COLD))
    assert picture.title == "d-1: 2 breaking"
    assert picture.about[0].startswith("breaking: the note over LB: the time is 20s, was 6s; the bound is longer")
    assert "while W is DOWN" in picture.about[0]
    steps = "\n".join(picture.about)
    assert "changed (breaking: the note over LB: the time is 20s, was 6s;" in steps
    assert "(was: After 3 failures (6s) Mark W as DOWN)" in steps
    assert "added: opt begins: cache is cold" in steps


def test_what_is_the_same_is_counted():
    steps = "\n".join(f"LB->>W: step {n}" for n in range(20))
    picture = merged_picture(drawn(steps, f"{steps}\nW->>LB: done"))
    assert words(picture, "faint").startswith("18 unchanged steps")


def test_numbers_count_what_is_folded_and_not_what_is_gone():
    steps = [f"LB->>W: step {n}" for n in range(20)]
    old, new = ["autonumber", *steps, "LB->>W: gone", "LB->>W: last"], ["autonumber", *steps, "LB->>W: last"]
    picture = merged_picture(drawn("\n".join(old), "\n".join(new)))
    assert words(picture, "number").split() == ["19", "20", "21"]


def test_a_run_is_a_picture_of_its_own():
    (_, first), (name, run) = pictures_of([drawn(CHECKS, CHECKS + COLD.removeprefix(CHECKS.replace("(6s)", "(20s)")))])
    assert first.title == "d-1: 1 breaking"
    assert name == "d-1.run-1"
    assert run.title == "A run that the new version allows and the old one did not"
    assert signs(run) == ["!"]
    assert words(run, "why").startswith("BREAKING: LB may now send 'route another query' to W while W is DOWN")


def test_a_run_that_is_allowed_no_more():
    one = drawn(*PAIRS["made optional within an alternative"][:2][::-1])
    (run,) = one.runs
    picture = run_picture(run)
    assert picture.title == "A run that only the old version allows"
    assert signs(picture) == ["↑"]


@pytest.mark.parametrize("way", [1, -1], ids=["there", "back"])
@pytest.mark.parametrize("name", PAIRS)
def test_every_pair_is_drawn_within_a_page_with_a_legible_size(name: str, way: int):
    for _, picture in pictures_of([drawn(*PAIRS[name][:2][::way])]):
        assert picture.width <= sizes.PAGE
        for shape in (s for e in picture.elements for s in e.shapes if isinstance(s, Words)):
            left, top, right, bottom = shape.bounds
            assert shape.size >= sizes.SMALL
            assert left >= 0 and top >= 0 and right <= picture.width + 1 and bottom <= picture.height + 1


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_equal_has_no_sign(name: str):
    picture = merged_picture(merged(pages(PAIRS[name].old, PAIRS[name].old), (), "x"))
    assert not [e for e in picture.elements if e.kind or e.role == "legend"]


@settings(max_examples=15)
@given(trees(4), trees(4))
def test_whatever_differs_is_drawn(old: Diagram, new: Diagram):
    one = merged(match(page(old, "a.mmd"), page(new, "b.mmd")), (), "x")
    ElementTree.fromstring(svg(merged_picture(one)))
