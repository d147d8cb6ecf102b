"""For whom and for when a verdict speaks, and which sources were not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.inertia import COARSEST_NS
from checker.conform.lives import process_of
from checker.model.contract import Contract, PropertyUse
from checker.model.outcome import Scope
from checker.properties.property import Property

# which program writes the log of a component of this role
_PROGRAMS: Mapping[str, str] = {"monitor": "monitor", "alert-sink": "webhook", "client": "client"}


def scope_of(prop: Property, evidence: Evidence) -> Scope:
    """Return the observers that were heard, the stretch of time in which they were, and who was missing."""
    named = evidence.hosts.named
    heard = [h for h in evidence.heard if h.source.program in prop.programs]
    if prop.steady:
        telling = {e.source for e in evidence.of(*prop.told_by)}
        heard = [h for h in heard if h.source in telling]
    observers = {f"{h.source.program}@{named(h.source.host)}" if h.source.host else h.source.program for h in heard}
    expected = {f"{program}@{host}" for program, host in _expected(evidence.contract) if program in prop.programs}
    programs = {h.source.program for h in heard}
    strangers = {o for o in observers - expected if o.startswith("heartbeat@")}
    if prop.steady and len(strangers) >= sum(e.startswith("heartbeat@") for e in expected - observers):
        # services that a capture shows by their addresses
        expected = {e for e in expected if e in observers or not e.startswith("heartbeat@")}
    expected |= {p for p in _somewhere(evidence.contract) if p in prop.programs and p not in programs}
    time = Interval(min(h.time.lo for h in heard), max(h.time.hi for h in heard)) if heard else None
    lines = {h.path: evidence.unread.get(h.path, 0) for h in heard}
    unread = [f"the meaning of {n} line{'s' if n != 1 else ''} of {path}" for path, n in sorted(lines.items()) if n]
    return Scope(tuple(sorted(observers)), time, (*sorted(expected - observers), *unread))


def heard_of(prop: Property, evidence: Evidence) -> Interval | None:
    """From when to when the sources that can tell of a property were heard: beyond that it is nobody's verdict.

    A log in whole seconds ends somewhere within its last one, so it counts to where it surely still spoke.
    """
    if prop.id in evidence.contract.own.properties:
        from checker.conform.own.tellers import judged

        return judged(prop.programs, evidence)
    heard = [h for h in evidence.heard if h.source.program in prop.programs]
    if not heard:
        return None
    lo = min(h.time.lo for h in heard)
    ends = [h.time.hi - (0 if h.source.program == "capture" else COARSEST_NS) for h in heard]
    ends += [e.time.lo for e in evidence.events if e.source.program in prop.programs]
    return Interval(lo, max(lo, *ends))


def covers(evidence: Evidence, use: PropertyUse, observer: str, subject: str) -> bool:
    """Say whether the contract wants this instance checked: by its host, its server or its address."""
    observer = process_of(observer)
    host = evidence.hosts.named(observer.rpartition("@")[2])
    names = {observer, host, subject, subject.rpartition("/")[2]}
    return not names & set(use.skip) and (not use.only or bool(names & set(use.only)))


def _somewhere(contract: Contract) -> Iterator[str]:
    """The sources that such a system has, on a host that nobody stated."""
    yield "capture"
    for lifeline in contract.lifelines.values():
        if lifeline.role in _PROGRAMS:
            yield _PROGRAMS[lifeline.role]


def _expected(contract: Contract) -> Iterator[tuple[str, str]]:
    """The sources that such a system has: the logs of load balancers, heartbeat services, and keepalived."""
    for lifeline in contract.lifelines.values():
        if lifeline.role == "load-balancer" and lifeline.host:
            yield "haproxy", lifeline.host
        if lifeline.role == "heartbeat":
            yield "heartbeat", lifeline.id
    for vip in contract.vips.values():
        for host in vip.hosts:
            yield "keepalived", host
    for event in contract.own.events.values():
        for name in event.told_by:
            program, _, host = name.partition("@")
            if host:
                yield program, host
