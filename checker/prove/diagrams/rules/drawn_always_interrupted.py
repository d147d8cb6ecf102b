"""What is said to be always there is not said to be interrupted elsewhere."""

import re
from collections.abc import Iterator

from checker.base.finding import Severity
from checker.model.chart import Event
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.rule import Example, Problem, Rule, related

_ALWAYS = re.compile(
    r"\b(?:always|permanently|constantly) (?:available|reachable|up|online|accessible)\b|"
    r"\b(?:zero|no)[ -]+(?:down-?time|interruptions?|outages?)\b|\bnever (?:interrupted|down|unavailable|offline)\b",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"\b(?:brief|short|temporary|some|seconds? of|minutes? of)\b.{0,20}\b(?:interruption|outage|down-?time|"
    r"unavailab\w+)\b|\b(?:is|are|becomes?) (?:briefly |temporarily )?(?:unavailable|unreachable|interrupted)\b",
    re.IGNORECASE,
)


def _judge(site: Site) -> Iterator[Problem]:
    gaps = [(page, event) for page in site.pages for event in _texts(page) if _GAP.search(event.text)]
    for page in site.pages:
        for event in _texts(page):
            if _ALWAYS.search(event.text):
                about = _about(page, event)
                other = next((gap for where, gap in gaps if about & _about(where, gap)), None)
                if other:
                    yield _problem(event, other)


def _texts(page: Page) -> Iterator[Event]:
    seen: set[int] = set()
    for event in page.chart.events:
        if event.kind == "note" and id(event.source) not in seen:
            seen.add(id(event.source))
            yield event


def _about(page: Page, event: Event) -> frozenset[str]:
    """Return who a text names, by what it is: the component, or the id of the lifeline."""
    lines = {name: page.contract.lifeline(name, page.drawn.title) for name in page.names.spoken_of(event.text)}
    return frozenset((line.component if line else "") or name for name, line in lines.items())


def _problem(event: Event, other: Event) -> Problem:
    return Problem(
        event.place,
        f"'{event.text}' and '{other.text}' ({other.place}) cannot both be true",
        event.text,
        (related(other, "an interruption of the same"),),
        "say for how long it may be unavailable",
    )


RULE = Rule(
    code="drawn-always-interrupted",
    severity=Severity.WARNING,
    title="something is always available here, and interrupted there",
    what="A note says that something is always available, and another one draws an interruption of the same.",
    why="Whoever relies on the first text builds nothing that bears the interruption.",
    fix="Say for how long it may be unavailable.",
    judge=_judge,
    invalid=(
        Example(
            "sequenceDiagram\n    Note over VIP: Brief interruption while the VIP moves\n"
            "    Note over Web: Web is always available via VIP\n",
            at=(3,),
        ),
    ),
    valid=(
        Example(
            "sequenceDiagram\n    Note over VIP: Brief interruption while the VIP moves\n"
            "    Note over Web: Web is always available\n"
        ),
        Example("sequenceDiagram\n    Note over Web: Web is always available via VIP\n"),
    ),
)
