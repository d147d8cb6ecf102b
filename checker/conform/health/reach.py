"""When a load balancer reached anybody: to one that is cut off itself, all servers look as if they did not answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.base.time import NS_PER_S, Interval, union
from checker.conform.evidence import Evidence
from checker.conform.health.answers import Sign, key_of
from checker.conform.health.terms import Term
from checker.conform.health.views import by_hand, duration
from checker.model.event import Event

# Whoever reached others at two instants this close together could do so in between.
BRIDGE_NS = 3 * NS_PER_S


@dataclass(frozen=True, slots=True)
class Reach:
    """What shows when each load balancer was on the network, made once: `signs` by server, and what is told beside.

    `heard` are stretches by host in which somebody heard its frames, or it another's; `lines` are the checks and
    changes of state by source.
    """

    evidence: Evidence
    signs: Mapping[str, Sequence[Sign]]
    heard: Mapping[str, Sequence[Interval]]
    lines: Mapping[object, Sequence[Event]]

    @classmethod
    def of(cls, evidence: Evidence, signs: Mapping[str, Sequence[Sign]]) -> Reach:
        """Return what the evidence shows."""
        heard: dict[str, list[Interval]] = defaultdict(list)
        for event in evidence.of("advert_received"):
            heard[evidence.hosts.named(event.source.host)].append(event.time)
            if event.args["sender"]:
                heard[evidence.hosts.at(str(event.args["sender"]))].append(event.time)
        lines: dict[object, list[Event]] = defaultdict(list)
        for event in evidence.of("check", "server_state"):
            lines[event.source].append(event)
        bridge = _bridge(evidence)
        stretches = {host: _bridged(times, bridge) for host, times in heard.items()}
        for host, times in _on_the_wire(evidence, bridge):
            stretches[host] = union([*stretches.get(host, ()), *times])
        return cls(evidence, signs, stretches, lines)

    def without(self, term: Term, server: str) -> list[Interval]:
        """Return when a process surely reached others than this server (by its name), in the order of time."""
        others = [s for key in self.signs if key != server and not self._beside(term, key) for s in self.signs[key]]
        reached = (s.time for s in others if s.asker == term.host and was_reached(s))
        answered = _bridged(reached, _bridge(self.evidence))
        return union([*answered, *self.heard.get(term.host, ()), *self._passing(term, server)])

    def _beside(self, term: Term, key: str) -> bool:
        """Whether a server is on the host of the load balancer: no network lies between them."""
        server = self.evidence.contract.servers.get(key)
        return server is not None and self.evidence.hosts.at(server.address) == term.host

    def _passing(self, term: Term, server: str) -> Iterator[Interval]:
        """When checks of other servers passed untold: a process that logs its checks tells each one that fails.

        One that was UP is told to fail by the time that a check takes after the last one that passed.
        """
        own = [e for e in self.lines.get(term.source, ()) if term.since <= e.time.hi and e.time.lo <= term.until]
        told: dict[str, list[Event]] = defaultdict(list)
        for event in own:
            told[key_of(self.evidence, str(event.args["server"]))].append(event)
        numbers = self.evidence.contract.numbers
        if "check.interval" not in numbers:
            return  # nobody says by when one that failed would have been told
        longest = max((duration(e) or 0 for e in own), default=0)
        late = max(numbers["down.within"], 2 * (numbers["check.interval"] + longest))
        for key, events in told.items():
            if key == server or self._beside(term, key) or not any(e.kind == "check" for e in events):
                continue
            ends = [*(e.time.lo for e in events[1:]), term.until]
            for event, end in zip(events, ends, strict=True):
                until = end - late
                if _well(event) and event.time.hi <= until:
                    yield from self._unless_lost(term, Interval(event.time.hi, until))

    def _unless_lost(self, term: Term, time: Interval) -> Iterator[Interval]:
        source = term.source
        if not any(lost.time.overlaps(time) for lost in self.evidence.lost_by(source.host, source.program)):
            yield time


def was_reached(sign: Sign) -> bool:
    """Say whether somebody came through to the host of a server, whatever its program said."""
    return sign.answered or sign.anybody or sign.above_tcp


def _well(event: Event) -> bool:
    if event.kind == "check":
        return bool(event.args["passed"]) and event.args["state"] == "UP"
    return event.args["after"] == "UP" and not by_hand(event)


def _bridge(evidence: Evidence) -> int:
    return max(BRIDGE_NS, evidence.contract.numbers.get("check.interval", 0) + NS_PER_S)


def _bridged(times: Iterable[Interval], bridge: int) -> list[Interval]:
    """Join instants that are close together: from the latest time of the first to the earliest of the last."""
    found: list[Interval] = []
    lo, hi, latest = 0, -1, -1
    for time in sorted(times):
        if hi >= 0 and time.lo - latest <= bridge:
            hi, latest = max(hi, time.lo), max(latest, time.hi)
            continue
        found += [Interval(lo, hi)] if lo <= hi else []
        lo, hi, latest = time.hi, time.lo, time.hi
    return [*found, *([Interval(lo, hi)] if lo <= hi else [])]


def _on_the_wire(evidence: Evidence, bridge: int) -> Iterator[tuple[str, list[Interval]]]:
    """When a capture heard a host, and others beside it: one that is made on a host that is cut off hears it alone."""
    parties = {h.name for h in evidence.contract.hosts.values()}
    parties |= {evidence.hosts.at(s.address) for s in evidence.contract.servers.values()}
    seen: dict[str, dict[str, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    for event in evidence.of("presence"):
        host = evidence.hosts.with_mac(str(event.args["mac"]))
        if host in parties:
            seen[event.places[0].file][host].append(event.time)
    for hosts in seen.values():
        joined = {host: _near(times, bridge) for host, times in hosts.items()}
        for host, own in joined.items():
            others = union(time for other, times in joined.items() if other != host for time in times)
            yield host, both(own, others)


def _near(times: Iterable[Interval], bridge: int) -> list[Interval]:
    """Join stretches that are close together."""
    return [Interval(t.lo, t.hi - bridge) for t in union(Interval(t.lo, t.hi + bridge) for t in times)]


def both(some: Sequence[Interval], others: Sequence[Interval]) -> list[Interval]:
    """Return what two lists of disjoint intervals in the order of time share."""
    found: list[Interval] = []
    at = 0
    for one in some:
        while at < len(others) and others[at].hi < one.lo:
            at += 1
        for other in others[at:]:
            if other.lo > one.hi:
                break
            found.append(Interval(max(one.lo, other.lo), min(one.hi, other.hi)))
    return found
