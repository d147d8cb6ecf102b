"""The short report: a few lines, whatever there is to tell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Verdict
from checker.model.outcome import Outcome
from checker.report.formats.as_text import render
from checker.report.options import RenderOptions
from checker.report.text.summary import groups, worst_of
from tests.report.outcomes import OUTCOMES
from tests.report.strategies import gated, outcomes


def short(outcome: Outcome, width: int = 100) -> str:
    return render(outcome, RenderOptions(width=width, summary=True))


@pytest.mark.parametrize("width", [40, 72, 100])
@pytest.mark.parametrize("name", OUTCOMES)
def test_lines_fit(name: str, width: int) -> None:
    wide = [line for line in short(OUTCOMES[name], width).splitlines() if len(line) > width]
    assert [line for line in wide if not line.startswith("     --> ")] == []


@given(st.one_of(outcomes(), gated))
@settings(max_examples=30, deadline=None)
def test_the_parts_of_a_summary(outcome: Outcome) -> None:
    shown = short(outcome)
    lines = shown.splitlines()
    word = outcome.verdict.value.replace("_", " ").upper()
    assert word in lines[0]
    assert [line.startswith("  more: ") for line in lines].count(True) == 1
    # a long sentence is folded over several lines
    assert f"exit status {outcome.exit_status}" in " ".join(" ".join(lines).split())
    assert len(short(outcome, 10_000).splitlines()) <= 5 + len(groups(outcome))


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_is_wrong_or_open_is_shown_first(name: str) -> None:
    outcome = OUTCOMES[name]
    first = worst_of(outcome)
    if outcome.verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE):
        assert first is not None
    assert ("  first: " in short(outcome)) is (first is not None)


def test_every_rank_of_a_diff_is_counted() -> None:
    told = [group.told for group in groups(OUTCOMES["diff_breaking"])]
    assert told == ["1 breaking", "1 strengthening", "1 compatible", "2 cosmetic"]


def test_what_the_contract_accepts_is_not_the_worst() -> None:
    assert worst_of(OUTCOMES["prove_proved"]) is None
