"""What the sources told, brought together: the input of every estimate of a fluent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval
from checker.conform.hosts import Hosts
from checker.conform.inertia import Lost
from checker.model.contract import Contract
from checker.model.event import Event, Source

# A capture that is written in parts (tcpdump -G or -C) misses no more than this between two of them.
SEAM_NS = NS_PER_S
_OF_THEIR_OWN_CLOCK = frozenset({"haproxy", "monitor", "client", "heartbeat"})


@dataclass(frozen=True, slots=True)
class Heard:
    """One source in one input: from when to when it was heard, and of how many lines the input is."""

    source: Source
    time: Interval
    path: str
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Loss:
    """Lines of a host (of one program, or of all when empty) that are missing in a stretch of time."""

    host: str
    program: str
    lost: Lost


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Lines of a source that its reader knows as its own and could not understand, the first of them at `place`.

    `time` is when they were written, as far as that is known: else all the time that their input covers.
    """

    source: Source
    place: Place
    time: Interval
    lines: int = 1


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """A clock (of a host, or `capture`) is ahead `by` so much, as a line and a frame of one act show."""

    clock: str
    by: Interval
    line: Event
    frame: Event


@dataclass(frozen=True, slots=True)
class Evidence:
    """Control events in the order of time with copies merged, what was heard when, and what is known to be lost.

    `events` are widened by the `uncertainty` of the clock of their host; `stamped` are the same as their clocks say.
    `unread` counts, by input, the lines of its own program that its reader did not understand; `not_understood` are
    those of them that may tell of an event in bulk. `offsets` are measured and not corrected: they are uncertainty.
    """

    events: Sequence[Event]
    contract: Contract
    hosts: Hosts
    heard: Sequence[Heard] = ()
    losses: Sequence[Loss] = ()
    uncertainty: Mapping[str, int] = field(default_factory=dict)
    stamped: Sequence[Event] = ()
    unread: Mapping[str, int] = field(default_factory=dict)
    not_understood: Sequence[NotUnderstood] = ()
    offsets: Sequence[ClockOffset] = ()

    def of(self, *kinds: str) -> Iterator[Event]:
        """Yield the events of these kinds in the order of time."""
        return (e for e in self.events if e.kind in kinds)

    def lost_by(self, host: str, program: str) -> list[Lost]:
        """Return the losses that concern a program on a host."""
        named = self.hosts.named
        return [x.lost for x in self.losses if named(x.host) == named(host) and x.program in ("", program)]

    def heard_by(self, host: str, program: str) -> Interval | None:
        """Return from when to when the log of a program on a host was heard, or None."""
        named = self.hosts.named
        times = [h.time for h in self.heard if h.source.program == program and named(h.source.host) == named(host)]
        return Interval(min(t.lo for t in times), max(t.hi for t in times)) if times else None

    def captures(self) -> list[Interval]:
        """Return the stretches that some capture covers, joined where they overlap, in the order of time."""
        joined: list[Interval] = []
        for time in sorted(e.time for e in self.of("captured")):
            if joined and time.lo <= joined[-1].hi + SEAM_NS:
                joined[-1] = Interval(joined[-1].lo, max(joined[-1].hi, time.hi))
            else:
                joined.append(time)
        return joined


def widened(events: Sequence[Event], hosts: Hosts, uncertainty: Mapping[str, int]) -> list[Event]:
    """Return the events widened by the uncertainty of the clocks that stamped them, but for those of observers.

    That is for what one host tells another: a host's own lines keep their order among themselves. Properties of one
    observer compare stamps of one clock, whatever that clock says; for others see `across_clocks`.
    """
    if not uncertainty:
        return list(events)
    widened: list[Event] = []
    for event in events:
        unsure = uncertainty.get(hosts.named(event.source.host) if event.source.host else event.source.program, 0)
        alone = event.source.program in _OF_THEIR_OWN_CLOCK
        widened.append(event if alone or not unsure else event.moved(event.time.widen(unsure, unsure)))
    return widened


def across_clocks(evidence: Evidence) -> Evidence:
    """Return the evidence as one who compares observers with others must see it: widened like all."""
    unsure = evidence.uncertainty
    if not unsure:
        return evidence
    events = [
        event.moved(event.time.widen(u, u))
        if event.source.program in _OF_THEIR_OWN_CLOCK
        and (u := unsure.get(evidence.hosts.named(event.source.host), 0))
        and event.places[0].unit == "line"  # what a capture shows of an observer has the capture's clock
        else event
        for event in evidence.events
    ]
    return replace(evidence, events=sorted(events, key=lambda e: (e.time, e.kind, e.source, str(e.places))))
