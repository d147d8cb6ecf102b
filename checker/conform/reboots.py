"""When a host may have been started anew, as other sources than its load balancer's log tell.

Process ids come back after a reboot, and HAProxy logs nothing when it starts: its lines from before and after may read
like those of one process. A program that starts again without having stopped, and a host that was off the network,
show when that may have been.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def reboots(evidence: Evidence, hosts: Iterable[str]) -> Mapping[str, Sequence[Lost]]:
    """Return, by host, the stretches in order and disjoint in which it may have been started anew."""
    present = ON_NETWORK.estimate(evidence) if any(evidence.of("presence")) else {}
    found: dict[str, Sequence[Lost]] = {}
    for host in set(hosts):
        name = evidence.hosts.named(host)
        belief, unsure = present.get((name,)), evidence.uncertainty.get(name, 0)
        absent = [time.widen(unsure, unsure) for time in _absences(belief.stretches)] if belief is not None else []
        times = absent + [time for start in _starts(evidence, name) for time in _narrowed(start, absent)]
        found[host] = [Lost(time, WHY, SETTLES) for time in union(times)]
    return found


def _narrowed(start: Interval, absent: Sequence[Interval]) -> Sequence[Interval]:
    """A capture that did not hear the host for some of the time says when it was."""
    inside = [Interval(max(a.lo, start.lo), min(a.hi, start.hi)) for a in absent if a.overlaps(start)]
    return inside or [start]


def _starts(evidence: Evidence, host: str) -> Iterator[Interval]:
    """Each start of the host's companion that had not stopped before, since it was last heard."""
    named = evidence.hosts.named
    log = [e for e in evidence.events if e.source.program == _COMPANION and named(e.source.host) == host]
    for event in log:
        if event.kind == "process_started" and _BY_ITSELF not in str(event.args.get("detail", "")):
            before = [e for e in log if e.time.hi < event.time.lo]
            turns = [e for e in log if e.time.lo <= event.time.lo and e.kind in ("process_started", "process_stopped")]
            if not any(e.kind == "process_stopped" for e in turns[-2:] if e is not event):
                yield Interval(before[-1].time.lo if before else BEGINNING, event.time.hi)


def _absences(stretches: Sequence[Stretch]) -> Iterator[Interval]:
    """When the host was away from the network, from when it was last there until it was there again."""
    for before, away, after in _runs(stretches):
        if before and after and any(s.truth is Truth.FALSE for s in away):
            yield Interval(away[0].lo, away[-1].hi)


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
