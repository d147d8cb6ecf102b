"""Instants as they are shown."""

from __future__ import annotations

import pytest

from checker.base.time import show_instant


@pytest.mark.parametrize(
    ("ns", "shown"),
    [
        (-62_135_596_800 * 10**9, "0001-01-01T00:00:00.000Z"),
        (-62_135_596_801 * 10**9, "0001-01-01T00:00:00.000Z"),
        (253_402_300_800 * 10**9, "9999-12-31T23:59:59.000Z"),
        (-2 * 10**9, "1969-12-31T23:59:58.000Z"),
    ],
)
def test_instants_of_wrong_stamps_can_be_shown(ns, shown):
    assert show_instant(ns) == shown
