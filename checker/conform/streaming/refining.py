"""The evidence of a system with heartbeat services, as properties read it: one name each, and what the wire shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checker.base.time import NS_PER_MS, Interval
from checker.conform.evidence import Evidence, Heard
from checker.conform.streaming.callbacks import brought_together, logged, on_wire
from checker.conform.streaming.held import with_states
from checker.conform.streaming.joining import joined, life_of
from checker.conform.streaming.lookups import looked_up
from checker.conform.streaming.polling import Poll, polls
from checker.conform.streaming.replicas import Replicas, replica, shown_at
from checker.conform.streaming.roles import is_streaming
from checker.logic.signal import BEGINNING, END
from checker.model.contract import Contract
from checker.model.event import Event, Source, Value
from checker.model.parts import HEARTBEAT

# kind of event, windows by host -> the bulk events in them
Fetch = Callable[[str, Mapping[str, Sequence[Interval]]], Iterable[Event]]
_WIRE: Mapping[str, Sequence[Interval]] = {"": (Interval(BEGINNING, END),)}
# The same packet, captured at two places.
_SAME_NS = 20 * NS_PER_MS


def shows_replicas(contract: Contract, fetch: Fetch) -> bool:
    """Say whether a capture shows a request to a replica of a contract."""
    return any(replica(contract, str(e.args["host"])) for e in fetch("http_exchange", _WIRE))


def refined(evidence: Evidence, fetch: Fetch) -> Evidence:
    """Return the evidence of a system with heartbeat services with every source under one name, and the wire's part.

    Added are checks on the wire (`health_poll`; `check` too where the log of their service tells none) and callbacks.
    """
    contract = evidence.contract
    if not is_streaming(contract):
        return evidence
    named = _Named(contract)
    events = [named.event(e) for e in evidence.events]
    heard = [replace(h, source=named.source(h.source)) for h in evidence.heard]
    evidence = replace(evidence, events=events, heard=heard)
    wire = (
        _wire(evidence, fetch) if any(h.source.program == "capture" for h in heard) else _Wire(Replicas(contract, {}))
    )
    hosts = joined(evidence, wire.polls)
    added = [*_checks(evidence, wire.polls, hosts)]
    packets = on_wire(wire.exchanges, wire.attempts, wire.replicas, wire.polls)
    added += brought_together(logged(events, wire.replicas), packets)
    if packets:
        added += looked_up(packets, fetch("sql_answer", _WIRE))
    everything = with_states([*events, *added])
    everything.sort(key=lambda e: (e.time, e.kind, e.source, str(e.places)))
    return replace(
        evidence,
        events=everything,
        stamped=[*(named.event(e) for e in evidence.stamped), *added],
        heard=[*heard, *_heard_on_wire(wire.polls, hosts)],
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """Gives services and replicas the names of the contract."""

    contract: Contract

    def event(self, event: Event) -> Event:
        """Return an event of a service with the names of the contract for it and for the replicas."""
        if event.source.program != HEARTBEAT:
            return event
        named = {
            name: replica(self.contract, str(event.args[name])) or event.args[name]
            for name in ("server", "before", "after")
            if name in event.args and (name == "server" or event.kind == "primary_switched")
        }
        return replace(event, source=self.source(event.source), args={**event.args, **named})

    def source(self, source: Source) -> Source:
        """Return a service that lives in a replica under its own name."""
        if source.program != HEARTBEAT or source.host not in self.contract.servers:
            return source
        living = [e.id for e in self.contract.lifelines.values() if e.role == HEARTBEAT and e.server == source.host]
        return replace(source, host=living[0]) if len(living) == 1 else source


@dataclass(frozen=True, slots=True)
class _Wire:
    """What a capture shows of replicas."""

    replicas: Replicas
    exchanges: Sequence[Event] = ()
    attempts: Sequence[Event] = ()
    polls: Mapping[str, Sequence[Poll]] = field(default_factory=dict)


def _wire(evidence: Evidence, fetch: Fetch) -> _Wire:
    contract = evidence.contract
    ports = {f":{server.port}" for server in contract.servers.values()}
    exchanges = _once([e for e in fetch("http_exchange", _WIRE) if replica(contract, str(e.args["host"]))])
    replicas = Replicas(contract, shown_at(contract, exchanges))
    exchanges = [e for e in exchanges if replicas.on_wire(str(e.args["server"]))]
    attempts = [
        e
        for e in fetch("connect", _WIRE)
        if str(e.args["server"]) in replicas.at or any(str(e.args["server"]).endswith(port) for port in ports)
    ]
    attempts = _once(
        [e for e in attempts if replicas.on_wire(str(e.args["server"])) and e.args["outcome"] != "accepted"]
    )
    timeout = contract.numbers.get("heartbeat.timeout", 0)
    return _Wire(replicas, exchanges, attempts, polls(replicas, exchanges, attempts, timeout))


def _once(events: Sequence[Event]) -> list[Event]:
    """Drop what a second capture shows of the same packet."""
    last: dict[tuple[object, ...], Event] = {}
    kept: list[Event] = []
    for event in sorted(events, key=lambda e: (e.time, str(e.places))):
        key = (event.args["client"], event.args["server"], event.args.get("path", ""))
        old = last.get(key)
        if old is None or old.places[0].file == event.places[0].file or event.time.lo - old.time.lo > _SAME_NS:
            kept.append(event)
            last[key] = event
    return kept


def _checks(evidence: Evidence, found: Mapping[str, Sequence[Poll]], hosts: Mapping[str, str]) -> Iterable[Event]:
    """Yield the checks on the wire as events of the service that made them."""
    lives: dict[str, list[Event]] = defaultdict(list)
    logs: set[str] = set()
    for event in evidence.events:
        if event.source.program == HEARTBEAT:
            lives[event.source.host].append(event)
            logs |= {event.source.host} if event.kind == "check" else set()
    for address, each in found.items():
        host = hosts.get(address, address)
        for poll in each:
            source = Source(host, HEARTBEAT, life_of(lives.get(host, ()), poll.began))
            places = tuple(dict.fromkeys(place for e in poll.events for place in e.places))
            text = poll.events[-1].text
            told: dict[str, Value] = {"server": poll.server, "passed": poll.passed}
            more: dict[str, Value] = {"client": poll.events[-1].args["client"], "began_ns": poll.began}
            yield Event("health_poll", poll.ended, source, {**told, **more}, places, text)
            if host not in logs:
                more = {"health": -1, "of": -1, "state": "", "reason": text}
                yield Event("check", poll.ended, source, {**told, **more}, places, text)


def _heard_on_wire(found: Mapping[str, Sequence[Poll]], hosts: Mapping[str, str]) -> Iterable[Heard]:
    """Yield when services were heard of which no log was given."""
    for address, each in found.items():
        if address not in hosts and each:
            time = Interval(each[0].began, max(p.ended.hi for p in each))
            yield Heard(Source(address, HEARTBEAT, ""), time, each[0].events[0].places[0].file, len(each))
