"""Explanations as they are read: prose folded as prose, examples line by line."""

from __future__ import annotations

from checker.base.explanation import Explanation
from checker.report.text.explanation import draw_explanation
from checker.report.text.layout import Sheet
from checker.report.text.paint import Paint


def drawn(**texts: str) -> list[str]:
    given = {"code": "a-code", "title": "a title", "what": "", "why": "", "bad": "", "good": "", "fix": ""} | texts
    return list(draw_explanation(Explanation(**given), Sheet(60, Paint())))


def test_lines_of_prose_are_joined_and_paragraphs_stay_apart() -> None:
    shown = drawn(what="\nOne line\nand its end.\n\nAnother\nparagraph.\n")
    assert shown == ["a-code: a title", "", "what it says", "  One line and its end.", "", "  Another paragraph."]


def test_how_much_it_matters_is_said_if_that_is_known() -> None:
    assert drawn(severity="error where violated")[1] == "  severity   error where violated"
    assert len(drawn()) == 1


def test_examples_stay_as_they_are() -> None:
    assert drawn(bad="a {\n    b\n\n}\n")[2:] == ["bad", "  a {", "      b", "", "  }"]
