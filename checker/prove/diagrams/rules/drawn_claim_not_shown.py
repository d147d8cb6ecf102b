"""What is claimed of several lifelines is drawn for each of them, where it is drawn for one."""

import re
from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.words import listed
from checker.diagram.tree import Note
from checker.model.chart import Event
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.rule import Example, Problem, Rule, related

_CLAIM = re.compile(
    r"\b(?:both|all|each|every)\b.{0,60}\b(?P<act>detect(?:s|ed)?|notic(?:e|es|ed)|mark(?:s|ed)?)\b", re.IGNORECASE
)
_DONE = re.compile(r"\bmark(?:s|ed|ing)?\b.*\b(?:down|up|dead|failed|unhealthy|healthy)\b", re.IGNORECASE)


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        seen: set[int] = set()
        for event in page.chart.events:
            if event.kind == "note" and id(event.source) not in seen and _CLAIM.search(event.text):
                seen.add(id(event.source))
                yield from _missing(page, event)


def _missing(page: Page, claim: Event) -> Iterator[Problem]:
    """Yield the finding where one of those under the note is drawn to have done it, and another is not."""
    over = _meant(page, claim)
    done: dict[str, Event] = {}
    for event in page.chart.events[: claim.index]:
        if event.lifeline in over and event.kind in ("note", "local") and _DONE.search(event.text):
            done[event.lifeline] = event
    missing = [name for name in over if name not in done]
    if done and missing:
        yield Problem(
            claim.place,
            f"'{claim.text}' is said of {listed(over)}, but above it only {listed(done)} is drawn to do so: "
            f"nothing shows that {listed(missing)} did",
            claim.text,
            tuple(related(event, f"drawn for {name}") for name, event in done.items()),
            f"draw the steps of {listed(missing)}, too, or say it of {listed(done)} alone",
        )


def _meant(page: Page, claim: Event) -> tuple[str, ...]:
    """Return of whom a note says it: those that it names, or all that it stands over; nobody where that is unclear."""
    over = tuple(dict.fromkeys(claim.source.actors)) if isinstance(claim.source, Note) else ()
    named = tuple(sorted(page.names.spoken_of(claim.text)))
    meant = named if len(named) > 1 else over
    return () if len(meant) != 2 and re.search(r"\bboth\b", claim.text, re.IGNORECASE) else meant


RULE = Rule(
    code="drawn-claim-not-shown",
    severity=Severity.WARNING,
    title="something is claimed of several lifelines and drawn for some of them only",
    what="""
A note over several lifelines says that both, all or each of them detect, notice or mark something. Above it one of them
is drawn to mark it, and another is not.
""",
    why="Either the claim is wrong, or the drawing leaves out the half in which the two may differ.",
    fix="Draw the steps of each, or say it of those that are drawn.",
    judge=_judge,
    invalid=(
        Example(
            "sequenceDiagram\n    H1->>H1: Mark Web DOWN\n    H2->>Web: GET /health\n"
            "    Note over H1,H2: Both detect the failure\n",
            at=(4,),
        ),
    ),
    valid=(
        Example(
            "sequenceDiagram\n    H1->>H1: Mark Web DOWN\n    H2->>H2: Mark Web DOWN\n"
            "    Note over H1,Web: Both H1 and H2 detect the failure\n"
        ),
        Example(
            "sequenceDiagram\n    H1->>H1: Mark Web DOWN\n    H2->>H2: Mark Web DOWN\n"
            "    Note over H1,H2: Both detect the failure\n"
        ),
        Example("sequenceDiagram\n    H1->>H1: Mark Web DOWN\n    Note over H1,H2: Both are connected\n"),
    ),
)
