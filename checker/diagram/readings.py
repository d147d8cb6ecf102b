"""One file read as a whole: every sequence diagram in it with its verdict, its actors and its events."""

from __future__ import annotations

from typing import Any

from checker.base.finding import Finding
from checker.diagram.documents import read_document
from checker.diagram.errors import DiagramError
from checker.diagram.eventlist import actors, events
from checker.diagram.source import DiagramSource


def reading(path: str, data: bytes) -> dict[str, Any]:
    """Return the JSON object of `verify render FILE --to json`. Takes any bytes."""
    return reviewed(path, data)[0]


def reviewed(path: str, data: bytes) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Return the same with the warnings about all diagrams of the file."""
    doubts: list[Finding] = []
    diagrams = [_diagram(source, doubts) for source in read_document(path, data).sequences]
    return {"path": path, "diagrams": diagrams}, tuple(doubts)


def _diagram(source: DiagramSource, doubts: list[Finding]) -> dict[str, Any]:
    from checker.diagram.doubts import warnings
    from checker.diagram.parser import parse

    found: dict[str, Any] = {"line": source.line, "title": source.title, "verdict": "accept", "error": None}
    try:
        diagram = parse(source)
    except DiagramError as error:
        place = {"line": error.line, "column": error.column, "message": error.message}
        return {**found, "verdict": "reject", "error": place, "actors": [], "events": []}
    doubts += warnings(diagram)
    title = source.title or diagram.title
    return {**found, "title": title, "actors": actors(diagram), "events": events(diagram)}
