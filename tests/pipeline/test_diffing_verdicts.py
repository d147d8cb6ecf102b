"""What a verdict that differs by either version means; the verdicts themselves are made by hand here."""

from __future__ import annotations

import pytest

from checker.base.finding import Verdict
from checker.base.places import Place
from checker.model.outcome import Outcome, PropertyOutcome, Scope
from checker.pipeline.diffing_verdicts import differing, proved, seen

HOLDS, VIOLATED, OPEN, IDLE = Verdict.HOLDS, Verdict.VIOLATED, Verdict.INCONCLUSIVE, Verdict.NOT_EXERCISED


def outcome(verdict: Verdict | None, system: str = "shop") -> Outcome:
    stated = Place("shop.md", 3)
    told = [
        PropertyOutcome("p", system, "says", v, 1, 0, 0, "", Scope((), None), stated=stated) for v in [verdict] if v
    ]
    return Outcome("prove", HOLDS, 0, properties=tuple(told))


@pytest.mark.parametrize(
    ("before", "after", "rank"),
    [
        (HOLDS, VIOLATED, "breaking"),
        (VIOLATED, HOLDS, "strengthening"),
        (HOLDS, OPEN, "breaking"),
        (OPEN, HOLDS, "strengthening"),
        (IDLE, OPEN, "compatible"),
        (None, VIOLATED, "strengthening"),
        (None, HOLDS, None),
        (HOLDS, HOLDS, None),
        (HOLDS, None, None),
    ],
)
def test_proofs(before: Verdict | None, after: Verdict | None, rank: str | None):
    found = list(differing(outcome(before), outcome(after, "shop2"), proved))
    assert [change.rank.value for change in found] == ([rank] if rank else [])
    assert all(change.key == "p" and change.before != change.after for change in found)


@pytest.mark.parametrize(
    ("before", "after", "rank"),
    [
        (HOLDS, VIOLATED, "strengthening"),
        (VIOLATED, HOLDS, "breaking"),
        (VIOLATED, OPEN, "breaking"),
        (HOLDS, OPEN, "compatible"),
        (IDLE, HOLDS, "compatible"),
        (OPEN, OPEN, None),
    ],
)
def test_captures(before: Verdict, after: Verdict, rank: str | None):
    found = list(differing(outcome(before), outcome(after), seen))
    assert [change.rank.value for change in found] == ([rank] if rank else [])
