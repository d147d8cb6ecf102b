"""What a heartbeat service holds of each replica, and when it was at work: each life of its process has its own view.

A service begins with every replica UP, and logs each change at level WARN. What it holds is known while its log lasts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence, Heard
from checker.conform.inertia import believe
from checker.conform.knots import Fact
from checker.conform.lives import Lives, lives
from checker.conform.streaming.roles import is_streaming
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event, Source
from checker.model.parts import HEARTBEAT

ALL_SERVICES = "all services"
_LOG = "the log of the service from its start to that time"
UNOBSERVED = Stretch(
    BEGINNING,
    END,
    Truth.UNKNOWN,
    Ground.UNOBSERVED,
    (),
    "no source tells in which state the service has this replica",
    _LOG,
)
_ENDED = "the log of the service ends before"
_HEALTHY = re.compile(r"Healthy replicas: (\d{1,9})", re.ASCII)


def service_lives(evidence: Evidence) -> Lives:
    """Return the lives of the heartbeat services."""
    return lives(evidence.events, HEARTBEAT)


def sources(evidence: Evidence) -> Mapping[Source, Interval]:
    """Return when each process of a service was heard by its own log."""
    captures = {h.path for h in evidence.heard if h.source.program == "capture"}
    return _hulls(h for h in evidence.heard if h.path not in captures)


def heard_services(evidence: Evidence) -> Mapping[Source, Interval]:
    """Return when each process of a service was heard, by its own log or on the wire."""
    return _hulls(evidence.heard)


def _hulls(heard: Iterable[Heard]) -> Mapping[Source, Interval]:
    found: dict[Source, Interval] = {}
    for each in heard:
        if each.source.program == HEARTBEAT:
            old = found.get(each.source, each.time)
            found[each.source] = Interval(min(old.lo, each.time.lo), max(old.hi, each.time.hi))
    return found


def states(evidence: Evidence) -> dict[tuple[str, ...], Belief]:
    """Return, by service and replica, whether the service has the replica DOWN."""
    if not is_streaming(evidence.contract):
        return {}
    known = service_lives(evidence)
    facts: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    healthy: dict[str, int] = {}
    for event in evidence.events:
        if event.source.program != HEARTBEAT:
            continue
        observer = known.name(event.source, event.time.lo)
        for server, fact in _facts(event, list(evidence.contract.servers), healthy):
            facts[observer, server].append(fact)
    names = {known.name(source, heard.hi) for source, heard in heard_services(evidence).items()}
    beliefs: dict[tuple[str, ...], Belief] = {
        (name, server): Belief((UNOBSERVED,)) for name in names for server in evidence.contract.servers
    }
    beliefs |= {key: _believed(found, evidence, key[1]) for key, found in facts.items()}
    if evidence.contract.parameters.get("view") and evidence.contract.text("view") == "all":
        beliefs |= _agreed(evidence, beliefs)
    return beliefs


def _facts(event: Event, servers: Sequence[str], healthy: dict[str, int]) -> Iterator[tuple[str, Fact]]:
    match event.kind:
        case "server_state":
            before, after = event.args["before"] == "DOWN", event.args["after"] == "DOWN"
            yield str(event.args["server"]), Fact(event.time, before, after, event)
        case "process_started":
            yield from ((server, Fact(event.time, None, False, event)) for server in servers)
        case "checks_began":
            healthy[str(event.source)] = int(event.args["servers"])
        case "checks_ended":
            found = _HEALTHY.search(str(event.args["detail"]))
            if found and int(found[1]) == healthy.get(str(event.source)) == len(servers):
                yield from ((server, Fact(event.time, False, False, event)) for server in servers)


def _believed(facts: list[Fact], evidence: Evidence, server: str) -> Belief:
    source = facts[0].event.source
    heard = sources(evidence).get(source)
    lost = evidence.lost_by(source.host, source.program)
    belief = believe(_telling(facts), lost, UNOBSERVED, heard.lo if heard else BEGINNING)
    if not heard:
        return belief
    last = next(belief.between(heard.hi + 1, heard.hi + 1)).truth
    return until(belief, max(heard.hi, _unchanged_until(evidence, source, server, last, heard.hi)) + 1)


def _unchanged_until(evidence: Evidence, source: Source, server: str, last: Truth, instant: int) -> int:
    """Return until when a service surely held on to what it held when its log ended.

    It changes its mind only after a check that says otherwise, and the wire shows its checks.
    """
    own = [e for e in evidence.of("health_poll") if e.source.host == source.host and e.source.process == source.process]
    until_ = instant
    for poll in sorted((e for e in own if e.args["server"] == server and e.time.hi > instant), key=lambda e: e.time):
        if last is Truth.UNKNOWN or bool(poll.args["passed"]) is (last is Truth.TRUE):
            return max(until_, min(int(poll.args["began_ns"]) - 1, poll.time.lo))
        until_ = poll.time.lo
    return until_


def _telling(facts: Sequence[Fact]) -> list[Fact]:
    """Leave out what only repeats the line before: of a long log thousands of lines say that all is well."""
    ordered = sorted(facts, key=lambda f: (f.time, str(f.event.places)))
    last = len(ordered) - 1
    return [
        fact
        for n, fact in enumerate(ordered)
        if fact.before is None
        or fact.before != fact.after
        or n in (0, last)
        or ordered[n - 1].after != fact.after
        or ordered[n + 1].before != fact.after
        or ordered[n + 1].before != ordered[n + 1].after
    ]


def until(belief: Belief, end: int) -> Belief:
    """Return what is believed up to an instant; after that nothing is known, as the log ends."""
    kept = [
        s if s.hi <= end else Stretch(s.lo, end, s.truth, s.ground, s.because, s.why, s.settles)
        for s in belief.stretches
        if s.lo < end
    ]
    return Belief.of(kept, Stretch(BEGINNING, END, Truth.UNKNOWN, Ground.GAP, (), _ENDED, _LOG))


def _agreed(evidence: Evidence, beliefs: Mapping[tuple[str, ...], Belief]) -> dict[tuple[str, ...], Belief]:
    """Return whether all services that are at work have a replica DOWN."""
    at_work = working(evidence)
    found: dict[tuple[str, ...], Belief] = {}
    for server in evidence.contract.servers:
        views = {o: b for (o, s), b in beliefs.items() if s == server}
        cuts = {s.lo for b in (*views.values(), *at_work.values()) for s in b.stretches} | {BEGINNING, END}
        stretches = [_together(lo, hi, views, at_work) for lo, hi in pairwise(sorted(cuts))]
        if views:
            found[ALL_SERVICES, server] = Belief.of(stretches, UNOBSERVED)
    return found


def _together(lo: int, hi: int, views: Mapping[str, Belief], at_work: Mapping[str, Belief]) -> Stretch:
    here = {o: next(b.between(lo, lo)) for o, b in views.items()}
    works = {o: next(b.between(lo, lo)).truth for o, b in at_work.items()}
    voting = {o: s for o, s in here.items() if works.get(o) is not Truth.FALSE}
    because = tuple(dict.fromkeys(e for s in voting.values() for e in s.because))
    if any(s.truth is Truth.FALSE and works.get(o) is Truth.TRUE for o, s in voting.items()):
        return Stretch(lo, hi, Truth.FALSE, Ground.KNOWN, because)
    if voting and all(s.truth is Truth.TRUE and works.get(o) is Truth.TRUE for o, s in voting.items()):
        return Stretch(lo, hi, Truth.TRUE, Ground.KNOWN, because)
    unknown = next((s for s in voting.values() if s.truth is Truth.UNKNOWN), UNOBSERVED)
    return Stretch(lo, hi, Truth.UNKNOWN, unknown.ground, because, unknown.why or _ENDED, unknown.settles or _LOG)


def working(evidence: Evidence) -> Mapping[str, Belief]:
    """Return, by service, when it was at work: while its log lasts; before its start it was not."""
    known = service_lives(evidence)
    starts = {
        known.name(e.source, e.time.lo): e for e in evidence.of("process_started") if e.source.program == HEARTBEAT
    }
    found: dict[str, Belief] = {}
    end = max((time.hi for time in sources(evidence).values()), default=0) + 1
    for source, heard in sources(evidence).items():
        name = known.name(source, heard.hi)
        began = starts.get(name)
        because = (began,) if began else ()
        # it watches nothing before the stamp of its start is over
        lo = min(began.time.hi + 1, heard.hi) if began else heard.lo
        stretches = [Stretch(lo, heard.hi + 1, Truth.TRUE, Ground.KNOWN, because)]
        if began:
            stretches.insert(0, Stretch(BEGINNING, lo, Truth.FALSE, Ground.KNOWN, because))
        # Where no service is heard any more nothing is asked of them; one alone may have gone on, or been stopped.
        stopped = _followed(source, heard, starts)
        over = min(end, stopped.time.lo if stopped else end, _silent_from(evidence, source, heard.hi))
        stretches += [
            Stretch(heard.hi + 1, over, Truth.UNKNOWN, Ground.GAP, because, _ENDED, _LOG),
            Stretch(max(over, heard.hi + 1), END, Truth.FALSE, Ground.KNOWN, (stopped,) if stopped else ()),
        ]
        found[name] = Belief.of(stretches, Stretch(BEGINNING, END, Truth.UNKNOWN, Ground.GAP, (), _ENDED, _LOG))
    return found


def _silent_from(evidence: Evidence, source: Source, instant: int) -> int:
    """Return from when on a service surely was gone: the capture that showed its checks shows none for two rounds."""
    polls = [e for e in evidence.of("health_poll") if e.source.host == source.host]
    if not polls:
        return END
    numbers, last = evidence.contract.numbers, max(e.time.hi for e in polls)
    timeouts = len(evidence.contract.servers) * numbers.get("heartbeat.timeout", 0)
    gone = last + 2 * (numbers.get("heartbeat.interval", 0) + timeouts)
    covered = any(c.lo <= last and gone <= c.hi for c in evidence.captures())
    return max(gone, instant + 1) if covered else END


def _followed(source: Source, heard: Interval, starts: Mapping[str, Event]) -> Event | None:
    """The start of the next process of the same service."""
    later = [
        e
        for e in starts.values()
        if e.source.host == source.host and e.source.process != source.process and e.time.lo > heard.hi
    ]
    return min(later, key=lambda e: e.time.lo, default=None)
