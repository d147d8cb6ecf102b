"""A switch that somebody makes by itself is told to somebody, or used."""

import re
from collections.abc import Iterator

from checker.base.finding import Severity
from checker.model.chart import Event
from checker.prove.diagrams.messages import is_check
from checker.prove.diagrams.page import Page, Site, dotted
from checker.prove.diagrams.rule import Example, Problem, Rule, related

# A variable as programs write it: primaryReplicaIndex, active_backend, leader.id.
_VARIABLE = r"(?P<variable>[a-z]+[A-Z]\w+|[A-Za-z]+(?:_\w+)+|[a-z]\w*(?:\.\w+)+)"
_SWITCH = re.compile(rf"\b(?i:switch(?:es)?|sets?|updates?|changes?|points?) {_VARIABLE} (?:to|=|from)\b")


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        for event in page.chart.events:
            match = _SWITCH.search(event.text) if event.kind in ("local", "note") and not event.unlinked else None
            if match and not _read(page, event, match["variable"]):
                yield _problem(page, event, match["variable"])


def _read(page: Page, switch: Event, variable: str) -> bool:
    """Say whether the holder sends anything that may depend on it, or anybody names it later."""
    below = page.chart.events[switch.index + 1 :]
    return any(
        variable in event.text
        or (event.kind == "send" and event.lifeline == switch.lifeline and (dotted(event) or not is_check(page, event)))
        or (event.kind == "receive" and event.lifeline == switch.lifeline and not dotted(event))
        for event in below
    )


def _problem(page: Page, switch: Event, variable: str) -> Problem:
    holder = switch.lifeline
    requests = (e for e in page.sends() if e.index > switch.index and e.lifeline != holder and not is_check(page, e))
    other = next((e for e in requests if not dotted(e)), None)
    where = (related(other, f"{other.lifeline} sends without having heard of it"),) if other else ()
    return Problem(
        switch.place,
        f"{holder} changes {variable}, but sends nothing below except checks, and nobody asks for it: "
        "the change reaches nobody",
        switch.text,
        where,
        f"draw the message by which {holder} tells who goes by {variable}, or who reads it",
    )


RULE = Rule(
    code="drawn-state-unread",
    severity=Severity.WARNING,
    title="a state is changed that nobody reads",
    what="""
Somebody changes a variable of its own (`Switch primaryReplicaIndex to Secondary`). Below that it sends nothing but
checks, nobody asks it for anything, and no text names the variable again.
""",
    why="A failover that is decided and told to nobody is none: who routes goes on as before.",
    fix="Draw who is told of the change, or who reads it, and how.",
    judge=_judge,
    invalid=(
        Example(
            "sequenceDiagram\n    HS->>HS: Switch primaryIndex to 2\n    HS->>DB1: check\n    App->>DB1: query\n",
            at=(2,),
        ),
    ),
    valid=(
        Example(
            "sequenceDiagram\n    HS->>HS: Switch primaryIndex to 2\n    HS->>App: use DB2\n    App->>DB2: query\n"
        ),
        Example("sequenceDiagram\n    App->>App: Set activeBackend to 2\n    App->>DB2: query\n"),
        Example("sequenceDiagram\n    HS->>HS: Switch primaryIndex to 2\n    App->>HS: who is primary?\n"),
    ),
)
