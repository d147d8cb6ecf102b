"""Who waits in a fragment that may be left out hears of it when it is."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.model.chart import Event, Fragment
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.rule import Example, Problem, Rule, related


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        for fragment in page.chart.fragments:
            if fragment.kind == "opt":
                yield from _unheard(page, fragment)


def _unheard(page: Page, fragment: Fragment) -> Iterator[Problem]:
    """Yield who hears of a fragment only if it is taken, and goes on below by itself.

    Who next gets a message below is told by it that the fragment is over.
    """
    first: dict[str, Event] = {}
    for event in page.chart.inside(fragment):
        if event.kind != "note":
            first.setdefault(event.lifeline, event)
    for name, heard in first.items():
        if heard.kind != "receive":
            continue
        below = [e for e in page.chart.events[fragment.end :] if e.lifeline == name and e.kind != "note"]
        acts = below[0] if below else None
        if acts and acts.kind in ("send", "local") and not acts.unlinked and page.possible(heard.index, acts.index):
            yield Problem(
                fragment.place,
                f"{name} goes on with '{acts.text}' by itself, and cannot tell whether '{heard.text}' from "
                f"{heard.peer} is still to come: nothing tells it when this part is left out",
                fragment.label,
                (related(heard, f"{name} hears this if it is taken"), related(acts, "and does this in any case")),
                f"let {heard.peer} tell {name} in both cases, or say how long {name} waits",
            )


RULE = Rule(
    code="drawn-choice-unheard",
    severity=Severity.INFO,
    title="somebody cannot tell whether an optional part is left out",
    what="""
In an `opt` a lifeline only gets messages, and below it goes on by itself. Where the part is left out nothing tells it,
so it may go on too early, and get the message in the midst of what comes next (non-local choice: Ben-Abdallah and Leue
1997).
""",
    why="The order that is drawn is then not the order of what happens, and nobody built anything for the other one.",
    fix="Send a message in both cases, or say how long is waited.",
    judge=_judge,
    invalid=(Example("sequenceDiagram\n    opt stale\n    A->>B: refresh\n    end\n    B->>C: publish\n", at=(2,)),),
    valid=(
        Example("sequenceDiagram\n    opt stale\n    A->>B: refresh\n    end\n    A->>B: go on\n    B->>C: publish\n"),
        Example("sequenceDiagram\n    opt stale\n    A->>B: refresh\n    end\n    A->>C: publish\n"),
    ),
)
