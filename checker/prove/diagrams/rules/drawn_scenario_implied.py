"""What the lifelines admit together was drawn."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.base.words import counted, listed
from checker.model.chart import Fragment
from checker.prove.diagrams.implied import EVENTS, Implied, Search, implied
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.rule import Example, Problem, Rule

_SHOWN = 12


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        choices = [f for f in page.chart.fragments if f.kind in ("alt", "opt", "break", "critical")]
        if choices:
            search = implied(page.chart)
            if search.found:
                yield _problem(page, choices, search, search.found)
            elif not search.complete:
                yield _unsearched(choices[0], search)


def _problem(page: Page, choices: list[Fragment], search: Search, found: Implied) -> Problem:
    told = [str(event) for event in found.events if event.kind != "receive"]
    run = ", ".join(told[:_SHOWN]) + (", ..." if len(told) > _SHOWN else "")
    groups: dict[int, list[str]] = {}
    for name, number in found.follows.items():
        groups.setdefault(number, []).append(name)
    mixed = "; ".join(f"{listed(names)} as in run {number + 1}" for number, names in sorted(groups.items()))
    message = (
        f"each lifeline behaves as drawn, and together they do what is drawn nowhere: {run} ({mixed}). Looked at: "
        f"{_looked_at(search)}"
    )
    where = tuple(
        Related(choice.place, "a choice that the others do not hear of", choice.label) for choice in choices[1:4]
    )
    hint = "let who decides tell the others, or draw this run and what is to happen in it"
    return Problem(choices[0].place, message, choices[0].label, where, hint)


def _unsearched(choice: Fragment, search: Search) -> Problem:
    message = (
        f"no implied scenario was found, but not all was looked at: {_looked_at(search)}, runs of at most {EVENTS} "
        f"events"
    )
    return Problem(
        choice.place, message, choice.label, hint="make several smaller diagrams of it to have all looked at"
    )


def _looked_at(search: Search) -> str:
    return f"{counted(search.runs, 'drawn run')}, {counted(search.combinations, 'combination')}"


RULE = Rule(
    code="drawn-scenario-implied",
    severity=Severity.INFO,
    title="the lifelines admit a run that nobody drew",
    what="""
Every lifeline behaves as in one of the drawn runs, but not all as in the same one, and all messages fit (an implied
scenario: Alur, Etessami and Yannakakis 2000, "Inference of message sequence charts"). Only small diagrams are looked
at, with each loop once; the message says how far.
""",
    why="Components that are built from the drawing, each from its own lifeline, can do it. Nobody thought of it.",
    fix="Let who decides tell the others, or draw the run and what is to happen in it.",
    judge=_judge,
    invalid=(
        Example(
            "sequenceDiagram\n    opt A fails over\n    A->>C: take over\n    B->>D: take over\n    end\n",
            at=(2,),
        ),
    ),
    valid=(
        Example("sequenceDiagram\n    opt A fails over\n    A->>B: take over\n    B->>C: take over\n    end\n"),
        Example("sequenceDiagram\n    A->>C: take over\n    B->>D: take over\n"),
    ),
)
