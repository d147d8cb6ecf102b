"""Pictures of what a job found: an observed run, a counterexample. The diagrams are those that Mermaid gets."""

from __future__ import annotations

from dataclasses import replace

from checker.diagram import diagram_of
from checker.diagram.labels import BREAK
from checker.diagram.tree import Block, Diagram, Message, Note, Statement, visits
from checker.model.observed import Observation
from checker.model.outcome import RunOutcome
from checker.picture.layout import laid_out
from checker.picture.marks import Mark, Marks
from checker.picture.shapes import Picture
from checker.report.mermaid import parts, root_of, told_places


def observed_picture(observation: Observation) -> Picture:
    """Return what really happened on the lifelines of a diagram; the lines that tell of a step are its tip."""
    root = root_of(observation)
    statements = []
    tips: dict[int, str] = {}
    number = 0
    for statement, places in parts(observation):
        steps = len(list(visits((statement,))))
        if places:
            # What happened several times is a message in a loop, which holds the tip.
            tips[number + isinstance(statement, Block)] = told_places(places, root)
        statements.append(_unbroken(statement))
        number += steps
    title = f"What happened, on the lifelines of: {observation.title}"
    return laid_out(Diagram(tuple(statements)), Marks(tips=tips), title)


def run_picture(run: RunOutcome, title: str) -> Picture:
    """Return a run of the model against a property; the verdict, which is its last note, is marked as what fails.

    Raises DiagramError for a run that has no diagram.
    """
    drawn = diagram_of(run.mermaid)
    diagram = replace(drawn, statements=tuple(map(_unbroken, drawn.statements)))
    notes = [number for number, visit in enumerate(visits(diagram.statements)) if isinstance(visit.node, Note)]
    return laid_out(diagram, Marks({number: Mark("failing") for number in notes[-1:]}), title)


def _unbroken(statement: Statement) -> Statement:
    """Return a statement in which messages are in one line: Mermaid does not break them by itself, the layout does."""
    match statement:
        case Message(text=text):
            return replace(statement, text=text.replace(BREAK, " "))
        case Block(sections=sections):
            return replace(
                statement,
                sections=tuple(replace(each, statements=tuple(map(_unbroken, each.statements))) for each in sections),
            )
        case _:
            return statement
