"""A manual step that is needed is done by somebody who is drawn."""

import re
from collections.abc import Iterator

from checker.base.finding import Severity
from checker.model.chart import Event
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.rule import Example, Problem, Rule, related

_MANUAL = re.compile(
    r"\b(?:manual(?:ly)?|by hand|human)\b.{0,60}\b(?:required|needed|necessary|must)\b|"
    r"\b(?:requires?|needs?|must be)\b.{0,40}\b(?:manual(?:ly)?|by hand|human)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:admin\w*|operator|ops|engineer|on-?call|sre|dba|human|person|team|staff|support|devops|maintainer)\b",
    re.IGNORECASE,
)


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        seen: set[int] = set()
        for event in page.chart.events:
            if _MANUAL.search(event.text) and id(event.source) not in seen and not _done(page, event):
                yield from _problems(page, event)
            seen.add(id(event.source))


def _done(page: Page, step: Event) -> bool:
    """Say whether a person is named, or one is drawn that acts below."""
    people = {p.id for p in page.drawn.diagram.participants if p.type == "actor" or _PERSON.search(f"{p.id} {p.label}")}
    return bool(_PERSON.search(step.text)) or any(
        event.lifeline in people or _PERSON.search(event.text)
        for event in page.chart.events[step.index + 1 :]
        if event.kind != "receive"
    )


def _problems(page: Page, step: Event) -> Iterator[Problem]:
    """Yield the finding where the drawing goes on as if the step had been done; where it ends there, it says so."""
    goes_on = next((e for e in page.chart.events[step.index + 1 :] if e.kind == "send"), None)
    if goes_on:
        yield Problem(
            step.place,
            f"'{step.text}' names a manual step, but nobody who is drawn does it, and the drawing goes on at once",
            step.text,
            (related(goes_on, "goes on here as if it were done"),),
            "draw the operator and what he does, and how long it takes until then",
        )


RULE = Rule(
    code="drawn-manual-step",
    severity=Severity.WARNING,
    title="a manual step that nobody does",
    what="""
A text says that something manual is required. No operator is drawn or named who does it, and the drawing goes on as if
it were done.
""",
    why="The step takes minutes, at night longer. Who leaves it out promises an automatic failover.",
    fix="Draw the operator, what he is told and what he does; or say that the service stops here.",
    judge=_judge,
    invalid=(
        Example(
            "sequenceDiagram\n    A--xB: refused\n    Note over B: Manual failover required\n    B->>C: request\n",
            at=(3,),
        ),
    ),
    valid=(
        Example(
            "sequenceDiagram\n    actor Ops\n    A--xB: refused\n    Note over B: Manual failover required\n"
            "    Ops->>B: use C\n    B->>C: request\n"
        ),
        Example(
            "sequenceDiagram\n    A--xB: refused\n    Note over B: Operator intervention needed: manual failover\n"
        ),
    ),
)
