"""Requests that a run sends to a server after it was marked DOWN and before it is UP again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from checker.diff.change import RunStep
from checker.diff.runs.labelling import Side
from checker.diff.runs.telling import told
from checker.diff.runs.unfolding import Run, runs_of
from checker.diff.version import Page
from checker.model.chart import Event
from checker.model.phrases import read_phrases

_DOWN = frozenset({"down", "maint", "fault", "unhealthy", "stop"})
_UP = frozenset({"up", "healthy", "active"})
_MAY_BE_STATE = re.compile(rf"\b(?:{'|'.join(sorted(_DOWN | _UP))})\b", re.IGNORECASE)
_STATE_FACTS = frozenset({"mark", "transition", "state"})
# What is sent to a server because it is down: to learn whether it is back, or to bring it back.
_NO_REQUEST = re.compile(
    r"check|probe|ping|heartbeat|\bhealth|vrrp|\bsyn\b|restart|\bstart|stop|kill|promot|fenc|repair", re.I
)
_BROUGHT_BACK = re.compile(r"docker start|admin (?:runs|fixes)|restart|repair|is back|recover", re.I)
_NO_USE_KINDS = frozenset({"check", "health_poll", "advert", "poll", "connect"})


@dataclass(frozen=True, slots=True)
class Use:
    """A request to a server that is DOWN: the step, the server's lifeline, the mark, and the run that leads there."""

    item: int
    server: str
    mark: Event
    request: Event
    run: tuple[RunStep, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    event: int
    server: str
    kind: Literal["down", "up", "request"]


def uses_of_down(page: Page, side: Side, rounds: int) -> dict[int, Use]:
    """Return for each step that sends a request to a server marked DOWN how a run comes to it (the first found)."""
    signs = list(_signs(page))
    if not {"down", "request"} <= {sign.kind for sign in signs}:
        return {}
    by_event: dict[int, list[_Sign]] = {}
    for sign in signs:
        by_event.setdefault(sign.event, []).append(sign)
    found: dict[int, Use] = {}
    for run in runs_of(side, frozenset(by_event), rounds).runs:
        for mark, request, server in _used(run, by_event):
            item = side.item_of[request.index]
            if item not in found:
                found[item] = Use(item, server, mark, request, _whole_run(side, run, mark, request, rounds))
    return found


def _used(run: Run, signs: Mapping[int, Sequence[_Sign]]) -> Iterator[tuple[Event, Event, str]]:
    """Yield mark and request, in the order of the page within one run."""
    down: dict[str, Event] = {}
    for event in run.order.events:
        for sign in signs[event.index]:
            if sign.kind == "down":
                down.setdefault(sign.server, event)
            elif sign.kind == "up":
                down.pop(sign.server, None)
            elif sign.server in down:
                yield down[sign.server], event, sign.server


def _whole_run(side: Side, cut: Run, mark: Event, request: Event, rounds: int) -> tuple[RunStep, ...]:
    """Return the run with all of its events, from the mark to the request."""
    from checker.diff.runs.unfolding import run_by

    events = run_by(side, cut.policy).order.events
    first = next((n for n, e in enumerate(events) if e.index == mark.index), 0)
    last = next((n for n, e in enumerate(events) if e.index == request.index and n > first), len(events) - 1)
    return told(events[: last + 1], [first, last])


def _signs(page: Page) -> Iterator[_Sign]:
    names, answers = _names(page), _answers(page)
    for event in page.chart.events:
        if event.kind == "send" and event.index not in answers and _is_request(page, event):
            yield _Sign(event.index, event.peer, "request")
        if event.kind != "receive":
            yield from _states(event, names)


def _states(event: Event, names: Mapping[str, str]) -> Iterator[_Sign]:
    if event.kind == "note" and _BROUGHT_BACK.search(event.text):
        yield _Sign(event.index, event.lifeline, "up")
    if not _MAY_BE_STATE.search(event.text):
        return
    for fact in read_phrases(event.text, event.place).facts:
        state = str(fact.values.get("after", fact.values.get("state", ""))).lower()
        server = names.get(_squeezed(str(fact.values.get("subject", ""))), "")
        if fact.kind in _STATE_FACTS and server and state in _DOWN | _UP:
            yield _Sign(event.index, server, "down" if state in _DOWN else "up")


def _answers(page: Page) -> frozenset[int]:
    """Return the sendings that answer one the other way; how the arrow is drawn says nothing."""
    waiting: Counter[tuple[str, str]] = Counter()
    found = set()
    for event in page.chart.events:
        if event.kind == "send" and waiting[event.peer, event.lifeline]:
            waiting[event.peer, event.lifeline] -= 1
            found.add(event.index)
        elif event.kind == "send":
            waiting[event.lifeline, event.peer] += 1
    return frozenset(found)


def _is_request(page: Page, event: Event) -> bool:
    meaning = page.meant.get(event.source.text_span.place)
    if meaning and meaning.rule.kind in _NO_USE_KINDS:
        return False
    return not _NO_REQUEST.search(event.text)


def _names(page: Page) -> dict[str, str]:
    """Return the lifelines by what texts may call them: id, the words of the label, the name of the server."""
    found: dict[str, str] = {}
    for participant in page.drawn.diagram.participants:
        label = re.split(r"<br[ \t]*/?>|\(", participant.label)
        asides = re.findall(r"\(([\w.-]+)(?::\d+)?\)", participant.label)
        for name in (*asides, label[0], page.component(participant.id), participant.id):
            if _squeezed(name):
                found.setdefault(_squeezed(name), participant.id)
    for participant in page.drawn.diagram.participants:
        found[_squeezed(participant.id)] = participant.id
    return found


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
