"""What a step of a diagram is where the contract maps its text to nothing: by the roles at its ends, and plain words.

Only what can be nothing else is read: an arrow from a heartbeat service to a replica is a check, a POST of a media
server to a replica the callback of a publish. What is not understood is no word of the model, and is said to be none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from checker.diagram.arrows import Head
from checker.diagram.tree import Message, Note
from checker.model.chart import Event
from checker.model.parts import SERVER, VRRP_PEER
from checker.model.phrases import read_phrases
from checker.prove.diagrams.page import Page, crossed, dotted
from checker.prove.diagrams.telling import Told

HEARTBEAT, MEDIA_SERVER = "heartbeat", "media-server"

_FAILURE = re.compile(
    r"fail|error|time[ds]?[ -]?out|timeout|refus|unreachable|no (?:answer|response|reply)|denied|forbidden|reject|"
    r"unauthori[sz]ed|\b[45]\d\d\b",
    re.IGNORECASE,
)
_SUCCESS = re.compile(r"\b[23]\d\d\b|\bok\b|success|redirect|location|authori[sz]ed|healthy|\bup\b", re.IGNORECASE)
_DETECTED = re.compile(r"\b(?P<back>recover\w*)\b.*\bdetect|\bdetect\w*\b.*\b(?P<too>recover\w*)", re.IGNORECASE)
_CALLBACK = re.compile(r"\bPOST\b|on_publish|callback|publish|authori[sz]e|stream", re.IGNORECASE)
_STREAM = re.compile(r"\brtmp\b|\bstream\b|\bpublish", re.IGNORECASE)
_PLAYBACK = re.compile(r"\bplay|\bwatch|\bview|\bend(?:s|ed)?\b|\bstop", re.IGNORECASE)
_SEGMENTS = re.compile(
    r"\bsegments?\b.*\b(?:saved|written|stored)|\b(?:save|write|store)s?\b.*\bsegment", re.IGNORECASE
)
_OPERATOR = re.compile(r"\bmanual|\boperator\b|\badmin|\bedit(?:s|ed)?\b|\breload|on_publish", re.IGNORECASE)
_CHOICE = re.compile(r"\bswitch(?:es|ed)?\b.*\b(?:index|to)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """What a step is: a kind, its arguments, and the role of the end at which it is done.

    `by` is the lifeline that the model has it from, where that is not this end: an answer is given by who was asked.
    """

    kind: str
    args: Mapping[str, str] = field(default_factory=dict)
    doer: str = ""
    by: str = ""


@dataclass(frozen=True)
class Arrows:
    """Reads the steps of one diagram."""

    page: Page

    def read(self, event: Event) -> Read | None:
        """Return what a step is, None where only its text could say so, and does not."""
        source = event.source
        if isinstance(source, Note):
            return self._struck(event) or self._alone(event)
        if event.peer == event.lifeline:
            return self._alone(event)
        sends = event.kind == "send"
        ends = (event.lifeline, event.peer) if sends else (event.peer, event.lifeline)
        return self._message(event, source, *ends)

    def _message(self, event: Event, source: Message, sender: str, receiver: str) -> Read | None:
        roles = (self._role(sender), self._role(receiver))
        match roles:
            case (role, other) if role == other == VRRP_PEER:
                # Between VRRP routers there is nothing but advertisements.
                plain = source.shape.head != Head.CROSS and not source.shape.dotted
                return Read("advert", {}, VRRP_PEER) if plain else None
            case ("heartbeat", "server") if not dotted(event) and not crossed(event):
                return Read("check", {"server": self._server(receiver)}, HEARTBEAT)
            case ("server", "heartbeat"):
                args = {"server": self._server(sender)}
                if crossed(event) or _FAILURE.search(source.text):
                    return Read("check", {**args, "passed": "false"}, HEARTBEAT)
                return Read("check", {**args, "passed": "true"}, SERVER, receiver)
            case ("media-server", "server") if not dotted(event) and not crossed(event):
                asks = _CALLBACK.search(source.text) and not _PLAYBACK.search(source.text)
                return Read("callback", {"server": self._server(receiver)}, MEDIA_SERVER) if asks else None
            case ("server", "media-server"):
                return self._answer(crossed(event), source.text, self._server(sender), receiver)
            case ("client", "router" | "media-server"):
                streams = _STREAM.search(source.text) and not _PLAYBACK.search(source.text)
                return Read("streamed", {}, "client") if streams and not dotted(event) else None
            case (_, "media-server") if _OPERATOR.search(source.text):
                return self._switched(source.text, receiver)
            case _:
                return None

    def _answer(self, lost: bool, text: str, server: str, router: str) -> Read | None:
        """Return what a replica's answer to a callback is; one that is neither good nor bad is none of both."""
        if lost or _FAILURE.search(text):
            return Read("callback_failed", {"server": server, "lost": str(lost)}, MEDIA_SERVER)
        return Read("authorised", {"server": server}, SERVER, router) if _SUCCESS.search(text) else None

    def _alone(self, event: Event) -> Read | None:
        """Return what a note, or what somebody does alone, is of those who stand there."""
        over = getattr(event.source, "actors", (event.lifeline,))
        by_role = {self._role(name): name for name in over}
        if len(over) == 1 and HEARTBEAT in by_role:
            return self._viewed(event, by_role[HEARTBEAT])
        if MEDIA_SERVER in by_role and len(over) == 1:
            if _SEGMENTS.search(event.text):
                return Read("segments", {}, MEDIA_SERVER)
            if _OPERATOR.search(event.text):
                return self._switched(event.text, by_role[MEDIA_SERVER])
        return None

    def _viewed(self, event: Event, service: str) -> Read | None:
        """Return what a heartbeat service makes of its checks: a mark, a count, a choice."""
        text = event.text
        for told in self._told(event):
            if told.kind in ("down", "up") and (server := self._one_of(told.who)):
                return Read("server_state", {"server": server, "after": told.kind.upper()}, HEARTBEAT)
        last = self._checked_before(event, service)
        if last and (found := _DETECTED.search(text)) and (found["back"] or found["too"]):
            return Read("server_state", {"server": last, "after": "UP"}, HEARTBEAT)
        counted = next((f for f in read_phrases(text, event.place).facts if f.kind in ("fraction", "mark")), None)
        if last and counted and counted.values["n"] != counted.values["of"]:
            which = "fails" if _FAILURE.search(text) else "passes" if _SUCCESS.search(text) else ""
            args = {"server": last, "which": which, "count": str(counted.values["n"])}
            return Read("counted", args, HEARTBEAT) if which else None
        if _CHOICE.search(text) and (to := self._one_of(self.page.names.spoken_of(text.partition(" to ")[2]))):
            return Read("chosen", {"server": to}, HEARTBEAT)
        return None

    def _struck(self, event: Event) -> Read | None:
        """Return the fault or the repair of a server that a text over it tells; what never failed is not repaired."""
        for told in self._told(event):
            if told.kind in ("crash", "repair") and event.lifeline in told.who and self._role(event.lifeline) == SERVER:
                if told.kind == "crash":
                    return Read("process_stopped", {}, SERVER)
                if self._fails_before(event):
                    return Read("process_started", {}, SERVER)
        return None

    def _fails_before(self, event: Event) -> bool:
        """Say whether the last that was told of a server above a place is that it failed."""
        before = [
            told
            for told in self.page.told
            if told.event.index < event.index
            and event.lifeline in told.who
            and (told.kind == "crash" or (told.kind == "repair" and told.event.kind in ("note", "local")))
        ]
        return bool(before) and before[-1].kind == "crash"

    def _switched(self, text: str, router: str) -> Read:
        """Return the change of a media server's configuration, to the replica that is named, if one is."""
        to = self._one_of(self.page.names.spoken_of(text))
        return Read("switched", {"server": to, "router": router}, MEDIA_SERVER)

    def _checked_before(self, event: Event, service: str) -> str:
        """Return the server that a service checked last above a place, '' where it checked none."""
        above = (e for e in self.page.chart.events[: event.index] if e.lifeline == service and e.kind != "note")
        peers = [self._server(e.peer) for e in above if self._role(e.peer) == SERVER]
        return peers[-1] if peers else ""

    def _told(self, event: Event) -> tuple[Told, ...]:
        return self._told_by.get(id(event.source), ())

    @cached_property
    def _told_by(self) -> Mapping[int, tuple[Told, ...]]:
        found: dict[int, tuple[Told, ...]] = {}
        for told in self.page.told:
            found[id(told.event.source)] = (*found.get(id(told.event.source), ()), told)
        return found

    def _one_of(self, lifelines: frozenset[str]) -> str:
        """Return the server that these lifelines are, '' where they are none or several."""
        servers = {self._server(name) for name in lifelines if self._role(name) == SERVER}
        return next(iter(servers)) if len(servers) == 1 else ""

    def _role(self, lifeline: str) -> str:
        return self.page.role(lifeline.partition(" ")[0])

    def _server(self, lifeline: str) -> str:
        line = self.page.contract.lifeline(lifeline.partition(" ")[0], self.page.drawn.title)
        return line.server if line else ""
