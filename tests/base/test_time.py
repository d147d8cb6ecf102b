"""Instants as they are shown: of any year, as text of one width."""

from __future__ import annotations

import pytest

from checker.base.time import NS_PER_S, show_instant


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (-2, "1969-12-31T23:59:58.000Z"),
        (-62135596800, "0001-01-01T00:00:00.000Z"),
        (-62135596801, "0001-01-01T00:00:00.000Z"),
        (253402300799, "9999-12-31T23:59:59.000Z"),
        (253402300800, "9999-12-31T23:59:59.999Z"),
    ],
)
def test_instants_of_any_year_are_shown(seconds: int, shown: str):
    assert show_instant(seconds * NS_PER_S) == shown


def test_a_part_of_a_second_before_1970_is_counted_upwards():
    assert show_instant(-1, 9) == "1969-12-31T23:59:59.999999999Z"
