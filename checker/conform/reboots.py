"""When a host may have been started anew, as other sources than its load balancer's log tell.

Process ids come back after a reboot, and HAProxy logs nothing when it starts: its lines from before and after may read
like those of one process. A program that starts again without having stopped, and a host that was off the network,
show when that may have been.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from checker.base.time import Interval, union
from checker.conform.belief import Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.on_network import FLUENT as ON_NETWORK
from checker.conform.inertia import Lost
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth

WHY = "its host may have been started anew in between, with the same process id"
SETTLES = "the log of the host's system, which tells when it booted"
# It starts with its host. Of a pooler that comes back it is usual that it was killed alone.
_COMPANION = "keepalived"
# What it does to its own child is no sign of a reboot.
_BY_ITSELF = "died:"


def reboots(evidence: Evidence, host: str) -> list[Lost]:
    """Return the stretches, in order and disjoint, in which a host may have been started anew."""
    name = evidence.hosts.named(host)
    absent = list(_absences(evidence, name))
    found = list(absent)
    for since, start in _starts(evidence, name):
        # A capture that did not hear the host for some of the time says when.
        inside = [Interval(max(a.lo, since), min(a.hi, start)) for a in absent if a.lo <= start and since <= a.hi]
        found += inside or [Interval(since, start)]
    return [Lost(time, WHY, SETTLES) for time in union(found)]


def _starts(evidence: Evidence, host: str) -> Iterator[tuple[int, int]]:
    """Each start of the host's companion that had not stopped before, and when that was last heard."""
    named = evidence.hosts.named
    log = [e for e in evidence.events if e.source.program == _COMPANION and named(e.source.host) == host]
    for event in log:
        if event.kind == "process_started" and _BY_ITSELF not in str(event.args.get("detail", "")):
            before = [e for e in log if e.time.hi < event.time.lo]
            turns = [e for e in log if e.time.lo <= event.time.lo and e.kind in ("process_started", "process_stopped")]
            if not any(e.kind == "process_stopped" for e in turns[-2:] if e is not event):
                yield before[-1].time.lo if before else BEGINNING, event.time.hi


def _absences(evidence: Evidence, host: str) -> Iterator[Interval]:
    """When the host was away from the network, from when it was last there until it was there again."""
    belief = ON_NETWORK.estimate(evidence).get((host,)) if any(evidence.of("presence")) else None
    for before, away, after in _runs(belief.stretches if belief is not None else ()):
        if before and after and any(s.truth is Truth.FALSE for s in away):
            unsure = evidence.uncertainty.get(host, 0)
            yield Interval(away[0].lo, away[-1].hi).widen(unsure, unsure)


def _runs(stretches: Sequence[Stretch]) -> Iterator[tuple[bool, list[Stretch], bool]]:
    """Yield the stretches between those in which the host is there, and whether it is there before and after them."""
    there = [n for n, s in enumerate(stretches) if s.truth is Truth.TRUE and s.ground is Ground.KNOWN]
    for one, following in pairwise([-1, *there, len(stretches)]):
        if following - one > 1:
            yield one >= 0, list(stretches[one + 1 : following]), following < len(stretches)


def doubted(stretches: Sequence[Stretch], restarts: Sequence[Lost]) -> Iterator[Stretch]:
    """Yield the stretches without those in which something is only true if no restart came between.

    What a later line confirms of the time before it needs no doubt: a new process would have told of the change.
    """
    for stretch in stretches:
        cut = next((r for r in restarts if r.time.lo < stretch.hi and stretch.lo < r.time.hi), None)
        confirmed = stretch.hi != END and any(e.time.lo >= stretch.hi for e in stretch.because)
        if cut is None or stretch.truth is not Truth.TRUE or stretch.ground is not Ground.KNOWN or confirmed:
            yield stretch
            continue
        at = max(stretch.lo, cut.time.lo)
        if at > stretch.lo:
            yield Stretch(stretch.lo, at, stretch.truth, stretch.ground, stretch.because)
        yield Stretch(at, stretch.hi, Truth.UNKNOWN, Ground.GAP, stretch.because, cut.why, cut.settles)
