"""The times of conditions in words: only of clocks that have a phrase, and nothing of half a choice."""

from __future__ import annotations

import pytest

from checker.prove.drawing.states.wording import parts_of, said
from checker.prove.machines.terms import Ref, every, negation, some

S = 1_000_000_000
SINCE, OTHER, FLAG = Ref("since(a)"), Ref("other(a)"), Ref("flag")
CLOCKS = {"since(a)": "after the poll"}


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (SINCE.since(2 * S), "2s after the poll"),
        (SINCE.within(2 * S), "at most 2s after the poll"),
        (SINCE.within(0), "at once"),
        (negation(SINCE.within(S)), "more than 1s after the poll"),
        (negation(SINCE.since(S)), "less than 1s after the poll"),
        (every(FLAG, SINCE.since(S)), "1s after the poll"),
        (every(SINCE.since(S), SINCE.within(2 * S)), "1s after the poll, at most 2s after the poll"),
        (some(SINCE.since(S), SINCE.within(0)), "1s after the poll or at once"),
        (some(FLAG, SINCE.since(S)), ""),
        (OTHER.since(S), ""),
        (FLAG, ""),
    ],
)
def test_a_condition(term, text):
    assert said(term, CLOCKS) == text


def test_the_parts_of_a_name():
    assert parts_of("health(hap1,pgb2)") == ("health", ("hap1", "pgb2"))
    assert parts_of("phase") == ("phase", ())
