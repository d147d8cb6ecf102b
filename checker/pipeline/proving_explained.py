"""Every code that a finding of the prover may have, in words."""

from __future__ import annotations

from collections.abc import Mapping

from checker.base.explanation import Explanation
from checker.diagram.explained import EXPLANATIONS as DIAGRAMS
from checker.properties import load
from checker.prove.diagrams.registry import explanations as of_diagrams
from checker.prove.judging.explained import EXPLANATIONS
from checker.prove.realising.explained import EXPLANATIONS as UNREALISED


def explanations() -> Mapping[str, Explanation]:
    """Return the explanations of the prover's codes: properties, diagrams' rules, and its own."""
    properties = {p.explanation.code: p.explanation for p in load().values()}
    return {**DIAGRAMS, **EXPLANATIONS, **UNREALISED, **of_diagrams(), **properties}
