"""Publishes of streams: which were authorised, refused, or never asked for, and the segments that were written.

A stream has two names: the key under which it is published, and the name that the answer to the callback gives it. It
goes by the latter here, where any answer of the trace tells it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.base.time import NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Occurrence
from checker.conform.streaming.callbacks import ACCEPTED, FAILED, REDIRECTED, REFUSED, as_written
from checker.model.contract import Contract
from checker.model.event import Event
from checker.model.parts import MEDIA_SERVER

# What a client sends before it is refused is less; of a stream more comes in its first second.
HANDSHAKE_BYTES = 2000
_LOOPBACK = re.compile(r"127\.|::1|unix:|\[::1\]")
_LASTED = re.compile(r"(\d{1,6})([dhms])", re.ASCII)
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True, slots=True)
class Publish:
    """A publish that was asked for: the key, the name that it got, when it was answered, and the callback."""

    key: str
    stream: str
    answered: Interval
    event: Event

    @property
    def outcome(self) -> str:
        """What came of it, as `callbacks` calls it."""
        return str(self.event.args["outcome"])

    @property
    def granted(self) -> bool:
        """Whether it was let in."""
        return self.outcome in (REDIRECTED, ACCEPTED)

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which its segments may stand; one that is answered `rtmp://...` is published there, too."""
        pushed = self.stream.partition("?")[0].rpartition("/")[2] if self.stream.lower().startswith("rtmp://") else ""
        return tuple(filter(None, (self.stream, self.key, pushed)))


def router_of(contract: Contract, event: Event) -> str:
    """Return the media server: by the contract's name where it has one, else by the host of its log."""
    drawn = [each.id for each in contract.lifelines.values() if each.role == MEDIA_SERVER]
    return drawn[0] if len(drawn) == 1 else event.source.host or "the media server"


def publishes(evidence: Evidence) -> list[Publish]:
    """Return the publishes whose outcome is known, in the order of time."""
    asked = [e for e in evidence.of("callback") if e.args["call"] in ("publish", "") and e.args["outcome"]]
    names = {str(e.args["name"]): _public(e) for e in asked if e.args["outcome"] in (REDIRECTED, ACCEPTED)}
    found: list[Publish] = []
    for event in asked:
        key, at = str(event.args["name"]), int(event.args["ended_ns"])
        if not key:  # a refused connection of which no log tells: it may as well have been the end of a publish
            continue
        granted = event.args["outcome"] in (REDIRECTED, ACCEPTED)
        stream = _public(event) if granted else names.get(key, key)
        answered = Interval(at, at + event.time.hi - event.time.lo) if at >= 0 else event.time
        found.append(Publish(key, stream, answered, event))
    return sorted(found, key=lambda p: (p.answered, p.stream))


def _public(event: Event) -> str:
    location = str(event.args["location"])
    return location if event.args["outcome"] == REDIRECTED and location else str(event.args["name"])


def authorised(evidence: Evidence) -> list[Occurrence]:
    """Return each answer that lets a publish go on."""
    return [
        Occurrence((router_of(evidence.contract, p.event), p.stream), p.answered, p.event, {"key": p.key})
        for p in publishes(evidence)
        if p.granted
    ]


def refused(evidence: Evidence) -> list[Occurrence]:
    """Return what leaves a stream without leave: a publish that was refused, or one that nobody was asked about.

    A publish that is refused while another one of the same stream goes on takes nothing from that.
    """
    asked = publishes(evidence)
    ends = ends_of(evidence)
    found = [
        Occurrence((router_of(evidence.contract, p.event), p.stream), p.answered, p.event)
        for p in asked
        if p.outcome in (REFUSED, FAILED) and not _goes_on(p, asked, ends)
    ]
    found += [
        Occurrence((router_of(evidence.contract, event), name), time, event) for name, time, event in straight(evidence)
    ]
    return sorted(found, key=lambda o: (o.time, o.args))


def ends_of(evidence: Evidence) -> Mapping[tuple[str, str], Sequence[Interval]]:
    """When publishes ended, by key and session, as far as callbacks tell.

    A second publisher of a stream is let in by the replica, turned away by nginx, and its end is told all the same.
    """
    found: dict[tuple[str, str], list[Interval]] = defaultdict(list)
    for event in evidence.of("callback"):
        if event.args["call"] == "publish_done":
            found[session_of(event)].append(event.time)
    return found


def session_of(event: Event) -> tuple[str, str]:
    """Return the key and the number of the session of a callback."""
    return str(event.args["name"]), str(event.args["connection"])


def _goes_on(one: Publish, asked: Sequence[Publish], ends: Mapping[tuple[str, str], Sequence[Interval]]) -> bool:
    at = one.answered.lo
    own = (one.key, one.stream)  # another key may have been given this stream's name
    granted = [p for p in asked if (p.key in own or p.stream in own) and p.answered.lo < at and p.granted]
    return any(not over(p, ends, at) for p in granted)


def over(one: Publish, ends: Mapping[tuple[str, str], Sequence[Interval]], instant: int) -> bool:
    """Say whether a publish surely had ended by an instant."""
    return any(one.answered.lo <= end.lo and end.hi <= instant for end in ends.get(session_of(one.event), ()))


def segments_application(contract: Contract) -> str:
    """Return the application into which streams are pushed, and which writes segments."""
    known = contract.parameters.get("hls.push")
    return str(known.value).rstrip("/").rpartition("/")[2] if known else "hls"


def straight(evidence: Evidence) -> Iterator[tuple[str, Interval, Event]]:
    """Yield publishes that came into the application of segments from elsewhere than its own media server."""
    app = segments_application(evidence.contract)
    for event in evidence.of("rtmp_session"):
        if is_written(event, app) and not _LOOPBACK.match(str(event.args["client"])):
            yield str(event.args["name"]), _began(event), event
    denied = {(e.source.host, e.args["connection"]) for e in evidence.of("publish_denied")}
    for event in in_application(evidence, app):
        outside = not _LOOPBACK.match(str(event.args["client"]))
        if outside and (event.source.host, event.args["connection"]) not in denied:
            yield str(event.args["name"]), event.time, event


def is_written(session: Event, app: str) -> bool:
    """Whether a session of an access log published into an application, and was not refused at once."""
    args = session.args
    return (args["command"], args["app"]) == ("PUBLISH", app) and int(args["bytes_in"]) > HANDSHAKE_BYTES


def in_application(evidence: Evidence, app: str) -> Iterator[Event]:
    """Yield the publishes into an application that the log tells; numbers of sessions come again after a restart."""
    inside: dict[tuple[str, str], str] = {}
    for event in as_written(evidence.of("rtmp_connected", "publish_began")):
        session = event.source.host, str(event.args["connection"])
        if event.kind == "rtmp_connected":
            inside[session] = str(event.args["app"])
        elif inside.get(session) == app:
            yield event


def _began(event: Event) -> Interval:
    """Return when a session of an access log began: its line has the end, and whole seconds of its length, cut."""
    lasted = sum(int(n) * _UNITS[unit] for n, unit in _LASTED.findall(str(event.args["lasted"]))) * NS_PER_S
    return Interval(event.time.lo - lasted - NS_PER_S, event.time.hi - lasted)
