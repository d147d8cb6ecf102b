"""How a contract cites a line of its document, in such a way that the loader reads the same from it."""

from __future__ import annotations

from checker.model.contract_document import said_by
from checker.model.document import Document
from checker.model.parameters import Measure
from checker.model.parameters import Value as Amount
from checker.pipeline.drafting.draft import Value


def cite(document: Document, line: int, measure: Measure, value: Amount) -> dict[str, Value] | None:
    """Return `{line: 13}`, with `nth` where the line says several values; None where it does not say this one."""
    said = [found for found, _ in said_by(document, line, measure)]
    if value not in said:
        return None
    several = len(set(said)) > 1
    return {"line": line, **({"nth": said.index(value) + 1} if several else {})}


def first_stated(document: Document, line: int, measure: Measure) -> Amount | None:
    """Return the value that a line states, the first of several, or None."""
    return next((found for found, _ in said_by(document, line, measure)), None)
