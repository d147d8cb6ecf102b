"""The part of a diagram that states a promise, for the report."""

from __future__ import annotations

from dataclasses import replace

from checker.base.finding import Verdict
from checker.model.contract import Contract
from checker.model.outcome import Excerpt, PropertyOutcome

AROUND = 3
_FENCES = ("```", "~~~")


def with_excerpt(outcome: PropertyOutcome, contract: Contract) -> PropertyOutcome:
    """Return the outcome with the lines around its promise, where there is something to hold against them."""
    if outcome.verdict not in (Verdict.VIOLATED, Verdict.INCONCLUSIVE) or outcome.stated is None:
        return outcome
    document = next((d for d in contract.documents if d.name == outcome.stated.file), None)
    return outcome if document is None else replace(outcome, excerpt=_around(document.lines, outcome))


def _around(lines: tuple[str, ...], outcome: PropertyOutcome) -> Excerpt | None:
    place = outcome.stated
    if place is None:
        return None
    first, last = _within(lines, place.line)
    while first < place.line and not lines[first - 1].strip():
        first += 1
    while last > place.line and not lines[last - 1].strip():
        last -= 1
    title = next((line.lstrip("# ") for line in reversed(lines[: place.line]) if line.startswith("#")), "")
    return Excerpt(place.file, title, first, lines[first - 1 : last], (place.line,))


def _within(lines: tuple[str, ...], line: int) -> tuple[int, int]:
    """Return the first and last line to show around one: of a promise in a code block no more than the block."""
    first, last = max(1, line - AROUND), min(len(lines), line + AROUND)
    fences = [number for number, text in enumerate(lines, 1) if text.lstrip().startswith(_FENCES)]
    above = [number for number in fences if number < line]
    if len(above) % 2 and line not in fences:
        first = max(first, above[-1] + 1)
        last = min([last, *(number - 1 for number in fences if number > line)])
    return first, last
