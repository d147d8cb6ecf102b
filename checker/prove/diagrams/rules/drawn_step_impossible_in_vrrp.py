"""VRRP routers draw only what VRRP has: advertisements of the master, which nobody answers."""

from collections.abc import Iterator
from dataclasses import replace

from checker.base.finding import Related, Severity
from checker.model.chart import Event
from checker.model.parts import VRRP_PEER
from checker.model.scenario_protocol import impossible
from checker.prove.diagrams.page import Page, Site, crossed
from checker.prove.diagrams.roles import Held, sides
from checker.prove.diagrams.rule import Example, Problem, Rule, related

_LISTENS = "a VRRP backup sends nothing, it only listens until its timer runs out (RFC 5798, 6.4.2)"


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        lifelines = {name: (page.role(name), "") for name in page.chart.lifelines}
        if VRRP_PEER in {role for role, _ in lifelines.values()}:
            # Who is backup is followed here, as texts tell it; of the protocol only the answers are left.
            nameless = replace(page.drawn.diagram, participants=())
            answers = impossible(page.chart, nameless, lifelines, {})
            for event, held in sides(page):
                if _advertises(page, event):
                    yield from _wrong(page, event, held.get(event.lifeline), answers.get(event.index, ""))


def _wrong(page: Page, event: Event, now: Held | None, answer: str) -> Iterator[Problem]:
    told = now.told if now else None
    standby = now is not None and now.side == "following"
    if standby and (told is None or page.possible(told.event.index, event.index)):
        why = f"{_LISTENS}; '{told.words}' is told of it above" if told else _LISTENS
        where = (related(told.event, "a backup from here on"),) if told else _labelled(page, event.lifeline)
    elif answer:
        why, where = answer, _labelled(page, event.lifeline)
    else:
        return
    message = f"'{event.text}' from {event.lifeline} to {event.peer} cannot be: {why}"
    yield Problem(event.place, message, event.text, where, _HINT)


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
