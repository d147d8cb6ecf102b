"""Folding loses nothing but the blank at which a line is parted; times are never drawn narrower than they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import Interval, show_instant
from checker.report.instants import Calendar, show_exact
from checker.report.text.layout import NARROWEST, Sheet, clean, fold
from checker.report.text.paint import Paint
from tests.report.strategies import intervals

SECOND = 1_795_289_085_000_000_000  # 2026-11-21T19:24:45Z
MS = 1_000_000


@given(st.text(max_size=200), st.integers(0, 80))
def test_folding_loses_only_blanks(text: str, width: int) -> None:
    lines = fold(text, width)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")
    assert max(map(len, lines)) <= max(width, NARROWEST)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("exactly twenty chars", ["exactly twenty chars"]),
        ("exactly twenty chars and more", ["exactly twenty chars", "and more"]),
        ("two  blanks stay", ["two  blanks stay"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("in " + "x" * 30, ["in " + "x" * 17, "x" * 13]),
    ],
)
def test_folding(text: str, lines: list[str]) -> None:
    assert fold(text, 20) == lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ± µ", "plain ± µ"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\tb", "a   b"),
        ("\u202eabc", "\\u202eabc"),
        ("\udc80", "\\udc80"),
    ],
)
def test_control_characters_are_made_visible(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_place_is_never_folded() -> None:
    sheet = Sheet(40, Paint())
    assert list(sheet.arrow("p" * 50 + ":1", "here")) == ["     --> " + "p" * 50 + ":1", "         here"]
    assert list(sheet.arrow("a.log:1", "here")) == ["     --> a.log:1  here"]


@pytest.mark.parametrize(
    ("lo", "hi", "shown"),
    [
        (0, 0, "19:24:45"),
        (0, 1000 * MS, "19:24:45 to 19:24:46"),
        (195 * MS, 195 * MS, "19:24:45.195"),
        (195 * MS, 196 * MS, "19:24:45.195 to .196"),
        (196 * MS, 197 * MS - 1, "19:24:45.196 to .197"),
        (195_250_000, 199 * MS, "19:24:45.195 to .199"),
        (195_250_000, 195_750_000, "19:24:45.195250 to .195750"),
        (195 * MS, 1195 * MS, "19:24:45.195 to 19:24:46.195"),
        (1000, 1000, "19:24:45.000001"),
        (1, 1, "19:24:45.000000 to .000001"),
    ],
)
def test_stretches(lo: int, hi: int, shown: str) -> None:
    assert Calendar("2026-11-21").stretch(Interval(SECOND + lo, SECOND + hi)) == shown


def test_a_coarse_stretch_is_rounded_outwards() -> None:
    assert Calendar("2026-11-21").stretch(Interval(SECOND + 1, SECOND + 1), finest=3) == "19:24:45.000 to .001"


def test_days() -> None:
    day = 86_400 * 1000 * MS
    assert Calendar.of([]).day == ""
    assert Calendar.of([Interval(SECOND, SECOND + 1)]).day == "2026-11-21"
    assert Calendar.of([Interval(SECOND, SECOND + day)]).day == ""
    assert Calendar().stretch(Interval(SECOND, SECOND)) == "2026-11-21 19:24:45"


@given(intervals)
def test_exact_times_lose_nothing(interval: Interval) -> None:
    shown = show_exact(interval.lo)
    assert show_instant(interval.lo, 9).startswith(shown.removesuffix("Z"))
    assert set(show_instant(interval.lo, 9)[len(shown) - 1 : -1]) <= {"0"}
