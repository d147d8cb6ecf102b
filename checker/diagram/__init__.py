"""Mermaid sequence diagrams: from a document to a syntax tree with places, and back to text.

    document = read_document("spec/pgbouncer-ha.md", data)     # never fails, whatever the bytes
    for source in document.sequences:
        diagram = parse(source)                                # raises DiagramError(InputError) where Mermaid rejects
        diagram.participants, diagram.statements, diagram.walk()
        events(diagram)                                        # a flat list for JSON
        warnings(diagram)                                      # what its author did not mean
        show(diagram)                                          # text that parses to the same tree
    reading("spec/pgbouncer-ha.md", data)                      # all of it as one JSON object

`diagram_of(text)` parses a bare text. The nodes are in `checker.diagram.tree`. Importing this package is cheap: the
parser is loaded with the first name that needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.diagram.documents import Document, read_document
    from checker.diagram.doubts import warnings
    from checker.diagram.errors import DiagramError
    from checker.diagram.eventlist import events
    from checker.diagram.parser import diagram_of, parse
    from checker.diagram.printing import show
    from checker.diagram.readings import reading, reviewed
    from checker.diagram.source import DiagramSource
    from checker.diagram.tree import Diagram

__all__ = [
    "Diagram",
    "DiagramError",
    "DiagramSource",
    "Document",
    "diagram_of",
    "events",
    "parse",
    "read_document",
    "reading",
    "reviewed",
    "show",
    "warnings",
]

_HOMES = {
    "Diagram": "tree",
    "DiagramError": "errors",
    "DiagramSource": "source",
    "Document": "documents",
    "diagram_of": "parser",
    "events": "eventlist",
    "parse": "parser",
    "read_document": "documents",
    "reading": "readings",
    "reviewed": "readings",
    "show": "printing",
    "warnings": "doubts",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Load a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
