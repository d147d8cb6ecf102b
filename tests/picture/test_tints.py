"""Colours of areas: whatever the diagram says, black text is legible on the light one and white on the dark one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.diagram.colours import is_colour
from checker.picture.css_colours import NAMED
from checker.picture.tints import NEUTRAL, tint


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@given(
    st.one_of(
        st.sampled_from(sorted(NAMED)),
        st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: f"rgb({rgb[0]}, {rgb[1]}, {rgb[2]})"),
        st.tuples(st.integers(0, 360), st.integers(0, 100), st.integers(0, 100)).map(
            lambda hsl: f"hsl({hsl[0]}, {hsl[1]}%, {hsl[2]}%)"
        ),
    )
)
def test_texts_are_legible_on_every_colour(colour: str):
    light, dark = tint(colour)
    assert (luminance(light) + 0.05) / (luminance("#1f2328") + 0.05) >= 7
    assert (luminance("#e6edf3") + 0.05) / (luminance(dark) + 0.05) >= 7


@pytest.mark.parametrize(
    ("colour", "light"),
    [
        ("rgb(255, 230, 230)", "#ffe6e6"),
        ("rgba(255, 0, 0, 0.1)", "#ffe6e6"),
        ("rgb(255 0 0 / 10%)", "#ffe6e6"),
        ("RGB(100%, 90%, 90%)", "#ffe6e6"),
        ("hsl(0, 100%, 95%)", "#ffe6e6"),
        ("hsl(0.5turn 100% 95%)", "#e6ffff"),
        ("red", "#ffcccc"),
        ("White", "#ffffff"),
        ("no colour", NEUTRAL[0]),
        ("rgb()", NEUTRAL[0]),
        ("rgb(none none)", NEUTRAL[0]),
        ("", NEUTRAL[0]),
    ],
)
def test_pale_colours_stay_and_strong_ones_are_lightened(colour: str, light: str):
    assert tint(colour)[0] == light


def test_every_name_is_one_that_diagrams_know():
    assert all(map(is_colour, NAMED)) and len(NAMED) == 148
    assert all(int(value, 16) <= 0xFFFFFF and len(value) == 6 for value in NAMED.values())
