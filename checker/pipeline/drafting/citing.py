"""How a contract cites a line of its document, in such a way that the loader reads the same from it."""

from __future__ import annotations

from checker.base.places import Place
from checker.model.contract_document import said_by
from checker.model.document import Document
from checker.model.parameters import Measure
from checker.model.parameters import Value as Amount
from checker.pipeline.drafting.draft import Value


def cite(
    document: Document, line: int, measure: Measure, value: Amount, place: Place | None = None
) -> dict[str, Value] | None:
    """Return `{line: 13}`, with `nth` where the line says several values; None where it does not say this one.

    Where it says it twice, `place` tells which of the two is meant.
    """
    said = said_by(document, line, measure)
    ways = [number for number, (found, _) in enumerate(said, 1) if found == value]
    if not ways:
        return None
    several = len({found for found, _ in said}) > 1
    meant = next((number for number in ways if said[number - 1][1].place == place), ways[0])
    return {"line": line, **({"nth": meant} if several else {})}


def first_stated(document: Document, line: int, measure: Measure) -> Amount | None:
    """Return the value that a line states, the first of several, or None."""
    return next((found for found, _ in said_by(document, line, measure)), None)
