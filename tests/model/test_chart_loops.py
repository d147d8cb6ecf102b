"""Rounds that labels of loops state."""

import pytest

from checker.model.chart_loops import rounds


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("3 times", (3, 3)),
        ("Retry 3 times", (3, 3)),
        ("exactly 3x", (3, 3)),
        ("×2", (2, 2)),
        ("up to 3 times", (0, 3)),
        ("max 3 retries", (0, 3)),
        ("at most 5", (0, 5)),
        ("3 attempts", (0, 3)),
        ("at least 2", (2, None)),
        ("min 2, max 4", (0, 4)),
        ("at least 2 times, at most 4 times", (2, 4)),
        ("2-5 times", (2, 5)),
        ("2 to 5 times", (2, 5)),
        ("5 to 2 times", (0, None)),
        ("(1,5)", (1, 5)),
        ("(3)", (3, 3)),
        ("<2,inf>", (2, None)),
        ("<1,*> until done", (1, None)),
        ("[5,1]", (0, None)),
        ("", (0, None)),
        ("Every 10 seconds", (0, None)),
        ("for at most 10 seconds", (0, None)),
        ("up to 10s", (0, None)),
        ("for each of 3 servers", (0, None)),
        ("until 3 failures", (0, None)),
        ("forever", (0, None)),
        ("1.3 times", (0, None)),
        ("times", (0, None)),
    ],
)
def test_rounds(label, expected):
    assert rounds(label) == expected
