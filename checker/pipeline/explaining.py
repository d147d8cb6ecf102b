"""The job `explain`: every finding code in words."""

from __future__ import annotations

from collections.abc import Mapping

from checker.base.explanation import Explanation
from checker.conform.agreement.explained import EXPLANATION as AGREEMENT
from checker.conform.scenarios.explained import EXPLANATIONS as SCENARIOS
from checker.diagram.explained import EXPLANATIONS as DIAGRAMS
from checker.diff.explaining.explained import EXPLANATIONS as DIFFS
from checker.model.phrases.not_understood import EXPLANATION as NUMERIC
from checker.pipeline.gating import explanations as of_the_gate
from checker.pipeline.notes import EXPLANATIONS as INPUTS
from checker.pipeline.proving_explained import explanations as of_the_prover
from checker.properties import load


def explanations() -> Mapping[str, Explanation]:
    """Return the explanations of all finding codes, sorted by code."""
    properties = {p.explanation.code: p.explanation for p in load().values()}
    found = {
        **of_the_gate(),
        **of_the_prover(),
        **properties,
        **INPUTS,
        **DIAGRAMS,
        **DIFFS,
        **SCENARIOS,
        NUMERIC.code: NUMERIC,
        AGREEMENT.code: AGREEMENT,
    }
    return dict(sorted(found.items()))
