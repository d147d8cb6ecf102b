"""Those who do the same job go by the same thresholds, and by all of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.base.words import counted
from checker.model.chart import Event
from checker.model.chart_rules import rules_in
from checker.prove.diagrams.messages import is_check
from checker.prove.diagrams.page import Page, Site, crossed
from checker.prove.diagrams.rule import Example, Problem, Rule, related
from checker.prove.diagrams.telling import marked

_RECOVERED = re.compile(r"\bmark\b.*\b(?:up|healthy)\b|\b(?:confirm\w*|detect\w*)\b.*\brecover\w*", re.IGNORECASE)
_FAILED = re.compile(r"\bmark\b.*\b(?:down|dead|unhealthy)\b|\b(?:confirm\w*|detect\w*)\b.*\bfailure", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Threshold:
    """So many failures or successes decide for somebody that a server is in a state, as a text of a page says."""

    page: Page
    event: Event
    outcome: str
    count: int
    state: str


def _judge(site: Site) -> Iterator[Problem]:
    told = [threshold for page in site.pages for threshold in _thresholds(page)]
    first: dict[tuple[str, str], _Threshold] = {}
    for each in told:
        key = (_job(each.page, each.event.lifeline), each.outcome)
        other = first.setdefault(key, each)
        if other.count != each.count and other.state == each.state:
            yield _differs(each, other)
    for page in site.pages:
        yield from _fewer(page, first)


def _job(page: Page, lifeline: str) -> str:
    """Return what a lifeline does: its role, or its own name where nobody says that another one does the same."""
    return page.role(lifeline) or f"{lifeline} of {page.drawn.place}"


def _thresholds(page: Page) -> Iterator[_Threshold]:
    seen: set[int] = set()
    for event in page.chart.events:
        if event.kind in ("note", "local") and not event.unlinked and id(event.source) not in seen:
            seen.add(id(event.source))
            for rule in rules_in(event.text, event.source.text_span.place):
                state = marked(event.text)
                if rule.count and state and rule.outcome in ("failure", "success"):
                    yield _Threshold(page, event, rule.outcome, rule.count, state)


def _differs(each: _Threshold, other: _Threshold) -> Problem:
    noun = "failure" if each.outcome == "failure" else "success"
    return Problem(
        each.event.place,
        f"{each.event.lifeline} goes by {each.count} for a {noun} that counts, but {other.event.lifeline}, which does "
        f"the same, by {other.count} ({other.event.place})",
        each.event.text,
        (related(other.event, f"{other.count} here"),),
        "give both the same threshold, or say why they differ",
        Severity.ERROR if each.event.lifeline == other.event.lifeline and each.page is other.page else None,
    )


def _fewer(page: Page, first: dict[tuple[str, str], _Threshold]) -> Iterator[Problem]:
    """Yield those who decide after fewer drawn checks than who does the same job elsewhere."""
    for event in page.chart.events:
        if event.kind != "local" or event.unlinked or rules_in(event.text, event.place):
            continue
        for outcome, pattern in (("success", _RECOVERED), ("failure", _FAILED)):
            threshold = first.get((_job(page, event.lifeline), outcome))
            if threshold and pattern.search(event.text) and threshold.event.lifeline != event.lifeline:
                yield from _short(page, event, threshold)


def _short(page: Page, decision: Event, threshold: _Threshold) -> Iterator[Problem]:
    drawn = _in_a_row(page, decision, threshold.outcome == "success")
    if 0 < len(drawn) < threshold.count and not page.chart.fragments[decision.fragment].repeated:
        yield Problem(
            decision.place,
            f"{decision.lifeline} decides '{decision.text}' after {counted(len(drawn), 'drawn check')}, but "
            f"{threshold.event.lifeline}, which does the same, needs {threshold.count} ('{threshold.event.text}')",
            decision.text,
            (related(threshold.event, f"{threshold.count} are needed here"), related(drawn[-1], "the last check")),
            f"draw {threshold.count} checks, or say that {decision.lifeline} goes by fewer",
        )


def _in_a_row(page: Page, decision: Event, passed: bool) -> list[Event]:
    """Return the last checks of one target with this result before a decision, the latest last."""
    found: list[Event] = []
    for event in page.chart.events[: decision.index][::-1]:
        if event.lifeline != decision.lifeline or not (event.unlinked or event.kind == "receive"):
            continue
        if found and event.peer != found[0].peer:
            continue
        asked = any(
            e.kind == "send" and e.lifeline == decision.lifeline and e.peer == event.peer and is_check(page, e)
            for e in page.chart.events[: event.index]
        )
        if not asked or crossed(event) == passed or page.chart.fragments[event.fragment].kind == "loop":
            break
        found.insert(0, event)
    return found


_ROLES = (
    "lifelines: {H1: {role: heartbeat}, H2: {role: heartbeat}, Web: {role: server, server: web}}\nservers: {web: {}}\n"
)
_OK = "    {0}->>Web: GET /health\n    Web-->>{0}: 200 OK\n"
_TWO = "sequenceDiagram\n" + _OK.format("H1") * 2 + "    H1->>H1: Mark Web UP (2/2 threshold)\n"

RULE = Rule(
    code="drawn-threshold-differs",
    severity=Severity.WARNING,
    title="two who do the same job go by different thresholds",
    what="""
Two lifelines of one role (or one lifeline twice) decide after different numbers of failures or successes: two texts say
so, or one decides after fewer drawn checks than the text of the other needs.
""",
    why="They will differ about the state of a server exactly when it matters. Mostly one is an oversight.",
    fix="Give both the same threshold, and draw all of the checks that it needs.",
    judge=_judge,
    invalid=(
        Example(_TWO + _OK.format("H2") + "    H2->>H2: Confirm recovery detected\n", at=(9,), contract=_ROLES),
        Example(
            "sequenceDiagram\n    Note over A: After 3 failures<br/>Mark Web as DOWN\n"
            "    Note over A: After 2 failures<br/>Mark Web as DOWN\n",
            at=(3,),
        ),
    ),
    valid=(
        Example(_TWO + _OK.format("H2") * 2 + "    H2->>H2: Confirm recovery detected\n", contract=_ROLES),
        Example(_TWO + _OK.format("H2") + "    H2->>H2: Confirm recovery detected\n"),
        Example(
            "sequenceDiagram\n    Note over A: After 3 failures<br/>Mark Web as DOWN\n"
            "    Note over A: After 5 failures page the operator\n"
        ),
        Example(
            "sequenceDiagram\n    Note over A: After 3 failures<br/>Mark Web as DOWN\n"
            "    Note over A: After 2 successes<br/>Mark Web as UP\n"
        ),
    ),
)
