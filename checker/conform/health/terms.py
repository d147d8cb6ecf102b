"""From when to when each process of a load balancer is known to have worked."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checker.base.time import NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.health.views import beginning, turns_of
from checker.conform.inertia import COARSEST_NS, Lost
from checker.conform.lives import lives
from checker.conform.reboots import reboots
from checker.model.event import Event, Source

# A new worker takes over, and its predecessor says that it stops, within this.
TAKEOVER_NS = NS_PER_S


@dataclass(frozen=True, slots=True)
class Term:
    """One life of a process: known to work from `since` to `until`, perhaps from `earliest` on and up to `latest`.

    `earliest` and `latest` are None where no line says when it began, or stopped. `doubts` are stretches in which its
    host may have been started anew.
    """

    observer: str
    host: str
    source: Source
    since: int
    until: int
    earliest: int | None = None
    latest: int | None = None
    doubts: Sequence[Lost] = ()


def terms(evidence: Evidence, program: str = "haproxy") -> Sequence[Term]:
    """Return the lives of the processes of a program, old workers that only serve their last sessions left out."""
    known = lives(evidence.events, program)
    heard: dict[Source, list[Interval]] = defaultdict(list)
    for each in evidence.heard:
        if each.source.program == program:
            heard[each.source].append(each.time)
    told: dict[Source, list[Event]] = defaultdict(list)
    for event in evidence.events:
        if event.source.program == program:
            told[event.source].append(event)
    lines = turns_of(evidence)
    restarts = reboots(evidence, (source.host for source in (*heard, *told)))
    found: list[Term] = []
    for source in sorted({*heard, *told}):
        lo = min([*(t.lo for t in heard[source]), *(e.time.lo for e in told[source])])
        # A stamp in whole seconds says that it lived somewhere within it.
        hi = max([lo, *(t.hi - COARSEST_NS for t in heard[source]), *(e.time.lo for e in told[source])])
        turns = list(known.starts.get(source, ()))
        for life in _lives(lines, source, Interval(lo, hi), turns, told[source]):
            since, until, earliest, latest = life
            earliest = _taken_over(lines, source, since) if earliest is None else earliest
            name = known.name(source, since)
            host = evidence.hosts.named(source.host)
            found.append(Term(name, host, source, since, max(since, until), earliest, latest, restarts[source.host]))
    return found


def _taken_over(lines: Sequence[Event], source: Source, since: int) -> int | None:
    """Since when at most a process works that was first heard when another one of its host stopped: a reload.

    The new worker tells the old ones to stop when it is ready, and begins its checks then.
    """
    for event in (e for e in lines if e.kind == "process_stopped"):
        other = event.source != source and (event.source.program, event.source.host) == (source.program, source.host)
        if other and event.time.widen(TAKEOVER_NS, TAKEOVER_NS).lo <= since <= event.time.hi + TAKEOVER_NS:
            return min(event.time.lo, since) - TAKEOVER_NS
    return None


def _lives(
    lines: Sequence[Event], source: Source, heard: Interval, turns: Sequence[Interval], told: Sequence[Event]
) -> Iterator[tuple[int, int, int | None, int | None]]:
    """Cut what was heard of a process where lines say that it started or stopped."""
    edges: list[Interval | None] = [None, *turns, None]
    for start, end in pairwise(edges):
        since = heard.lo if start is None else start.hi
        born = beginning(lines, source, since) if start is not None else None
        if (born is not None and born.kind == "process_stopped") or (end is not None and end.lo <= since):
            continue
        earliest = start.lo if start is not None else None
        if end is None:
            yield since, heard.hi, earliest, None
            continue
        stopped = beginning(lines, source, end.lo)
        if stopped is not None and stopped.kind == "process_stopped":
            yield since, end.lo, earliest, end.hi
        else:
            # It was killed at some time after its last line: the next life only shows that it was over by then.
            before = bisect_left(told, end.lo, key=lambda e: e.time.lo)
            yield since, told[before - 1].time.lo if before else since, earliest, end.lo
