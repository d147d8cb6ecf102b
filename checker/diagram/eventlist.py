"""A diagram as a flat list of events: the JSON that `verify render FILE --to json` prints."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from checker.diagram.tree import (
    Activation,
    Autonumber,
    Block,
    Box,
    Declaration,
    Destroy,
    Diagram,
    Menu,
    Message,
    Note,
    Section,
    Statement,
    Title,
    visits,
)

Event = dict[str, Any]

# The official reader keeps one sort of end and of division for both forms of `par`.
_FAMILY = {"par_over": "par"}
_DIVISION = {"alt": "else", "par": "and", "par_over": "and", "critical": "option"}


def events(diagram: Diagram) -> list[Event]:
    """Return what happens in the diagram, in the order of the text; declarations are in its actors instead."""
    out: list[Event] = []
    for mark, node, section, _ in visits(diagram.statements):
        if isinstance(node, Block):
            out.append(_mark(mark, node, section))
        elif isinstance(node, Box):
            out.append({"e": "box_start", "text": node.title, "colour": node.colour} if mark == "open" else _end("box"))
        else:
            out.extend(_leaf(node))
    return out


def actors(diagram: Diagram) -> list[dict[str, str]]:
    """Return id, label and type of every participant, in order of first appearance."""
    return [{"id": p.id, "label": p.label, "type": p.type} for p in diagram.participants]


def _mark(mark: str, node: Block, section: Section | None) -> Event:
    family = _FAMILY.get(node.kind, node.kind)
    if mark == "open":
        return {"e": f"{node.kind}_start", "text": node.label}
    if mark == "section" and section:
        return {"e": f"{family}_{_DIVISION[node.kind]}", "text": section.label}
    return _end(family)


def _end(kind: str) -> Event:
    return {"e": f"{kind}_end", "text": ""}


def _leaf(node: Statement) -> Iterator[Event]:
    match node:
        case Message():
            yield from _message(node)
        case Note():
            yield {"e": "note", "place": node.side, "actors": list(node.actors), "text": node.text}
        case Activation():
            yield {"e": "activate" if node.active else "deactivate", "actor": node.actor}
        case Autonumber():
            start, step = _finite(node.start), _finite(node.step)
            yield {"e": "autonumber", "start": start, "step": step, "visible": node.visible}
        case Title():
            yield {"e": node.kind, "text": node.text}
        case Menu():
            yield {"e": node.kind, "actor": node.actor, "text": node.text}
        case _:
            yield from _life(node)


def _life(node: Statement) -> Iterator[Event]:
    if isinstance(node, Destroy):
        yield {"e": "destroy", "actor": node.id}
    elif isinstance(node, Declaration) and node.created:
        yield {"e": "create", "actor": node.id}


def _message(node: Message) -> Iterator[Event]:
    yield {"e": "message", "from": node.sender, "to": node.receiver, "arrow": node.arrow, "text": node.text}
    if node.activate:
        yield {"e": "activate", "actor": node.receiver}
    if node.deactivate:
        yield {"e": "deactivate", "actor": node.sender}
    if node.centre in ("receiver", "both"):
        yield {"e": "central_connection", "actor": node.receiver}
    if node.centre in ("sender", "both"):
        yield {"e": "central_connection_reverse", "actor": node.sender}


def _finite(number: float | None) -> float | None:
    """Return the number, or None where JSON has no word for it."""
    return number if number is not None and math.isfinite(number) else None
