"""The sections `properties` and `promises`: what the texts promise, each with the lines that do, the best first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.base.places import Place
from checker.pipeline.drafting.draft import Entry, Part, Value, places
from checker.pipeline.drafting.naming import Names
from checker.pipeline.drafting.numbers import HEARTBEAT, LOAD_BALANCER, MONITOR, VRRP_PEER, Numbers
from checker.pipeline.drafting.paper import Paper, Said
from checker.pipeline.drafting.roles import Casting

_STAYS = re.compile(
    r"\b(?:stays?|remains?|kept|continues?)\b[\w ]{0,20}\b(?:stand-?by|backup|passive|secondary|replica)\b|"
    r"\bno(?:t| automatic)? ?(?:fail-?back|pre-?empt)|\bnopreempt\b",
    re.IGNORECASE,
)
_MAYBE = re.compile(r"\b(?:typically|usually|could|may|might|can|should|if)\b", re.IGNORECASE)
_BOTH_DETECT = re.compile(r"\bboth\b|independent|\bagree|\bconfirm|\bdetect", re.IGNORECASE)
_MOVED = re.compile(r"\b(?:migrat|moved|chang|switched|fail(?:ed|s)? ?over)", re.IGNORECASE)
_SINGLE_POINT = re.compile(
    r"\b(?:no(?: longer)?|zero|without|not)\b[\w ]{0,20}\b(?:spofs?|single points? of failure)\b", re.IGNORECASE
)
_UNAFFECTED = re.compile(
    r"unaffected|\b(?:no|zero|without)\b[\w ]{0,12}\b(?:down ?time|interruption|impact|outage)|uninterrupted|seamless",
    re.IGNORECASE,
)
_SEGMENTS = re.compile(r"\bsegments?\b", re.IGNORECASE)
_REDIRECT = re.compile(r"\b30[1278]\b|redirect", re.IGNORECASE)
_FAILOVER = re.compile(r"fail[ -]?over", re.IGNORECASE)


@dataclass(frozen=True)
class Promises:
    """Finds what the texts of a document promise."""

    paper: Paper
    casting: Casting
    names: Names
    numbers: Numbers

    def properties(self, parameters: Iterable[str], needs: dict[str, tuple[str, ...]]) -> Part:
        """Return the properties whose lines were found, and whose parameters are known."""
        known = set(parameters)
        entries = []
        for name, found in self._properties():
            lines = places(found)
            if lines and set(needs.get(name, ())) <= known:
                entries.append(_promise(name, lines, self.paper))
        return Part(
            "properties", "What must hold, and the lines that promise it (the first says it best).", tuple(entries)
        )

    def promises(self) -> Part:
        """Return what only a configuration keeps or breaks."""
        rows = (
            ("balancer-not-single-point", self._said(_SINGLE_POINT)[:1] if LOAD_BALANCER in self._roles else ()),
            ("service-unaffected", self._said(_UNAFFECTED)[:1]),
            ("publish-fails-over", self._called_elsewhere()),
        )
        found = [_promise(name, lines, self.paper) for name, each in rows if (lines := places(each))]
        return Part("promises", "What they promise that only the configuration keeps or breaks.", tuple(found))

    def stays(self) -> tuple[Place, ...]:
        """Return where it is said that a recovered host does not take the address back; plain statements first."""
        said = [each for each in self.paper.said if _STAYS.search(each.text)]
        said.sort(key=lambda each: (bool(_MAYBE.search(each.text)), each.number))
        return tuple(each.place for each in said)

    @property
    def _roles(self) -> frozenset[str]:
        return self.casting.every

    def _properties(self) -> Iterator[tuple[str, Iterable[Place]]]:
        fall, rise = self._counted("fall"), self._counted("rise")
        watched = LOAD_BALANCER in self._roles or HEARTBEAT in self._roles
        peers = VRRP_PEER in self._roles
        yield "no-request-routed-to-down", self._skipped()
        if peers:
            yield "single-vip-holder", self._holders()
            yield "vip-always-held", [*self._at("vip.takeover"), *self._at("client.interruption"), *self._plain_stays()]
            yield "no-failback", self.stays()
        if watched:
            yield "down-after-failures", fall
            yield "up-after-successes", rise
            yield "down-detected-in-time", [*(self._at("down.within") or fall), *self._at("heartbeat.interval")]
        yield "poll-on-schedule", self._at("monitor.interval")
        yield "client-interruption-bounded", self._at("client.interruption")
        yield "alert-per-state-change", self._alerts()
        yield "heartbeat-on-schedule", self._at("heartbeat.interval")
        if len(self.casting.of(HEARTBEAT)) > 1:
            yield "services-agree", self._agreeing()
        if "media-server" in self._roles:
            yield "publish-authorised", self._published()
            yield "redirect-carries-username", self._between(("server", "media-server"), _REDIRECT)

    def _at(self, name: str) -> list[Place]:
        found = self.numbers.by_name.get(name)
        return [found.said.place, *self.numbers.also.get(name, ())] if found else []

    def _counted(self, which: str) -> list[Place]:
        return self._at(f"check.{which}") or self._at(f"heartbeat.{which}")

    def _plain_stays(self) -> tuple[Place, ...]:
        return tuple(p for p in self.stays() if not _MAYBE.search(self.paper.document.line(p.line)))

    def _said(self, pattern: re.Pattern[str]) -> list[Place]:
        return [said.place for said in self.paper.of("note", "message", "block", "prose") if pattern.search(said.text)]

    def _between(
        self, ends: tuple[str, str], pattern: re.Pattern[str] | None = None, crossed: bool = False
    ) -> list[Place]:
        return [
            said.place
            for said in self.paper.of("message")
            if (self.casting.role(said, said.sender), self.casting.role(said, said.receiver)) == ends
            and said.crossed == crossed
            and (pattern is None or pattern.search(said.text))
        ]

    def _skipped(self) -> list[Place]:
        """Return where a load balancer skips a server, or where a media server calls another than the one marked."""
        skips = [
            said.place
            for said in self.paper.of("message", "note", "prose")
            if said.facts("skip") and (not said.drawn or LOAD_BALANCER in self.casting.roles(said))
        ]
        return skips or self._called_after_mark()

    def _called_after_mark(self) -> list[Place]:
        for said in self.paper.of("message", "note"):
            for fact in said.facts("mark"):
                if str(fact.values["state"]).upper() != "DOWN" or not self._callbacks(said, ""):
                    continue
                marked = self._server(str(fact.values["subject"]))
                calls = self._callbacks(said, "")
                elsewhere = [call.place for call in calls if self.names.servers.get(call.receiver) != marked]
                there = [call.place for call in calls if self.names.servers.get(call.receiver) == marked]
                return [*elsewhere, *there, said.place] if elsewhere else []
        return []

    def _callbacks(self, after: Said, server: str) -> list[Said]:
        return [
            said
            for said in self.paper.of("message")
            if said.drawn is after.drawn
            and said.number > after.number
            and not said.dotted
            and (self.casting.role(said, said.sender), self.casting.role(said, said.receiver))
            == ("media-server", "server")
            and server in ("", self.names.servers.get(said.receiver))
        ]

    def _server(self, word: str) -> str:
        return next((n for id, n in self.names.servers.items() if word.lower() in (id.lower(), n.lower())), "")

    def _called_elsewhere(self) -> list[Place]:
        """Return where a second server is called after the first one failed, and what a note says of that."""
        for said in self.paper.of("message"):
            ends = (self.casting.role(said, said.sender), self.casting.role(said, said.receiver))
            if not said.crossed or ends != ("server", "media-server"):
                continue
            for call in self._callbacks(said, ""):
                if call.receiver != said.sender:
                    notes = (n for n in self.paper.of("note") if said.number < n.number < call.number)
                    return [call.place, *(n.place for n in notes if _FAILOVER.search(n.text))]
        return []

    def _holders(self) -> list[Place]:
        """Return where it is said who becomes or stays master or backup, the last first: so it is in the end."""
        found = [
            said.place
            for said in self.paper.of("note", "message")
            if said.facts("becomes", "promote") and VRRP_PEER in self.casting.roles(said)
        ]
        return found[::-1]

    def _alerts(self) -> list[Place]:
        """Return where a monitor alerts of a state, or of a change; what is drawn as a choice says best when."""
        found = [
            said
            for said in self.paper.of("message")
            if (self.casting.role(said, said.sender), self.casting.role(said, said.receiver)) == (MONITOR, "alert-sink")
            and (said.facts("state", "transition", "mark") or _MOVED.search(said.text))
        ]
        found.sort(key=lambda said: (not {"alt", "opt"} & set(said.inside), said.number))
        return [said.place for said in found]

    def _agreeing(self) -> list[Place]:
        """Return where several services are said to detect something, and where one of them confirms it."""
        notes: list[Place] = []
        alone: list[Place] = []
        for said in self.paper.of("note", "message"):
            mine = [name for name in said.senders if self.casting.role(said, name) == HEARTBEAT]
            if said.alone and mine and _BOTH_DETECT.search(said.text):
                (notes if len(mine) > 1 else alone).append(said.place)
        return [*notes, *(alone if notes else [])]

    def _published(self) -> list[Place]:
        """Return where a publish is asked about, and where its stream goes afterwards."""
        asked = self._between(("media-server", "server"))[:1]
        pushed = [
            said.place
            for said in self.paper.of("message", "note")
            if said.alone
            and {self.casting.role(said, name) for name in said.senders} == {"media-server"}
            and (said.facts("url") or _SEGMENTS.search(said.text))
        ]
        return [*asked, *pushed] if asked and pushed else []


def _promise(name: str, lines: tuple[Place, ...], paper: Paper) -> Entry:
    numbers: list[Value] = [place.line for place in lines]
    value: dict[str, Value] = {"line": numbers[0] if len(numbers) == 1 else numbers}
    return Entry(name, value, lines[0], paper.document.line(lines[0].line))
