"""Colours as CSS knows them."""

import pytest

from checker.diagram.builder import box_data
from checker.diagram.colours import is_colour


@pytest.mark.parametrize(
    "text",
    [
        "red",
        "RED",
        "transparent",
        "rgb(1,2,3)",
        "rgb(1%, 2%, 3%)",
        "rgba(1, 2, 3, .5)",
        "rgb(1 2 3 / 50%)",
        "hsl(1,2%,3%)",
    ],
)
def test_colours(text):
    assert is_colour(text)


@pytest.mark.parametrize(
    "text", ["", "team", "rgb(1,2)", "rgb(1,2,3) x", "rgb()", "#fff", "hsl(1,2,3)", "rgb(" + "1" * 200]
)
def test_no_colours(text):
    assert not is_colour(text)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("Aqua Servers", ("Aqua", "Servers", None)),
        ("My Team", ("transparent", "My Team", None)),
        ("red-team", ("red", "-team", None)),
        ("rgb(1,2,3) T", ("rgb(1,2,3)", "T", None)),
        ("rgb(1,2,3) T (x)", ("transparent", "rgb(1,2,3) T (x)", None)),
        ("", ("transparent", "", None)),
        ("red wrap: T", ("red", "T", True)),
    ],
)
def test_boxes(text, data):
    assert box_data(text) == data
