"""By which events a drawn step is seen, and which end of a message each shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.model.chart import Event
from checker.model.contract_diagrams import Meaning
from checker.model.contract_events import End, Sign, pieces_of
from checker.model.parts import doer_role
from checker.model.scenario import DrawnSign, Piece

ENDS: tuple[End, ...] = ("sender", "receiver")
Lifelines = Mapping[str, tuple[str, str]]


def signs_of(event: Event, meaning: Meaning, lifelines: Lifelines) -> tuple[DrawnSign, ...]:
    """Return the signs of a drawn event, the one that its label means first.

    Where the contract does not say which ends an event shows, it is that of who does or tells it; of a connection both.
    """
    signs = (meaning.rule.sign, *meaning.rule.others)
    return tuple(found for n, sign in enumerate(signs) for found in _shown(event, meaning, sign, n == 0, lifelines))


def _shown(event: Event, meaning: Meaning, sign: Sign, means: bool, lifelines: Lifelines) -> Iterator[DrawnSign]:
    ends = ends_of(event)
    role = doer_role(sign.kind, (lifelines.get(end, ("",))[0] for end in ends.values())) or lifelines[event.lifeline][0]
    doers: list[End] = [end for end in ENDS if lifelines.get(ends[end], ("",))[0] == role]
    by_nature = ENDS if sign.kind == "connect" else doers[:1]
    shown = sign.shows or by_nature
    alone = ends["sender"] == ends["receiver"]
    if alone and not doers and lifelines[event.lifeline][1]:
        doers = ["sender"]  # another program of a certain host may be meant: its keepalived, over a balancer
    here: End = "sender" if event.lifeline == ends["sender"] else "receiver"
    if not alone and here not in shown:
        return
    if alone and not (doers or sign.shows):
        return
    doer = next((end for end in doers if end in shown), next(iter(doers), ""))
    said = {n: f"{{{n}}}" for n in meaning.said if means and n in sign.said}
    wanted = tuple((name, _pieces(value, ends, meaning.said)) for name, value in {**said, **sign.args}.items())
    yield DrawnSign(sign.kind, wanted, ends[doer] if doer else "", sign.at, sign.since, sign.before, means)


def ends_of(event: Event) -> dict[str, str]:
    """Return who sends and who receives what an event is part of; a note stands for both."""
    if not event.peer or event.peer == event.lifeline:
        return {"sender": event.lifeline, "receiver": event.lifeline}
    sends = event.kind == "send"
    sender, receiver = (event.lifeline, event.peer) if sends else (event.peer, event.lifeline)
    return {"sender": sender, "receiver": receiver}


def _pieces(value: str, ends: Mapping[str, str], said: Mapping[str, str]) -> tuple[Piece, ...]:
    if value in ends:
        return (Piece("lifeline", ends[value]),)
    return tuple(Piece("word", said[text]) if kind == "name" else Piece(kind, text) for kind, text in pieces_of(value))
