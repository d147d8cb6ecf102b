"""Drawn steps that the protocol does not have.

VRRP (RFC 5798, 6.4): the master sends advertisements to a multicast address, and nobody answers. A backup sends
nothing at all; it only listens, and becomes master when its timer runs out. So a backup that asks, and any answer
between two VRRP routers, can be drawn and never be seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from checker.base.places import Place
from checker.diagram.arrows import Head
from checker.diagram.tree import Diagram, Message
from checker.model.chart import Chart, Event
from checker.model.contract_diagrams import Meaning
from checker.model.parts import VRRP_PEER

_STATE = re.compile(r"\b(master|backup)\b", re.IGNORECASE)
_ANSWER = re.compile(r"\b(?:confirm|acknowledg|ack\b|respon[sd]|repl(?:y|ies)|answer)", re.IGNORECASE)
_BACKUP_SENDS = "a VRRP backup sends nothing, it only listens until its timer runs out (RFC 5798, 6.4.2)"
_NOBODY_ANSWERS = "VRRP knows no answers: advertisements are multicast by the master alone (RFC 5798, 6.4.3)"


def impossible(
    chart: Chart, diagram: Diagram, lifelines: Mapping[str, tuple[str, str]], found: Mapping[Place, Meaning]
) -> dict[int, str]:
    """Return the numbers of the events that cannot be, and why.

    Who is backup is what the drawing says: the texts of the participants, and notes that mean a change of state.
    """
    states = {p.id: m[1].upper() for p in diagram.participants if (m := _STATE.search(p.label))}
    never: dict[int, str] = {}
    for event in chart.events:
        meaning = found.get(event.source.text_span.place)
        if meaning and meaning.rule.kind == "vrrp_state" and event.kind in ("note", "local"):
            states[event.lifeline] = meaning.args.get("state", "").upper()
        elif lifelines[event.lifeline][0] == VRRP_PEER == lifelines.get(event.peer, ("",))[0]:
            why = _why(event, states)
            if why:
                never[event.index] = why
    return never


def _why(event: Event, states: Mapping[str, str]) -> str:
    """Return why a message between two VRRP routers cannot be, or ''."""
    source = event.source
    if not isinstance(source, Message) or event.lifeline == event.peer:
        return ""
    if source.shape.head == Head.CROSS:
        return ""  # what does not arrive: the timer of who waits
    sender = event.lifeline if event.kind == "send" else event.peer
    if states.get(sender) == "BACKUP":
        return _BACKUP_SENDS
    return _NOBODY_ANSWERS if source.shape.dotted or _ANSWER.search(source.text) else ""
