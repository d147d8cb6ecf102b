"""Who tells of a change has heard of it: a path of messages leads from who knew to the teller."""

import re
from collections.abc import Iterator

from checker.base.finding import Severity
from checker.base.words import listed
from checker.model.chart import Event
from checker.model.phrases.lines import lines_of
from checker.prove.diagrams.page import Page, Site, crossed
from checker.prove.diagrams.rule import Example, Problem, Rule, related
from checker.prove.diagrams.telling import Told

_NEWS = re.compile(
    r"^\W*(?:(?:is|are|was|has|have|went|came|comes|now|just|been|back)\s+)*"
    r"(?P<what>down|up|crash\w*|dead|died|fail(?:s|ed)|offline|re-?join\w*|recover\w*|restored|back|online|healthy)\b",
    re.IGNORECASE,
)
_BAD = re.compile(r"down|crash|dead|died|fail|offline", re.IGNORECASE)


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        for event in page.chart.events:
            if event.kind == "send" and not crossed(event):
                for subject, bad in _news(page, event):
                    yield from _unheard(page, event, subject, bad)


def _news(page: Page, event: Event) -> Iterator[tuple[frozenset[str], bool]]:
    """Yield of whom a message says that it is down (or that it is back), where that is not who sends or gets it."""
    for line in lines_of(event.text):
        for mention in page.names.mentions(line.text):
            match = _NEWS.match(line.text[mention.end :])
            if match and not mention.who & {event.lifeline, event.peer}:
                yield mention.who, bool(_BAD.match(match["what"]))


def _unheard(page: Page, news: Event, subject: frozenset[str], bad: bool) -> Iterator[Problem]:
    change = _change(page, news, subject, bad)
    if change and not _path(page, news, subject, change):
        names = listed(sorted(subject))
        yield Problem(
            news.place,
            f"{news.lifeline} tells of {names} ('{news.text}'), but no message drawn since leads from {names}, or from "
            f"anybody who noticed, to {news.lifeline}",
            news.text,
            (related(change.event, "the change that it tells of"),),
            f"draw how {news.lifeline} learns of it",
        )


def _change(page: Page, news: Event, subject: frozenset[str], bad: bool) -> Told | None:
    """Return the last thing that happened to the subject above: its crash, or its repair."""
    wanted = "crash" if bad else "repair"
    found = [
        told
        for told in page.told
        if told.kind == wanted and told.who & subject and told.event.index < news.index and told.event.kind != "send"
    ]
    return found[0] if found and not bad else found[-1] if found else None


def _path(page: Page, news: Event, subject: frozenset[str], change: Told) -> bool:
    """Say whether the teller can know: it was there, or a causal path leads to it from who was."""
    about = {other for name in subject for other in page.names.beside(name)}
    return any(
        event.kind != "receive"
        and (event.lifeline in about or (event.unlinked and event.peer in about) or _speaks(page, event, subject))
        and page.order.precedes(event.index, news.index)
        for event in page.chart.events[change.event.index + 1 : news.index]
    ) or news.lifeline in _there(change)


def _speaks(page: Page, event: Event, subject: frozenset[str]) -> bool:
    """Say whether somebody is drawn to say something of the subject: whoever it is, how it knew is asked there."""
    return bool(page.names.spoken_of(event.text) & subject)


def _there(change: Told) -> frozenset[str]:
    """Return who stands under the note that tells of the change."""
    return frozenset(getattr(change.event.source, "actors", ()))


RULE = Rule(
    code="drawn-news-unheard",
    severity=Severity.WARNING,
    title="somebody tells of a change that nobody told it of",
    what="""
A message says of somebody else that it crashed, or is back. The change is drawn, but since then no chain of messages
leads from it, from anybody who noticed (a timeout, a check), or from anybody who speaks of it, to the sender.
""",
    why="An alert that nothing triggers is not sent. The check that would make it possible is missing from the design.",
    fix="Draw the check or the message by which the sender learns of the change.",
    judge=_judge,
    invalid=(
        Example(
            "sequenceDiagram\n    Note over Web1: Web1 is restarted\n    Monitor->>Web2: GET /stats\n"
            "    Web2-->>Monitor: ok\n    Monitor->>Chat: Web1 is back\n",
            at=(5,),
        ),
        Example("sequenceDiagram\n    Note over Web1: Web1 crashes\n    Monitor->>Chat: Web1 is DOWN\n", at=(3,)),
    ),
    valid=(
        Example(
            "sequenceDiagram\n    Note over Web1: Web1 is restarted\n    Monitor->>Web1: GET /stats\n"
            "    Web1-->>Monitor: ok\n    Monitor->>Chat: Web1 is back\n"
        ),
        Example(
            "sequenceDiagram\n    Note over Web1: Web1 crashes\n    LB->>Web1: check\n    Web1--xLB: refused\n"
            "    LB-->>Monitor: stats\n    Monitor->>Chat: Web1 is DOWN\n"
        ),
        Example("sequenceDiagram\n    Monitor->>Chat: Web1 is DOWN\n"),
    ),
)
