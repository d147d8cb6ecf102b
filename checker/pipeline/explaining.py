"""The job `explain`: every finding code in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

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

_BY_CLASS = "error if breaking, warning if strengthening, else info"
_DECIDED = "error where violated, warning where undecided"
# Of codes whose findings are made in several places; those of a rule have its severity.
_SEVERITIES: Mapping[str, str] = MappingProxyType(
    {
        "accepted-not-refuted": "warning",
        "config-assumed": "info",
        "config-compose": "error",
        "config-ignored": "info, or warning where it changes what the daemon does",
        "config-include": "info, or error where the daemon does not start",
        "config-needs-version": "info",
        "config-pgbouncer": "error",
        "config-spring": "error",
        "config-syntax": "error",
        "config-undecided": "info, or warning where two nodes cannot be told apart",
        "config-undefined": "error",
        "config-unrecognised": "warning",
        "config-value": "error",
        "diagram-impossible": "error where proved of what the contract says, else warning",
        "diagram-not-looked-at": "info",
        "diagram-not-realised": "warning",
        "duration-misread": "warning, or info where it is spelt out",
        "input-damaged": "warning",
        "interval-not-proved": "info",
        "model-differs": "error",
        "nothing-promised": "info",
        "nothing-recognised": "error",
        "numeric-phrase-not-understood": "info",
        "promised-time-impossible": "error",
        "sources-apart": "warning",
        "sources-disagree": "warning",
        "suppression-unused": "info",
        "suppression-without-reason": "warning",
        "system-not-examined": "info",
        "unknown-directive": "error, or info where a module of nginx may bring it",
        "unknown-keyword": "error, or warning where the keyword may belong to a newer version",
    }
)


def explanations(spec: str | None = None) -> Mapping[str, Explanation]:
    """Return the explanations of all finding codes, sorted by code.

    With a spec, what its contracts define themselves is among them; InputError where it cannot be read.
    """
    properties = {p.explanation.code: p.explanation for p in load().values()}
    found = {
        **of_the_gate(),
        **of_the_prover(),
        **_graded(properties, _DECIDED),
        **INPUTS,
        **_graded(DIAGRAMS, "warning"),
        **_graded(DIFFS, _BY_CLASS),
        **_graded(SCENARIOS, "warning"),
        **_graded(REQUESTS, _DECIDED),
        NUMERIC.code: NUMERIC,
        AGREEMENT.code: AGREEMENT,
        **_own(spec),
    }
    return {code: _severe(each) for code, each in sorted(found.items())}


def _graded(explanations: Mapping[str, Explanation], severity: str) -> Mapping[str, Explanation]:
    return {code: replace(each, severity=severity) for code, each in explanations.items()}


def _severe(each: Explanation) -> Explanation:
    return each if each.severity else replace(each, severity=_SEVERITIES.get(each.code, ""))


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
