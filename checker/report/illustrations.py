"""Pictures that belong to a report, with what joins them to it: the lines that they draw, or the property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.diagram.tree import Diagram, visits
from checker.model.outcome import Outcome
from checker.picture.shapes import Picture
from checker.report.pictures import Followed, followed_picture, run_picture


@dataclass(frozen=True, slots=True)
class Illustration:
    """A picture: its name, of which system it is, and where what it draws is written.

    `parts` says for each line of `file` which part of the picture it is (`Element.number`); `property` is what a run
    is against.
    """

    name: str
    system: str
    picture: Picture
    file: str = ""
    parts: Mapping[int, int] = field(default_factory=dict)
    property: str = ""


def followed(name: str, system: str, drawn: Followed) -> Illustration:
    """Return the picture of a diagram with what became of its steps."""
    picture = followed_picture(drawn)
    shown = {element.number for element in picture.elements if element.shapes}
    parts = {line: part for line, part in parts_of(drawn.diagram).items() if part in shown}
    return Illustration(name, system, picture, drawn.diagram.span.file, parts)


def runs(outcome: Outcome) -> tuple[Illustration, ...]:
    """Return the run against each property that has one, where the system has a diagram to draw it on."""
    drawn = []
    for each in outcome.properties:
        run = each.proof.run if each.proof else None
        if run is not None and run.mermaid:
            picture = run_picture(run, f"{each.id}: a run against it")
            drawn.append(Illustration(f"{each.system}.{each.id}", each.system, picture, property=each.id))
    return tuple(drawn)


def parts_of(diagram: Diagram) -> Mapping[int, int]:
    """Return which part each line of a diagram's source is; of several on a line, the first."""
    found: dict[int, int] = {}
    for number, visit in enumerate(visits(diagram.statements)):
        span = visit.node.span
        if visit.mark == "leaf":
            for line in range(span.line, span.end_line + 1):
                found.setdefault(line, number)
        elif visit.mark == "open":
            found.setdefault(span.line, number)
    return found
