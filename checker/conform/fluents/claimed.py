"""claimed(vip): the virtual address was acquired, so that from here on somebody is expected to hold it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from checker.base.time import Interval, union
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.claims import listening
from checker.conform.defined import basis
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.inertia import COARSEST_NS
from checker.conform.vrrp_log import logged, started_whole
from checker.logic.signal import BEGINNING, END, Run, Signal
from checker.logic.truth import Truth
from checker.model.contract import Vip
from checker.model.event import Event

HAD = "forall v: vip. exists h: host. has_address(h, v)"
HELD = "forall v: vip. exists h: host. (has_address(h, v) and on_network(h))"
_NOT_YET = Stretch(BEGINNING, END, Truth.FALSE, Ground.KNOWN)
_VACANT = "nobody held the address when the sources ended"
_ANEW = "all hosts were started anew while no source was heard"
_SETTLES_ANEW = "logs and captures of the time before that start, or a check of each capture alone"
_SETTLES = "logs and captures that go on for longer"


def _estimate(evidence: Evidence) -> Beliefs:
    known = basis(evidence, ("has_address", "on_network"))
    if known is None:
        return {}
    found: dict[tuple[str, ...], Belief] = {}
    for vip in evidence.contract.vips.values():
        had, held = (known.where(text, {"v": vip.address}) for text in (HAD, HELD))
        claimed = Belief.of(_claimed(evidence, had, held, known.span), _NOT_YET)
        for hole in _started_anew(evidence, vip):
            claimed = _open(claimed, Interval(hole.lo, _again(evidence, had, Interval(hole.hi, known.span.hi))))
        found[vip.address,] = claimed
    return found


def _started_anew(evidence: Evidence, vip: Vip) -> Iterator[Interval]:
    """Yield holes (no source was heard) after which the first that every candidate's keepalived says is that it starts.

    Two captures of one system that were given together, or a failure of all: nobody can tell.
    """
    logs = [list(logged(evidence, host, vip.address)) for host in vip.hosts]
    if not all(any(started_whole(e) for e in log) for log in logs):
        return
    for before, after in pairwise(union(h.time for h in evidence.heard)):
        firsts = [_first_since(log, after.lo) for log in logs]
        if all(first is not None and started_whole(first) for first in firsts):
            yield Interval(before.hi + 1, after.lo)


def _first_since(log: Sequence[Event], instant: int) -> Event | None:
    """Return the first line written from an instant on; a stamp of whole seconds may begin before the line."""
    at = bisect_left(log, instant - COARSEST_NS, key=lambda e: e.time.lo)
    return next((log[n] for n in range(at, len(log)) if log[n].time.hi >= instant), None)


def _again(evidence: Evidence, had: Signal, span: Interval) -> int:
    """When the address is claimed again after all candidates were started: as it is the first time."""
    acquired = [r.lo for r in had.runs(span.lo, span.hi + 1) if r.truth is Truth.TRUE]
    return min((*acquired, *(s.lo for s in _never(evidence, had, span))), default=span.hi + 1)


def _open(claimed: Belief, time: Interval) -> Belief:
    """Return what is claimed, unknown in a stretch (its end exclusive)."""
    kept = [replace(s, hi=min(s.hi, time.lo)) for s in claimed.stretches]
    kept.append(Stretch(time.lo, time.hi, Truth.UNKNOWN, Ground.GAP, (), _ANEW, _SETTLES_ANEW))
    kept += [replace(s, lo=max(s.lo, time.hi)) for s in claimed.stretches]
    return Belief.of([s for s in kept if s.lo < s.hi], _NOT_YET)


def _claimed(evidence: Evidence, had: Signal, held: Signal, span: Interval) -> Iterator[Stretch]:
    acquired = next((r.lo for r in had.runs(span.lo, span.hi + 1) if r.truth is Truth.TRUE), None)
    if acquired is None:
        yield from _never(evidence, had, span)
        return
    end = _last_told(evidence, had, held, Interval(acquired, span.hi))
    yield Stretch(acquired, end, Truth.TRUE, Ground.KNOWN)
    # Not to know who holds it after the sources ended opens no deadline. One that was running is not over by that.
    last = [r for r in held.runs(acquired, end) if r.truth is not Truth.UNKNOWN][-1:]
    if last and last[0].truth is Truth.FALSE:
        yield Stretch(end, END, Truth.UNKNOWN, Ground.GAP, (), _VACANT, _SETTLES)


def _never(evidence: Evidence, had: Signal, span: Interval) -> Iterator[Stretch]:
    """Where all hosts were watched, and none ever had it, somebody should have taken it one takeover after that began.

    A start is no loss: until then nobody owes anything. The second takeover is what any vacancy is granted.
    """
    watched: list[Run] = [r for r in had.runs(span.lo, span.hi + 1) if r.truth is Truth.FALSE][-1:]
    for run in watched:
        since = run.lo + 2 * evidence.contract.duration("vip.takeover")
        if since < run.hi:
            yield Stretch(since, run.hi, Truth.TRUE, Ground.KNOWN)


def _last_told(evidence: Evidence, had: Signal, held: Signal, span: Interval) -> int:
    """The end (exclusive) of what sources tell: of a holder, or of none, or of adverts that a capture listens for."""
    told = [r.hi for r in held.runs(span.lo, span.hi + 1) if r.truth is not Truth.UNKNOWN]
    told += [r.hi for r in had.runs(span.lo, span.hi + 1) if r.truth is Truth.TRUE]
    return max(*told, *(c.hi + 1 for c in listening(evidence)), span.lo + 1)


FLUENT = Fluent(
    "claimed", ("vip",), "the virtual address was acquired, and is expected to be held", _estimate, _NOT_YET, False
)
