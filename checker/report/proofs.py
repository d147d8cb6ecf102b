"""What a result of the prover rests on, in the words that every report has for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from checker.model.outcome import AssumptionOutcome, ProofOutcome, PropertyOutcome


def rests_on(proof: ProofOutcome) -> str:
    """Return the result with its assumptions: `proved under a, b`, `refuted, although these were assumed: a`."""
    accepted = f"; accepted: {proof.accepted}" if proof.accepted else ""
    return f"{said(proof)} {names(assumed(proof))}".rstrip() + accepted


def said(proof: ProofOutcome) -> str:
    """Return the result in the words that the names of its assumptions follow, if it has any."""
    if proof.result == "proved":
        return "proved under" if proof.assumptions else "proved without any assumption"
    return f"{proof.result}, although these were assumed:" if proof.granted else proof.result


def assumed(proof: ProofOutcome) -> Sequence[AssumptionOutcome]:
    """Return the assumptions that a result rests on: those that a proof needs, else all that were made."""
    return proof.assumptions if proof.result == "proved" else proof.granted


def sentences(properties: Iterable[PropertyOutcome]) -> Mapping[str, str]:
    """Return every assumption that a result rests on with its sentence, each once, sorted by name."""
    every = (each for prop in properties if prop.proof is not None for each in assumed(prop.proof))
    return dict(sorted({each.name: each.says for each in every}.items()))


def names(assumptions: Iterable[AssumptionOutcome]) -> str:
    """Return the names in a row."""
    return ", ".join(each.name for each in assumptions)
