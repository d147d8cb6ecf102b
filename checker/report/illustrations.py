"""Pictures that belong to a report, with what joins them to it: the lines that they draw, or the property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.diagram.tree import Diagram, visits
from checker.model.outcome import Outcome
from checker.picture.shapes import Picture
from checker.report.merged_pictures import pictures_of as merged_pictures
from checker.report.pictures import Followed, followed_picture, run_picture


@dataclass(frozen=True, slots=True)
class Illustration:
    """A picture: its name, of which system it is, and where what it draws is written.

    `parts` says for lines of files which part of the picture each is (`Element.number`); `property` is what a run is
    against.
    """

    name: str
    system: str
    picture: Picture
    parts: Mapping[tuple[str, int], int] = field(default_factory=dict)
    property: str = ""


def followed(name: str, system: str, drawn: Followed) -> Illustration:
    """Return the picture of a diagram with what became of its steps."""
    picture = followed_picture(drawn)
    return Illustration(name, system, picture, _shown(parts_of(drawn.diagram), picture))


def merged(outcome: Outcome) -> tuple[Illustration, ...]:
    """Return each diagram that differs between two versions, and each run that only one of them allows."""
    lines = {
        each.name: {(place.file, place.line): part for part, became in each.parts.items() for place in became.places}
        for each in outcome.merged
    }
    named = merged_pictures(outcome.merged)
    return tuple(Illustration(name, "", drawn, _shown(lines.get(name, {}), drawn)) for name, drawn in named)


def runs(outcome: Outcome) -> tuple[Illustration, ...]:
    """Return the run against each property that has one, where the system has a diagram to draw it on."""
    drawn = []
    for each in outcome.properties:
        run = each.proof.run if each.proof else None
        if run is not None and run.mermaid:
            picture = run_picture(run, f"{each.id}: a run against it")
            drawn.append(Illustration(f"{each.system}.{each.id}", each.system, picture, property=each.id))
    return tuple(drawn)


def _shown(parts: Mapping[tuple[str, int], int], picture: Picture) -> Mapping[tuple[str, int], int]:
    """Return those parts that a picture has anything of."""
    shown = {element.number for element in picture.elements if element.shapes}
    return {line: part for line, part in parts.items() if part in shown}


def parts_of(diagram: Diagram) -> Mapping[tuple[str, int], int]:
    """Return which part each line of a diagram's source is; of several on a line, the first."""
    found: dict[tuple[str, int], int] = {}
    for number, visit in enumerate(visits(diagram.statements)):
        span = visit.node.span
        if visit.mark == "leaf":
            for line in range(span.line, span.end_line + 1):
                found.setdefault((span.file, line), number)
        elif visit.mark == "open":
            found.setdefault((span.file, span.line), number)
    return found
