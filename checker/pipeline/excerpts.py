"""The part of a diagram that states a promise, for the report."""

from __future__ import annotations

from collections.abc import Sequence

from checker.base.finding import Verdict
from checker.model.contract import Contract
from checker.model.outcome import Excerpt, PropertyOutcome

AROUND = 3


def excerpts(contracts: Sequence[Contract], properties: Sequence[PropertyOutcome]) -> dict[str, Excerpt]:
    """Return, for each violated or undecided property, the lines around the one that promises it."""
    found: dict[str, Excerpt] = {}
    for contract in contracts:
        for outcome in properties:
            told = outcome.verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE)
            if outcome.system == contract.system and outcome.stated and told:
                excerpt = _around(contract, outcome)
                if excerpt is not None:
                    found[outcome.id] = excerpt
    return found


def _around(contract: Contract, outcome: PropertyOutcome) -> Excerpt | None:
    place = outcome.stated
    document = next((d for d in contract.documents if place and d.name == place.file), None)
    if place is None or document is None:
        return None
    lines = document.lines
    first = max(1, place.line - AROUND)
    shown = tuple(lines[first - 1 : place.line + AROUND])
    title = next((ln.lstrip("# ") for ln in reversed(lines[: place.line]) if ln.startswith("#")), "")
    return Excerpt(place.file, title, first, shown, (place.line,))
