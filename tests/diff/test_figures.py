"""Numbers that are written in words, in several units or with commas are read, and every text keeps its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.diff.reading.figures import in_figures


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("three failures", "3 failures"),
        ("After Twelve tries", "After 12 tries"),
        ("the two agree", "the two agree"),
        ("one node", "one node"),
        ("two-phase commit", "two-phase commit"),
        ("wait 1m30s", "wait 90s"),
        ("1h 30min", "90m"),
        ("1 hour and 30 minutes", "90m"),
        ("1h0m1s", "3601s"),
        ("2d12h", "60h"),
        ("within 1,5s", "within 1.5s"),
        ("1,000 rows", "1000 rows"),
        ("1,2,3", "1,2,3"),
        ("every 10s +/- 5s", "every 10s ± 5s"),
        ("10.0.0.1:6432", "10.0.0.1:6432"),
    ],
)
def test_numbers_are_read_in_figures(text: str, read: str):
    assert " ".join(in_figures(text).split()) == read


@given(st.text(alphabet="019 ,.hmsd+/-two", max_size=24))
def test_the_length_is_kept(text: str):
    assert len(in_figures(text)) == len(text)
