"""Clocks that are off without anybody having said so: a host's log against what a capture heard of the same host.

keepalived logs each gratuitous ARP as it sends it, so lines and frames of one host lie within milliseconds. Where none
of them do, and all of them do once the log is shifted by one amount, a clock is off by that much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.claims import announcements
from checker.conform.evidence import ClockOffset, Evidence
from checker.model.event import Event

# What is less may be a slow logger, or clocks that NTP keeps.
ORDINARY_NS = 500 * NS_PER_MS
# A line and the frame of which it tells, by clocks that agree, are no further apart.
TOGETHER_NS = 20 * NS_PER_MS
# keepalived sends five at once, and five more later: these many make one burst, and one burst alone tells little.
BURST_NS = 100 * NS_PER_MS
FEWEST = 2
# So near the edge of a source its other half may be cut off.
EDGE_NS = NS_PER_S
# Announcements that are repeated all the time fit any shift by their period.
MOST = 50


@dataclass(frozen=True, slots=True)
class _Sides:
    """Bursts of announcements as a host's log and as captures tell them, and when each of both was heard."""

    log: Sequence[Event]
    wire: Sequence[Event]
    logged: Sequence[Interval]
    captured: Sequence[Interval]


def with_offsets(evidence: Evidence) -> Evidence:
    """Return evidence as its clocks say, with what was measured of how far they are off as further uncertainty."""
    offsets, uncertainty = clock_offsets(evidence), dict(evidence.uncertainty)
    for off in offsets:
        uncertainty[off.clock] = uncertainty.get(off.clock, 0) + max(abs(off.by.lo), abs(off.by.hi))
    return replace(evidence, uncertainty=uncertainty, offsets=offsets)


def clock_offsets(evidence: Evidence) -> list[ClockOffset]:
    """Return the clocks that are measurably off; where all hosts are off alike, it is that of the capture."""
    vips = {vip.address for vip in evidence.contract.vips.values()}
    named, with_mac = evidence.hosts.named, evidence.hosts.with_mac
    lines = [e for e in evidence.of("garp_sent") if e.args["address"] in vips]
    frames = [e for e in announcements(evidence) if e.kind == "arp_announced" and e.args["address"] in vips]
    measured: dict[str, ClockOffset | None] = {}
    for host in sorted({named(e.source.host) for e in lines}):
        log = _bursts(e for e in lines if named(e.source.host) == host)
        wire = _bursts(e for e in frames if with_mac(str(e.args["mac"])) == host)
        heard = evidence.heard_by(host, "keepalived")
        if heard and wire and len(log) <= MOST and len(wire) <= MOST:
            unsure = sum(evidence.uncertainty.get(name, 0) for name in (host, "capture"))
            found = _measured(host, _Sides(log, wire, [heard], evidence.captures()), ORDINARY_NS + unsure)
            measured[host] = found
    found_ = [m for m in measured.values() if m is not None]
    alike = all(abs(a.by.lo - b.by.lo) <= BURST_NS for a, b in pairwise(found_))
    if len(found_) >= 2 and len(found_) == len(measured) and alike:
        by = Interval(min(-m.by.hi for m in found_), max(-m.by.lo for m in found_))
        return [replace(found_[0], clock="capture", by=by)]
    return found_


def _bursts(announced: Iterable[Event]) -> list[Event]:
    """Return the first of each burst."""
    found: list[Event] = []
    last: Event | None = None
    for event in announced:
        if last is None or event.time.lo - last.time.lo > BURST_NS:
            found.append(event)
        last = event
    return found


def _measured(host: str, sides: _Sides, ordinary: int) -> ClockOffset | None:
    """Return the least shift that brings all bursts of both together, None where some are without any."""
    pairs = [(line, frame, _apart(line, frame)) for line in sides.log for frame in sides.wire]
    if any(by.lo <= ordinary and by.hi >= -ordinary for _, _, by in pairs):
        return None
    for line, frame, by in sorted(pairs, key=lambda p: abs(p[2].lo)):
        exact = _fitting(by.widen(TOGETHER_NS, TOGETHER_NS), sides)
        if exact is not None:
            return ClockOffset(host, exact, line, frame)
    return None


def _apart(line: Event, frame: Event) -> Interval:
    return Interval(line.time.lo - frame.time.hi, line.time.hi - frame.time.lo)


def _fitting(by: Interval, sides: _Sides) -> Interval | None:
    """Return what of a shift fits all bursts that both sources cover, None if nothing does or too few are covered."""
    covered = [[_apart(line, w) for w in sides.wire] for line in _inside(sides.log, -by.lo, sides.captured)]
    if len(covered) < FEWEST:
        return None
    covered += [[_apart(line, frame) for line in sides.log] for frame in _inside(sides.wire, by.lo, sides.logged)]
    for distances in covered:
        near = next((d for d in distances if d.overlaps(by)), None)
        if near is None:
            return None
        by = Interval(max(by.lo, near.lo - TOGETHER_NS), min(by.hi, near.hi + TOGETHER_NS))
    return by


def _inside(events: Sequence[Event], shift: int, covers: Sequence[Interval]) -> Iterator[Event]:
    for event in events:
        at = event.time.shift(shift)
        if any(c.lo + EDGE_NS <= at.lo and at.hi <= c.hi - EDGE_NS for c in covers):
            yield event
