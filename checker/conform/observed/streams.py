"""What a media server does: it asks replicas whether streams may be published, and is answered or not."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.observed.draft import Draft, middle, places_of, server
from checker.conform.streaming.callbacks import FAILED, REFUSED
from checker.conform.streaming.publishing import router_of
from checker.model.casting import Party
from checker.model.event import Event
from checker.model.observed import Shape
from checker.model.parts import HEARTBEAT, MEDIA_SERVER

RANK_ASKED, RANK_ANSWERED = 2, 3
# So many callbacks of one kind stand one by one.
CALLBACKS = 4
_CALLS = {"publish": "asks whether a stream may be published", "publish_done": "tells that a stream ended"}


def stream_drafts(evidence: Evidence) -> list[Draft]:
    """Return the callbacks with their answers, and what services prefer from then on."""
    return [*_callbacks(evidence), *(_switched(e) for e in evidence.of("primary_switched"))]


def _callbacks(evidence: Evidence) -> Iterator[Draft]:
    for event in evidence.of("callback"):
        name = str(event.args["server"])
        if not name:
            continue
        asked = Party(MEDIA_SERVER, router_of(evidence.contract, event)), server(name)
        text = _CALLS.get(str(event.args["call"]), "asks (a callback)")
        places = places_of(event)
        lost = event.args["outcome"] == FAILED
        shape: Shape = "lost" if lost else "message"
        failed = ": no answer" if lost else ""
        yield Draft(shape, asked, text + failed, event.time, middle(event.time), places, RANK_ASKED, most=CALLBACKS)
        if not lost and event.args["outcome"]:
            yield _answer(event, asked)


def _answer(event: Event, asked: tuple[Party, Party]) -> Draft:
    at = max(int(event.args["ended_ns"]), event.time.lo)
    time = Interval(at, at + event.time.hi - event.time.lo)
    location = str(event.args["location"])
    text = f"yes, as {location}" if location else "no" if event.args["outcome"] == REFUSED else "yes"
    order = max(middle(time), middle(event.time))
    return Draft("answer", asked[::-1], text, time, order, places_of(event), RANK_ANSWERED, most=CALLBACKS)


def _switched(event: Event) -> Draft:
    who = Party(HEARTBEAT, event.source.host)
    text = f"prefers {event.args['after']} from now on"
    return Draft("note", (who,), text, event.time, middle(event.time), places_of(event), RANK_ANSWERED)
