"""As many checks are drawn as the text says that decide."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.words import counted
from checker.model.chart_readings import Trigger, readings
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.rule import Example, Problem, Rule, related

# A single drawn check commonly stands for all of them.
_FEWEST = 2


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        for reading in readings(page.chart, site.contract):
            for trigger in reading.triggers:
                yield from _wrong(page, trigger)


def _wrong(page: Page, trigger: Trigger) -> Iterator[Problem]:
    count, drawn, stated = trigger.rule.count, trigger.events, trigger.stated
    if count is None or stated is None or not _FEWEST <= len(drawn) < count:
        return
    if any(page.repeated(event) for event in drawn):
        return
    yield Problem(
        stated.place,
        f"'{trigger.rule.text}' counts {count}, but {len(drawn)} are drawn before it",
        stated.text,
        (related(drawn[0], f"the first of {counted(len(drawn), 'drawn event')}"), related(drawn[-1], "the last")),
        "draw as many as the text says, or a loop; or correct the number",
    )


_CHECK = "    LB->>Web: check\n    Web--xLB: refused\n"

RULE = Rule(
    code="drawn-count-differs",
    severity=Severity.WARNING,
    title="a text counts more than is drawn",
    what="""
A text says after how many failures or successes something is done (`After 3 failures`), and several are drawn before
it, but fewer, and in no loop. (A single one is taken as standing for all.)
""",
    why="One of the two is wrong, and nobody can tell from the drawing which threshold is meant.",
    fix="Draw as many as the text says, or correct the number.",
    judge=_judge,
    invalid=(
        Example(
            "sequenceDiagram\n" + _CHECK * 2 + "    Note over LB: After 3 failures<br/>Mark Web as DOWN\n", at=(6,)
        ),
    ),
    valid=(
        Example("sequenceDiagram\n" + _CHECK * 3 + "    Note over LB: After 3 failures<br/>Mark Web as DOWN\n"),
        Example("sequenceDiagram\n" + _CHECK + "    Note over LB: After 3 failures<br/>Mark Web as DOWN\n"),
    ),
)
