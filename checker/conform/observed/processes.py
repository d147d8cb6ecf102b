"""Processes that start and stop, and loggers that lose lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from checker.base.time import NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.observed.draft import (
    DATABASE,
    MONITOR,
    SINK,
    Draft,
    balancer,
    middle,
    peer,
    places_of,
    seconds,
    server,
)
from checker.conform.observed.servers import name_of
from checker.conform.observed.vrrp import first_states
from checker.model.casting import Party
from checker.model.event import Event, Source
from checker.model.parts import HEARTBEAT, MEDIA_SERVER

RANK_STOP, RANK_START = 0, 4
# So many starts of one phase stand one by one.
STARTS = 2
# From the first line that says that a program stops to the last one: keepalived waits for its children.
STOPPING_NS = 10 * NS_PER_S
_SNAPSHOTS = ("haproxy-stats",)


def process_drafts(evidence: Evidence) -> list[Draft]:
    """Return what says that a program starts, stops, or that lines of its log were lost."""
    pools, states = _pools(evidence), first_states(evidence)
    events = evidence.of("process_started", "process_stopped", "lines_lost")
    told = [_draft(event, states.get(str(event.places[0])), pools, evidence) for event in events]
    return [*_once(told), *_losses(evidence)]


def _once(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Tell a stop once that several lines tell: that it begins, that the children ended, that all did."""
    stopping: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        about = draft.ends, draft.item
        first = stopping.get(about)
        if draft.folded == "stop" and first is not None and draft.time.lo <= first.time.hi + STOPPING_NS:
            stopping[about] = replace(first, places=tuple(dict.fromkeys((*first.places, *draft.places))))
            continue
        if first is not None and draft.folded in ("start", "stop"):
            yield stopping.pop(about)
        if draft.folded == "stop":
            stopping[about] = draft
        else:
            yield draft
    yield from stopping.values()


def _losses(evidence: Evidence) -> Iterator[Draft]:
    """Tell of stretches whose lines are missing, but where the logger tells itself; snapshots always miss some."""
    logged = {event.time.hi for event in evidence.of("lines_lost")}
    for loss in evidence.losses:
        time, host = loss.lost.time, evidence.hosts.named(loss.host)
        if loss.program not in _SNAPSHOTS and time.hi not in logged and time.hi - time.lo >= NS_PER_S:
            party = peer(host) if loss.program == "keepalived" else balancer(host)
            text = f"lines of {loss.program or host} may be missing for {seconds(time.hi - time.lo)}: {loss.lost.why}"
            yield Draft("note", (party,), text, Interval(time.lo, time.lo), time.lo, (), RANK_START, text)


def _draft(event: Event, state: Event | None, pools: Mapping[Source, str], evidence: Evidence) -> Draft:
    host = evidence.hosts.named(event.source.host)
    party, name = _bearer(event, pools, host, evidence)
    if event.kind == "lines_lost":
        count = int(event.args["count"])
        text = f"{count} log lines of {host} were lost" if count > 0 else f"log lines of {host} were lost"
        return Draft("note", (party,), text, event.time, middle(event.time), places_of(event))
    started = event.kind == "process_started"
    entered = str(state.args["state"]) if state else ""
    told = [event] if state is None else [event, state]
    return Draft(
        "note",
        (party,),
        f"{name} {'starts' if started else 'stops'}{f', as {entered}' if entered else ''}",
        event.time,
        middle(event.time),
        places_of(*told),
        RANK_START if started else RANK_STOP,
        "start" if started else "stop",
        f"{name} ({entered})" if entered else name,
        most=STARTS,
    )


def _pools(evidence: Evidence) -> Mapping[Source, str]:
    """Which server of the contract a pooler is: by the address on which it says it listens."""
    servers = {f"{s.address}:{s.port}": s.name for s in evidence.contract.servers.values()}
    listening = ((e.source, str(e.args["address"])) for e in evidence.of("listening"))
    return {source: servers[address] for source, address in listening if address in servers}


def _bearer(event: Event, pools: Mapping[Source, str], host: str, evidence: Evidence) -> tuple[Party, str]:
    """Return who a process is, and its name for people."""
    program = event.source.program
    if event.source in pools:
        return server(pools[event.source]), f"{program} {pools[event.source]}"
    named = {
        "haproxy": balancer(host),
        "keepalived": peer(host),
        "pgbouncer": server(name_of(evidence, host)),
        "postgresql": DATABASE,
        "monitor": MONITOR,
        "webhook": SINK,
        "heartbeat": Party(HEARTBEAT, host),
        "nginx": Party(MEDIA_SERVER, host),
        "replica": server(name_of(evidence, host)),
        "spring-boot": server(name_of(evidence, host)),
        "mysql": DATABASE,
    }
    if program == "pgbouncer":
        return named[program], f"pgbouncer {named[program].name}"
    if program in ("haproxy", "keepalived", "heartbeat"):
        return named[program], f"{program}@{host}"
    return named.get(program, Party(program, host)), program
