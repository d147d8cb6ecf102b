"""What two sources that tell the same thing are compared by, and what all comparisons share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from checker.base.finding import Finding, Related, Severity
from checker.base.time import NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.lag import ENOUGH, lag_of
from checker.model.event import Event

CODE = "sources-disagree"
# kind of event, windows by host ('' for captures) -> the bulk events in them
Fetch = Callable[[str, Mapping[str, Sequence[Interval]]], Iterable[Event]]
# What lies no further apart than this may be one instant by the clocks of two hosts that NTP keeps.
CLOCKS_NS = NS_PER_S
# The lag of a logger is measured on sessions this near to where it matters.
_NEAR_NS = 60 * NS_PER_S


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sources tell one thing differently: the places of both, the first that of the source likelier to be right."""

    message: str
    hint: str
    places: tuple[Related, ...]
    time: Interval


@dataclass(frozen=True, slots=True)
class Pair:
    """Two kinds of source: the programs that must all have been heard, and what is compared.

    `rests` are the properties whose verdicts rest on these sources.
    """

    programs: frozenset[str]
    rests: tuple[str, ...]
    compare: Callable[[Evidence, Fetch], Iterable[Disagreement]]


def finding_of(pair: Pair, found: Disagreement, evidence: Evidence) -> Finding:
    """Return a disagreement as a finding, which names the properties of the contract that rest on the sources."""
    rests = [id for id in pair.rests if id in evidence.contract.properties]
    verb = "rests" if len(rests) == 1 else "rest"
    hint = f"{found.hint}; {' and '.join(rests)} {verb} on it" if rests else found.hint
    first = found.places[0]
    return Finding(
        code=CODE,
        severity=Severity.WARNING,
        message=found.message,
        where=first.place,
        text=first.text,
        related=found.places[1:],
        hint=hint,
        time=found.time,
    )


def told(event: Event, label: str) -> Related:
    """Return where an event was read, with what it means here."""
    return Related(event.places[0], label, event.text)


def slack(evidence: Evidence, *sources: str) -> int:
    """Return by how many nanoseconds the clocks of these hosts (or `capture`) together may be off, as was declared."""
    return sum(evidence.uncertainty.get(evidence.hosts.named(name), 0) for name in sources)


def covers(evidence: Evidence, host: str, program: str, time: Interval, process: str | None = None) -> bool:
    """Say whether one file of the log of a program (or of one process of it) covers a stretch, with nothing lost in it.

    Between two files of a log there may be lines that nobody gave, so no stretch is compared across them.
    """
    named = evidence.hosts.named
    files: dict[str, Interval] = {}
    for heard in evidence.heard:
        source = heard.source
        if source.program == program and named(source.host) == named(host) and process in (None, source.process):
            old = files.get(heard.path, heard.time)
            files[heard.path] = Interval(min(old.lo, heard.time.lo), max(old.hi, heard.time.hi))
    whole = any(file.lo <= time.lo and time.hi <= file.hi for file in files.values())
    return whole and not any(loss.time.overlaps(time) for loss in evidence.lost_by(host, program))


def lags(evidence: Evidence, fetch: Fetch, host: str, time: Interval) -> bool:
    """Say whether sessions of a load balancer near a stretch of time show that its logger stamps late, or by a clock.

    Its lines are then of another time than they say.
    """
    windows = {h.source.host: [time.widen(_NEAR_NS, _NEAR_NS)] for h in evidence.heard if h.source.program == "haproxy"}
    named = evidence.hosts.named
    sessions = (s for s in fetch("assigned", windows) if named(s.source.host) == named(host))
    return lag_of(islice(sessions, ENOUGH)) is not None


def only(evidence: Evidence, program: str) -> Evidence:
    """Return the evidence with what was heard of one program and lost of it: of thousands of snapshots each is a file.

    For what asks `covers` often.
    """
    heard = [h for h in evidence.heard if h.source.program == program]
    return replace(evidence, heard=heard, losses=[x for x in evidence.losses if x.program in ("", program)])


def addresses_of(evidence: Evidence, host: str) -> frozenset[str]:
    """Return the addresses that are known to be a host's own."""
    return frozenset(a for a, name in evidence.hosts.by_address.items() if name == evidence.hosts.named(host))


def by_host(events: Iterable[Event], evidence: Evidence) -> Iterator[tuple[str, list[Event]]]:
    """Yield the events of each host under its one name."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(evidence.hosts.named(event.source.host), []).append(event)
    yield from sorted(found.items())
