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
from checker.conform.streaming.callbacks import ACCEPTED, FAILED, REDIRECTED, REFUSED
from checker.model.contract import Contract
from checker.model.event import Event
from checker.model.parts import MEDIA_SERVER

# What a client sends before it is refused is less; of a stream more comes in its first second.
HANDSHAKE_BYTES = 2000
# Segments of one publish follow each other within this; a callback is answered, or given up, within that.
SESSION_NS, ASKED_NS = 30 * NS_PER_S, 15 * NS_PER_S
_LOOPBACK = re.compile(r"127\.|::1|unix:|\[::1\]")
_LASTED = re.compile(r"(\d{1,6})([dhms])", re.ASCII)
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_NOT_TOLD = "no source tells of the callbacks from the beginning of this stream on"
_SETTLES = "the media server's error_log at level info, or a capture of its callbacks"


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
        if p.outcome in (REDIRECTED, ACCEPTED)
    ]


def refused(evidence: Evidence) -> list[Occurrence]:
    """Return what leaves a stream without leave: a publish that was refused, or one that nobody was asked about.

    A publish that is refused while another one of the same stream goes on takes nothing from that.
    """
    asked = publishes(evidence)
    ends = _ends(evidence)
    found = [
        Occurrence((router_of(evidence.contract, p.event), p.stream), p.answered, p.event)
        for p in asked
        if p.outcome in (REFUSED, FAILED) and not _goes_on(p, asked, ends)
    ]
    found += [
        Occurrence((router_of(evidence.contract, event), name), time, event)
        for name, time, event in _straight(evidence)
    ]
    return sorted(found, key=lambda o: (o.time, o.args))


def _ends(evidence: Evidence) -> Mapping[str, Sequence[int]]:
    """When publishes of each key ended, as far as callbacks tell."""
    found: dict[str, list[int]] = defaultdict(list)
    for event in evidence.of("callback"):
        if event.args["call"] == "publish_done":
            found[str(event.args["name"])].append(event.time.lo)
    return found


def _goes_on(one: Publish, asked: Sequence[Publish], ends: Mapping[str, Sequence[int]]) -> bool:
    at = one.answered.lo
    granted = [
        p.answered.lo for p in asked if p.key == one.key and p.answered.lo < at and p.outcome in (REDIRECTED, ACCEPTED)
    ]
    return bool(granted) and not any(max(granted) <= end <= at + NS_PER_S for end in ends.get(one.key, ()))


def segments_application(contract: Contract) -> str:
    """Return the application into which streams are pushed, and which writes segments."""
    known = contract.parameters.get("hls.push")
    return str(known.value).rstrip("/").rpartition("/")[2] if known else "hls"


def _straight(evidence: Evidence) -> Iterator[tuple[str, Interval, Event]]:
    """Yield publishes that came into the application of segments from elsewhere than its own media server."""
    app = segments_application(evidence.contract)
    for event in evidence.of("rtmp_session"):
        if _is_written(event, app) and not _LOOPBACK.match(str(event.args["client"])):
            yield str(event.args["name"]), _began(event), event
    denied = {(e.source.host, e.args["connection"]) for e in evidence.of("publish_denied")}
    for event in _in_application(evidence, app):
        outside = not _LOOPBACK.match(str(event.args["client"]))
        if outside and (event.source.host, event.args["connection"]) not in denied:
            yield str(event.args["name"]), event.time, event


def _is_written(session: Event, app: str) -> bool:
    """Whether a session of an access log published into an application, and was not refused at once."""
    args = session.args
    return (args["command"], args["app"]) == ("PUBLISH", app) and int(args["bytes_in"]) > HANDSHAKE_BYTES


def _in_application(evidence: Evidence, app: str) -> Iterator[Event]:
    """Yield the publishes into an application that the log tells; numbers of sessions come again after a restart."""
    inside: dict[tuple[str, str], str] = {}
    told = sorted(evidence.of("rtmp_connected", "publish_began"), key=lambda e: (e.time.lo, e.places))
    for event in told:
        session = event.source.host, str(event.args["connection"])
        if event.kind == "rtmp_connected":
            inside[session] = str(event.args["app"])
        elif inside.get(session) == app:
            yield event


def _began(event: Event) -> Interval:
    """Return when a session of an access log began: its line has the end, and whole seconds of its length, cut."""
    lasted = sum(int(n) * _UNITS[unit] for n, unit in _LASTED.findall(str(event.args["lasted"]))) * NS_PER_S
    return Interval(event.time.lo - lasted - NS_PER_S, event.time.hi - lasted)


def segments(evidence: Evidence) -> list[Occurrence]:
    """Return what shows that a stream was written: its segments, or where none are listed its way to where they are."""
    listed = [(str(e.args["stream"]), e.time, e) for e in evidence.of("segment_written") if e.args["stream"]]
    app = segments_application(evidence.contract)
    told = [(str(e.args["name"]), e.time, e) for e in _in_application(evidence, app)]
    told += [(str(e.args["name"]), e.time, e) for e in evidence.of("rtmp_session") if _is_written(e, app)]
    shown = {stream for stream, _, _ in listed}
    straight = {id(event) for _, _, event in _straight(evidence)}
    denied = {(e.source.host, e.args["connection"]) for e in evidence.of("publish_denied")}
    found = [
        each
        for each in [*listed, *told]
        if (each[2].kind == "segment_written" or each[0] not in shown or id(each[2]) in straight)
        and (each[2].source.host, each[2].args.get("connection", "")) not in denied
    ]
    granted = authorised(evidence)
    # Where segments are written in the application that asks, the answer renames nothing: they stand under the key.
    names = {each.words["key"]: each.args[1] for each in granted}
    found = [(names.get(stream, stream), time, e) for stream, time, e in found]
    found = [(stream, _after(stream, time, e, granted), e) for stream, time, e in found]
    heard = _Heard.of(evidence, found)
    return [
        _segment(router_of(evidence.contract, e), stream, time, e, heard.lacking(stream, time))
        for stream, time, e in sorted(found, key=lambda f: (f[1], f[0]))
    ]


def _after(stream: str, time: Interval, event: Event, granted: Sequence[Occurrence]) -> Interval:
    """Return when a line was written: below the answer it is not before that, though both have one stamp."""
    line = event.places[0]
    above = [
        min(each.time.hi + 1, time.hi)
        for each in granted
        if each.args[1] == stream and any(p.file == line.file and p.line < line.line for p in each.event.places)
    ]
    return Interval(max([time.lo, *above]), time.hi)


def _segment(router: str, stream: str, time: Interval, event: Event, lacking: tuple[str, str]) -> Occurrence:
    return Occurrence((router, stream), time, event, {}, *lacking, lacking=bool(lacking[0]))


@dataclass(frozen=True, slots=True)
class _Heard:
    """When callbacks would have been told, and where publishes began: what was not told was not where they cover it."""

    covered: Sequence[Interval]
    starts: Sequence[int]
    granted: Mapping[str, Sequence[int]]
    taken: Mapping[str, Sequence[int]]
    written: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, evidence: Evidence, found: Sequence[tuple[str, Interval, Event]]) -> _Heard:
        told = any(e.args["call"] for e in evidence.of("callback"))
        covered = [*evidence.captures()] if told else []
        covered += [h.time for h in evidence.heard if h.source.program == "nginx"] if _at_level_info(evidence) else []
        starts = [e.time.lo for e in evidence.of("process_started") if e.source.program == "nginx"]
        granted: dict[str, list[int]] = defaultdict(list)
        taken: dict[str, list[int]] = defaultdict(list)
        written: dict[str, list[int]] = defaultdict(list)
        for each in authorised(evidence):
            granted[each.args[1]].append(each.time.lo)
        for each in refused(evidence):
            taken[each.args[1]].append(each.time.lo)
        for stream, time, _ in found:
            written[stream].append(time.lo)
        return cls(_hull(covered), starts, granted, taken, {s: sorted(each) for s, each in written.items()})

    def lacking(self, stream: str, time: Interval) -> tuple[str, str]:
        """Return why nothing can be concluded from what was not told before a segment, and what would tell it."""
        granted = max((at for at in self.granted.get(stream, ()) if at <= time.hi), default=None)
        taken = max((at for at in self.taken.get(stream, ()) if at <= time.hi), default=None)
        if taken is not None and (granted is None or taken > granted):
            return "", ""
        if granted is not None:
            whole = any(c.lo <= granted and time.lo <= c.hi for c in self.covered)
        else:
            began = self._began(stream, time.lo)
            whole = any(
                c.lo <= began and time.lo <= c.hi and (c.lo + ASKED_NS <= began or self._started(c, began))
                for c in self.covered
            )
        return ("", "") if whole else (_NOT_TOLD, _SETTLES)

    def _started(self, covered: Interval, began: int) -> bool:
        return any(covered.lo <= at <= began for at in self.starts)

    def _began(self, stream: str, instant: int) -> int:
        """The first sign of the publish that an instant is of."""
        began = instant
        for at in reversed([at for at in self.written.get(stream, ()) if at <= instant]):
            if began - at > SESSION_NS:
                break
            began = at
        return began


def _at_level_info(evidence: Evidence) -> bool:
    return next(evidence.of("rtmp_connected", "publish_began", "callback_sent", "rtmp_closed"), None) is not None


def _hull(times: Sequence[Interval]) -> list[Interval]:
    """Join stretches that overlap: a media server's processes write one log."""
    joined: list[Interval] = []
    for time in sorted(times):
        if joined and time.lo <= joined[-1].hi + ASKED_NS:
            joined[-1] = Interval(joined[-1].lo, max(joined[-1].hi, time.hi))
        else:
            joined.append(time)
    return joined
