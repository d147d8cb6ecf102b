"""The events that a comparison looks at: all that are rare, and those in bulk near to where they matter."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from checker.base.time import Interval, union
from checker.conform.evidence import Evidence
from checker.model.event import Event
from checker.model.scenario import DrawnSign
from checker.model.vocabulary import UNKNOWN_NS, is_bulk

# kind of event, windows by host -> the bulk events in them
Fetch = Callable[[str, Mapping[str, Sequence[Interval]]], Iterable[Event]]
# So many bulk events of a kind are held at most.
MOST = 20_000
# Of a kind with more events than these, only so many before and after an instant are near it.
MANY, BESIDE = 1_000, 100
# Stamps of two clocks that are no further apart than this are not put in order, as nobody says how well they agree.
STRANGE_NS = 100_000_000


class Sighting(NamedTuple):
    """An event as a sign of a step: when the step was, by whose clock, and how far off (ns) that may be.

    `rank` 0 is the event that the label means, higher ranks show it as well.
    """

    time: Interval
    event: Event
    clock: str
    rank: int
    unsure: int = 0

    def surely_before(self, other: Sighting) -> bool:
        """Say whether this was before the other whatever the stamps leave open."""
        slack = 0 if self.clock == other.clock else STRANGE_NS + self.unsure + other.unsure
        return self.time.hi + slack < other.time.lo

    def distance(self, other: Sighting) -> tuple[int, int]:
        """Return the nanoseconds between both, and between their ends where they may be at the same time."""
        gap = max(0, other.time.lo - self.time.hi, self.time.lo - other.time.hi)
        return gap, abs(self.time.hi - other.time.hi)


def sighting(event: Event, sign: DrawnSign, rank: int, evidence: Evidence) -> Sighting:
    """Return an event as a sign."""
    source = event.source
    clock = evidence.hosts.named(source.host) if source.host else source.program
    return Sighting(_instant(event, sign), event, clock, rank, evidence.uncertainty.get(clock, 0))


def _instant(event: Event, sign: DrawnSign) -> Interval:
    if sign.at and (at := int(event.args[sign.at])) != UNKNOWN_NS:
        return Interval(at, at + event.time.hi - event.time.lo)
    if sign.since and (since := int(event.args[sign.since])) != UNKNOWN_NS:
        return Interval(min(since, event.time.lo), event.time.hi)
    return event.time.widen(sign.before, 0) if sign.before else event.time


class Pool:
    """Events by kind in the order of time; in a file, lines of one stamp in the order of the file."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._events: dict[str, list[Event]] = defaultdict(list)
        self._starts: dict[str, list[int]] = {}
        self._widest: dict[str, int] = {}
        self._fetched: dict[str, list[Interval]] = {}
        for event in evidence.events:
            self._events[event.kind].append(event)
        for kind in self._events:
            self._index(kind)

    def fetch(self, fetch: Fetch, wanted: Mapping[str, Sequence[Interval]]) -> None:
        """Take the bulk events of some kinds in some windows; where they are too many, only the first count."""
        hosts = {h.source.host for h in self.evidence.heard}
        for kind, windows in wanted.items():
            joined = union(windows)
            seen: dict[tuple[object, ...], str] = {}
            # A second copy of a log tells the same once more.
            fresh = (e for e in fetch(kind, dict.fromkeys(hosts, joined)) if not _told(e, seen))
            self._events[kind] = list(islice(fresh, MOST))
            self._fetched[kind] = joined if len(self._events[kind]) < MOST else []
            self._index(kind)

    def of(self, kind: str) -> Sequence[Event]:
        """Return all events of a kind that are held."""
        return self._events.get(kind, ())

    def between(self, kind: str, lo: int, hi: int) -> Iterator[Event]:
        """Yield the events of a kind whose stamps may lie in a stretch of time."""
        events = self._events.get(kind)
        if not events:
            return
        first = bisect_left(self._starts[kind], lo - self._widest[kind])
        last = bisect_right(self._starts[kind], hi)
        yield from (e for e in events[first:last] if e.time.hi >= lo)

    def near(self, kind: str, instants: Sequence[int]) -> Iterator[Event]:
        """Yield the events of a kind in order: all, or of many only so many before and after some instants."""
        events = self._events.get(kind, [])
        if len(events) <= MANY:
            yield from events
            return
        done = 0
        for instant in sorted(instants):
            at = bisect_left(self._starts[kind], instant)
            yield from events[max(done, at - BESIDE) : at + BESIDE]
            done = max(done, at + BESIDE)

    def looked_at(self, kind: str, lo: int, hi: int) -> bool:
        """Say whether all events of a kind in a stretch of time are held that the sources told."""
        if not is_bulk(kind):
            return True
        return any(w.lo <= lo and hi <= w.hi for w in self._fetched.get(kind, ()))

    def is_fetched(self, kind: str) -> bool:
        """Say whether events of a kind are held that is rare, or was asked for."""
        return not is_bulk(kind) or kind in self._fetched

    def _index(self, kind: str) -> None:
        events = self._events[kind]
        events.sort(key=lambda e: (e.time.lo, e.time.hi, e.places[0].file, e.places[0].line))
        self._starts[kind] = [e.time.lo for e in events]
        self._widest[kind] = max((e.time.hi - e.time.lo for e in events), default=0)


def _told(event: Event, seen: dict[tuple[object, ...], str]) -> bool:
    """Say whether another file told the same; what comes in bulk has arguments that tell any two apart."""
    file = event.places[0].file
    # A copy has other stamps, where it has less precise ones.
    identity = (event.source, *(v for n, v in event.args.items() if not n.startswith("stamped")))
    return seen.setdefault(identity, file) != file
