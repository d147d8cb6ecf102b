"""Pictures of what a job found: an observed run, a counterexample. The diagrams are those that Mermaid gets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from checker.base.places import Place
from checker.diagram import diagram_of
from checker.diagram.labels import BREAK
from checker.diagram.tree import Block, Diagram, Message, Note, Statement, visits
from checker.model.observed import Observation
from checker.model.outcome import RunOutcome, StepOutcome, StepStatus
from checker.picture.layout import laid_out
from checker.picture.marks import Kind, Mark, Marks
from checker.picture.shapes import Picture
from checker.report.mermaid import parts, root_of, told_places

# Of several things that are said of one place, the first of these counts; an impossible step is told as what it is.
_TELLING: tuple[StepStatus, ...] = ("seen", "missing", "impossible", "unobservable")
_KINDS: dict[StepStatus, Kind] = {
    "seen": "seen",
    "missing": "missing",
    "impossible": "unobservable",
    "unobservable": "unobservable",
}


def observed_picture(observation: Observation) -> Picture:
    """Return what really happened on the lifelines of a diagram; the lines that tell of a step are its tip."""
    root = root_of(place for step in observation.steps() for place in step.places)
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


@dataclass(frozen=True, slots=True)
class Followed:
    """A diagram, what became of its steps, and what it states that was broken: line -> why."""

    title: str
    diagram: Diagram
    steps: tuple[StepOutcome, ...]
    broken: Mapping[int, str]


def followed_picture(followed: Followed) -> Picture:
    """Return a diagram with a mark on each step: seen, not seen, what nothing could show; and where it was broken.

    A message is seen if one of its ends is, in the diagram or in a fragment of it.
    """
    became: dict[Place, list[StepOutcome]] = defaultdict(list)
    for step in followed.steps:
        became[step.place].append(step)
    parts: dict[int, Mark] = {}
    tips: dict[int, str] = {}
    root = root_of(place for step in followed.steps for place in step.places)
    for number, visit in enumerate(visits(followed.diagram.statements)):
        if visit.mark != "leaf":
            continue
        span = visit.node.span
        steps = became.get(span.place, [])
        why = next((followed.broken[n] for n in range(span.line, span.end_line + 1) if n in followed.broken), "")
        if why:
            parts[number] = Mark("failing", about=why)
        elif steps:
            parts[number] = _became(steps)
        places = tuple(dict.fromkeys(place for step in steps for place in step.places))
        tips[number] = told_places(places, root)
    return laid_out(followed.diagram, Marks(parts, tips=tips), followed.title)


def _became(steps: Sequence[StepOutcome]) -> Mark:
    """Return the mark of what stands in one place: the ends of a message, in the diagram and in fragments of it."""
    status: StepStatus = next((each for each in _TELLING if any(step.status == each for step in steps)), "unobservable")
    why = "; ".join(dict.fromkeys(step.why for step in steps if step.why and step.status == status))
    return Mark(_KINDS[status], about=why)


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
