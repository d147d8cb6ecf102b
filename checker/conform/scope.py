"""For whom and for when a verdict speaks, and which sources were not there."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.model.contract import Contract
from checker.model.outcome import Scope
from checker.properties.property import Property


def scope_of(prop: Property, evidence: Evidence) -> Scope:
    """Return the observers that were heard, the stretch of time in which they were, and who was missing."""
    named = evidence.hosts.named
    heard = [h for h in evidence.heard if h.source.program in prop.programs]
    observers = {f"{h.source.program}@{named(h.source.host)}" if h.source.host else "capture" for h in heard}
    expected = {f"{program}@{host}" for program, host in _expected(evidence.contract) if program in prop.programs}
    if "capture" in prop.programs:
        expected.add("capture")
    time = Interval(min(h.time.lo for h in heard), max(h.time.hi for h in heard)) if heard else None
    lines = {h.path: evidence.unread.get(h.path, 0) for h in heard}
    unread = [f"the meaning of {n} line{'s' if n != 1 else ''} of {path}" for path, n in sorted(lines.items()) if n]
    return Scope(tuple(sorted(observers)), time, (*sorted(expected - observers), *unread))


def _expected(contract: Contract) -> Iterator[tuple[str, str]]:
    """The sources that such a system has: the load balancers' logs, and keepalived's on every candidate host."""
    for lifeline in contract.lifelines.values():
        if lifeline.role == "load-balancer" and lifeline.host:
            yield "haproxy", lifeline.host
    for vip in contract.vips.values():
        for host in vip.hosts:
            yield "keepalived", host
