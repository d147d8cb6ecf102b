"""What shows that streams were written: segments that are listed, or their way to where they would be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.base.time import NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Occurrence
from checker.conform.streaming.publishing import (
    Publish,
    authorised,
    ends_of,
    in_application,
    is_written,
    over,
    publishes,
    refused,
    router_of,
    segments_application,
    straight,
)
from checker.model.event import Event

# Segments of one publish follow each other within this; a callback is answered, or given up, within that.
SESSION_NS, ASKED_NS = 30 * NS_PER_S, 15 * NS_PER_S
# The last segment of a publish is closed when that ends.
OVER_NS = 2 * NS_PER_S
_NOT_TOLD = "no source tells of the callbacks from the beginning of this stream on"
_OVER = "the publish that was authorised had ended before, and no source tells of another one"
_GOES_ON = "the media server's access log, or its error_log at level info"
_SETTLES = "the media server's error_log at level info, or a capture of its callbacks"


def segments(evidence: Evidence) -> list[Occurrence]:
    """Return what shows that a stream was written: its segments, or where none are listed its way to where they are."""
    listed = [(str(e.args["stream"]), e.time, e) for e in evidence.of("segment_written") if e.args["stream"]]
    app = segments_application(evidence.contract)
    told = [(str(e.args["name"]), e.time, e) for e in in_application(evidence, app)]
    told += [(str(e.args["name"]), e.time, e) for e in evidence.of("rtmp_session") if is_written(e, app)]
    shown = {stream for stream, _, _ in listed}
    bypassed = {id(event) for _, _, event in straight(evidence)}
    denied = {(e.source.host, e.args["connection"]) for e in evidence.of("publish_denied")}
    found = [
        each
        for each in [*listed, *told]
        if (each[2].kind == "segment_written" or each[0] not in shown or id(each[2]) in bypassed)
        and (each[2].source.host, each[2].args.get("connection", "")) not in denied
    ]
    granted = [p for p in publishes(evidence) if p.granted]
    found = [(_stream_of(name, time, granted), time, e) for name, time, e in found]
    found = [(stream, _after(stream, time, e, granted), e) for stream, time, e in found]
    heard = _Heard.of(evidence, found)
    return [
        _segment(router_of(evidence.contract, e), stream, time, e, heard.lacking(stream, time))
        for stream, time, e in sorted(found, key=lambda f: (f[1], f[0]))
    ]


def _stream_of(name: str, time: Interval, granted: Sequence[Publish]) -> str:
    """Return the stream that is written under a name: the one that was let in last and may stand there.

    Where segments are written in the application that asks, the answer renames nothing: they stand under the key.
    """
    own = [p for p in granted if name in p.names]
    last = max((p for p in own if p.answered.lo <= time.hi), key=lambda p: p.answered.lo, default=None)
    return last.stream if last else own[0].stream if own else name


def _after(stream: str, time: Interval, event: Event, granted: Sequence[Publish]) -> Interval:
    """Return when a line was written: below the answer it is not before that, though both have one stamp."""
    line = event.places[0]
    above = [
        min(each.answered.hi + 1, time.hi)
        for each in granted
        if each.stream == stream and any(p.file == line.file and p.line < line.line for p in each.event.places)
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
    straight: Mapping[str, Sequence[Interval]]
    publishes: Sequence[Publish]
    ends: Mapping[tuple[str, str], Sequence[Interval]]

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
        past = defaultdict[str, list[Interval]](list)
        for name, began, event in straight(evidence):
            past[name].append(Interval(began.lo, event.time.hi))
        known = [p for p in publishes(evidence) if p.granted]
        ordered = {s: sorted(each) for s, each in written.items()}
        return cls(_hull(covered), starts, granted, taken, ordered, past, known, ends_of(evidence))

    def lacking(self, stream: str, time: Interval) -> tuple[str, str]:
        """Return why nothing can be concluded from what was not told before a segment, and what would tell it."""
        granted = max((at for at in self.granted.get(stream, ()) if at <= time.hi), default=None)
        taken = max((at for at in self.taken.get(stream, ()) if at <= time.hi), default=None)
        if taken is not None and (granted is None or taken > granted):
            # Between a publish that nobody was asked about and this one there may have been one that was let in.
            straight_on = any(s.lo <= time.hi and time.lo <= s.hi for s in self.straight.get(stream, ()))
            whole = straight_on or any(c.lo <= taken and time.lo <= c.hi for c in self.covered)
        elif granted is not None:
            if self._is_over(stream, time):
                return _OVER, _GOES_ON
            whole = any(c.lo <= granted and self._goes_on(stream, time, c) for c in self.covered)
        else:
            began = self._began(stream, time.lo)
            whole = any(
                c.lo <= began and time.lo <= c.hi and (c.lo + ASKED_NS <= began or self._started(c, began))
                for c in self.covered
            )
        return ("", "") if whole else (_NOT_TOLD, _SETTLES)

    def _goes_on(self, stream: str, time: Interval, covered: Interval) -> bool:
        """Whether a segment was written before the end of what tells of callbacks, or follows one that was at once."""
        last = max((at for at in self.written.get(stream, ()) if at <= covered.hi), default=None)
        return time.lo <= covered.hi or (last is not None and time.lo - last <= OVER_NS)

    def _is_over(self, stream: str, time: Interval) -> bool:
        """Whether all publishes that were let in before had ended long ago."""
        before = [p for p in self.publishes if p.stream == stream and p.answered.lo <= time.hi]
        return bool(before) and all(over(p, self.ends, time.lo - OVER_NS) for p in before)

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
