"""Who leads and who stands by, as a drawing tells it from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.model.chart import Event
from checker.prove.diagrams.page import Page
from checker.prove.diagrams.telling import Side, Told

_LABEL = re.compile(r"\((?:(?P<leading>master|leader|active)|(?P<following>backup|follower|standby|passive))\)", re.I)


@dataclass(frozen=True, slots=True)
class Held:
    """The role that a lifeline has at some place: which, and what told so (None: its label)."""

    side: Side
    told: Told | None


def sides(page: Page) -> Iterator[tuple[Event, dict[str, Held]]]:
    """Yield each event with the roles as they are told above it; the mapping is one that goes on changing."""
    held: dict[str, Held] = {}
    for name, label in page.labels.items():
        if match := _LABEL.search(label):
            held[name] = Held("leading" if match["leading"] else "following", None)
    at: dict[int, list[Told]] = {}
    for told in page.told:
        at.setdefault(told.event.index, []).append(told)
    for event in page.chart.events:
        yield event, held
        for told in at.get(event.index, ()):
            _take(page, told, held)


def _take(page: Page, told: Told, held: dict[str, Held]) -> None:
    everybody = {name for who in told.who for name in page.names.beside(who)}
    for name in everybody:
        if told.kind in ("becomes", "stays"):
            held[name] = Held(told.side, told)
        elif told.kind in ("crash", "repair") and name in held and held[name].told is not told:
            _forget(told, held, name)


def _forget(told: Told, held: dict[str, Held], name: str) -> None:
    """Whoever crashed or came back has no role until one is told; a repair that tells one says so beside it."""
    known = held[name].told
    if known is None or known.event is not told.event:
        del held[name]
