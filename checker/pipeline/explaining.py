"""The job `explain`: every finding code in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from checker.base.explanation import Explanation
from checker.conform.agreement.explained import EXPLANATION as AGREEMENT
from checker.conform.requests.explained import EXPLANATIONS as REQUESTS
from checker.conform.scenarios.explained import EXPLANATIONS as SCENARIOS
from checker.diagram.explained import EXPLANATIONS as DIAGRAMS
from checker.diff.explaining.explained import EXPLANATIONS as DIFFS
from checker.model.outcome import Outcome
from checker.model.phrases.not_understood import EXPLANATION as NUMERIC
from checker.pipeline.gating import explanations as of_the_gate
from checker.pipeline.notes import EXPLANATIONS as INPUTS
from checker.pipeline.proving_explained import explanations as of_the_prover
from checker.properties import load


def explanations(spec: str | None = None) -> Mapping[str, Explanation]:
    """Return the explanations of all finding codes, sorted by code.

    With a spec, what its contracts define themselves is among them; InputError where it cannot be read.
    """
    properties = {p.explanation.code: p.explanation for p in load().values()}
    found = {
        **of_the_gate(),
        **of_the_prover(),
        **properties,
        **INPUTS,
        **DIAGRAMS,
        **DIFFS,
        **SCENARIOS,
        **REQUESTS,
        NUMERIC.code: NUMERIC,
        AGREEMENT.code: AGREEMENT,
        **_own(spec),
    }
    return dict(sorted(found.items()))


def explained(outcome: Outcome, spec: str | None = None) -> Outcome:
    """Return an outcome with the explanations of its properties and findings; InputError as `explanations`."""
    codes = {f.code for f in (*outcome.findings, *(each.finding for each in outcome.suppressed))}
    codes |= {each.id for each in outcome.properties}
    known = explanations(spec)
    return replace(outcome, explanations={code: known[code] for code in sorted(codes & known.keys())})


def _own(spec: str | None) -> Mapping[str, Explanation]:
    if spec is None:
        return {}
    from checker.model.spec_cache import load_spec
    from checker.pipeline.explaining_own import own_explanations

    return own_explanations(load_spec(Path(spec), {id: each.parameters for id, each in load().items()}, None))
