"""Reports as they are read: each golden file is what the renderer writes today."""

from __future__ import annotations

import pytest

from tests.report.goldens import FOLDER, GOLDENS, Golden
from tests.report.outcomes import OUTCOMES


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.file)
def test_golden(golden: Golden) -> None:
    assert golden.render() == golden.path.read_text(encoding="utf-8"), (
        "if this is meant: python -m tests.report.regenerate, and read the difference"
    )


def test_no_golden_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {golden.file for golden in GOLDENS}


def test_every_outcome_has_a_golden_in_both_formats() -> None:
    assert {(golden.outcome, golden.format) for golden in GOLDENS} >= {
        (name, form) for name in OUTCOMES for form in ("text", "json")
    }
