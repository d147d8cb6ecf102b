"""One file read as a whole: every sequence diagram in it with its verdict, its actors and its events."""

from __future__ import annotations

from typing import Any

from checker.diagram.documents import read_document
from checker.diagram.errors import DiagramError
from checker.diagram.eventlist import actors, events
from checker.diagram.source import DiagramSource


def reading(path: str, data: bytes) -> dict[str, Any]:
    """Return the JSON object of `verify render FILE --to json`. Takes any bytes."""
    return {"path": path, "diagrams": [_diagram(source) for source in read_document(path, data).sequences]}


def _diagram(source: DiagramSource) -> dict[str, Any]:
    from checker.diagram.parser import parse

    found: dict[str, Any] = {"line": source.line, "title": source.title, "verdict": "accept", "error": None}
    try:
        diagram = parse(source)
    except DiagramError as error:
        place = {"line": error.line, "column": error.column, "message": error.message}
        return {**found, "verdict": "reject", "error": place, "actors": [], "events": []}
    title = source.title or diagram.title
    return {**found, "title": title, "actors": actors(diagram), "events": events(diagram)}
