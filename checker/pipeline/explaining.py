"""The job `explain`: every finding code in words."""

from __future__ import annotations

from collections.abc import Mapping

from checker.base.explanation import Explanation
from checker.pipeline.notes import EXPLANATIONS
from checker.properties import load


def explanations() -> Mapping[str, Explanation]:
    """Return the explanations of all finding codes, sorted by code."""
    found = {p.explanation.code: p.explanation for p in load().values()} | dict(EXPLANATIONS)
    return dict(sorted(found.items()))
