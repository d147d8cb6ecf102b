"""VRRP routers draw only what VRRP has: advertisements of the master, which nobody answers."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from checker.base.finding import Related, Severity
from checker.model.chart import Event
from checker.model.parts import VRRP_PEER
from checker.model.scenario_protocol import impossible
from checker.prove.diagrams.page import Page, Site, crossed
from checker.prove.diagrams.roles import Held, sides
from checker.prove.diagrams.rule import Example, Problem, Rule, related

_SPEAKS = "only the master sends advertisements (RFC 5798, 6.4.3)"


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        lifelines = {name: (page.role(name), "") for name in page.chart.lifelines}
        if VRRP_PEER not in {role for role, _ in lifelines.values()}:
            continue
        never = impossible(page.chart, page.drawn.diagram, lifelines, page.meaning)
        for _, ends in groupby(page.chart.events, key=lambda event: id(event.source)):
            first = next(ends)
            if first.index in never:
                message = f"'{first.text}' from {first.lifeline} to {first.peer} cannot be: {never[first.index]}"
                yield Problem(first.place, message, first.text, _labelled(page, first.lifeline), _HINT)
        yield from _standbys(page, never)


def _standbys(page: Page, never: Mapping[int, str]) -> Iterator[Problem]:
    """Yield the advertisements of who is told to be a backup by now, though its label says master."""
    for event, held in sides(page):
        now = held.get(event.lifeline)
        if event.index not in never and _advertises(page, event) and _told_standby(page, event, now):
            told = now.told if now else None
            if told:
                message = f"{event.lifeline} sends '{event.text}', but '{told.words}' is told of it above: {_SPEAKS}"
                yield Problem(event.place, message, event.text, (related(told.event, "a backup from here on"),), _HINT)


def _told_standby(page: Page, event: Event, now: Held | None) -> bool:
    return bool(now and now.told and now.side == "following" and page.possible(now.told.event.index, event.index))


def _advertises(page: Page, event: Event) -> bool:
    return (
        event.kind == "send"
        and event.peer != event.lifeline
        and page.role(event.lifeline) == VRRP_PEER == page.role(event.peer)
        and not crossed(event)
    )


def _labelled(page: Page, name: str) -> tuple[Related, ...]:
    participant = page.drawn.diagram.participant(name)
    return (Related(participant.span.place, f"{name} is declared here", participant.label),) if participant else ()


_HINT = "draw the advertisements of the master, and the backup's timer as a note"
_PEERS = "lifelines: {A: {role: vrrp-peer}, B: {role: vrrp-peer}}\n"

RULE = Rule(
    code="drawn-step-impossible-in-vrrp",
    severity=Severity.ERROR,
    title="a message is drawn that VRRP does not have",
    what="""
In VRRP (RFC 5798, 6.4) the master sends advertisements to a multicast address, and nobody answers. A backup sends
nothing at all: it listens until its timer runs out. A backup that asks, an answer, or a confirmation cannot be.
""",
    why="People look for it in logs and captures, and build on a handshake that does not exist.",
    fix="Draw the advertisements of the master, and the timer of the backup as a note.",
    judge=_judge,
    invalid=(
        Example(
            "sequenceDiagram\n    participant A as keepalived 1 (Master)\n    participant B as keepalived 2 (Backup)\n"
            "    B->>A: heartbeat check\n    A-->>B: answer\n",
            at=(4, 5),
            contract=_PEERS,
        ),
        Example(
            "sequenceDiagram\n    Note over A: rejoins as backup\n    A->>B: heartbeat (priority 101)\n",
            at=(3,),
            contract=_PEERS,
        ),
    ),
    valid=(
        Example(
            "sequenceDiagram\n    participant A as keepalived 1 (Master)\n    participant B as keepalived 2 (Backup)\n"
            "    A->>B: advertisement\n    A-xB: advertisement\n    Note over B: timer runs out\n",
            contract=_PEERS,
        ),
        Example("sequenceDiagram\n    B->>A: are you there?\n    A-->>B: answer\n"),
    ),
)
