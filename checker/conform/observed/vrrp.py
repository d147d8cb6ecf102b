"""Who holds the virtual address as logs tell it: states of the VRRP routers, the address, its announcements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checker.base.time import NS_PER_S
from checker.conform.evidence import Evidence
from checker.conform.observed.draft import VIP, Draft, middle, not_before, peer, places_of, timeline
from checker.conform.observed.timeline import Timeline
from checker.model.event import Event

# keepalived announces an address when it takes it, and again after `garp_master_delay` (5 s).
AGAIN_NS = 8 * NS_PER_S
# Effective priorities are worked out while keepalived starts; later ones are news.
STARTING_NS = 5 * NS_PER_S
# What ends that a host has an address; a keepalived that starts has none.
_LEAVING = ("vips_removed", "address_removed", "process_started")
RANK_STATE, RANK_ADDRESS, RANK_HEARD = 1, 2, 3


def router_drafts(evidence: Evidence) -> list[Draft]:
    """Return the states that VRRP routers enter, the addresses they take and give up, and what they say of others."""
    states = list(_states(evidence))
    known = timeline(states)
    return [
        *states,
        *_taken(evidence, known),
        *_given_up(evidence, known),
        *_said(evidence),
        *_priorities(evidence),
    ]


def first_states(evidence: Evidence) -> Mapping[str, Event]:
    """Return the state that keepalived enters as it starts, by the place of the line that says that it starts."""
    found: dict[str, Event] = {}
    started: dict[str, Event] = {}
    for event in evidence.of("vrrp_state", "process_started"):
        if event.source.program != "keepalived":
            continue
        if event.kind == "process_started":
            started[event.source.host] = event
        elif (start := started.pop(event.source.host, None)) and event.time.lo <= start.time.hi + STARTING_NS:
            found[str(start.places[0])] = event
    return found


def _states(evidence: Evidence) -> Iterator[Draft]:
    """Tell of every change of state but those that a start brings along."""
    last: dict[tuple[str, str], str] = {}
    firsts = {id(event) for event in first_states(evidence).values()}
    for event in evidence.of("vrrp_state"):
        host, state = evidence.hosts.named(event.source.host), str(event.args["state"])
        key = host, str(event.args["instance"])
        before, last[key] = None if id(event) in firsts else last.get(key), state
        if before != state and (id(event) not in firsts or state == "MASTER"):
            yield Draft(
                "note",
                (peer(host),),
                f"keepalived@{host} becomes {state}",
                event.time,
                middle(event.time),
                places_of(event),
                RANK_STATE,
                about="vip" if state == "MASTER" else "",
                turn=True,
                alarm=state == "FAULT",
            )


@dataclass(slots=True)
class _Taking:
    """A host takes an address, or announces `again` that it has it: what says so, and how often it announced it.

    `logs` says that a log told of it, which would also tell where the host gives it up.
    """

    host: str
    address: str
    again: bool = False
    logs: bool = False
    events: list[Event] = field(default_factory=list)
    logged: int = 0
    captured: int = 0
    until: int = 0


def _taken(evidence: Evidence, states: Timeline[Draft]) -> Iterator[Draft]:
    """Tell of each taking once, from the line that sets the address and the announcements, logged and captured."""
    vips = {vip.address for vip in evidence.contract.vips.values()}
    current: dict[str, _Taking] = {}
    held: dict[tuple[str, str], _Taking] = {}
    done: list[_Taking] = []
    for event in evidence.of("vips_set", "garp_sent", "arp_announced", "address_added", *_LEAVING):
        host = _host(event, evidence)
        for address in _addresses(event, vips):
            taking = current.get(address)
            if event.kind in _LEAVING:
                held.pop((address, host), None)
                if taking is not None and taking.host == host:
                    del current[address]
                continue
            goes_on = taking is not None and taking.host == host and event.time.lo <= taking.until
            if taking is None or not goes_on:
                before = held.get((address, host))
                # A host that took it in between ends what only a capture told.
                again = before is not None and (before is taking or before.logs)
                taking = _Taking(host, address, again, before is not None and before.logs)
                current[address] = held[address, host] = taking
                done.append(taking)
            taking.logs |= event.kind != "arp_announced"
            taking.until = event.time.hi + AGAIN_NS
            taking.logged += event.kind == "garp_sent"
            taking.captured += event.kind == "arp_announced"
            if len(taking.events) < 3 and event.kind not in {e.kind for e in taking.events}:
                taking.events.append(event)
    return (_taking(taking, states) for taking in done)


def _addresses(event: Event, vips: set[str]) -> set[str]:
    """Return which virtual addresses an event is about; keepalived sets all of an instance at once."""
    if event.kind == "process_started":
        return vips if event.source.program == "keepalived" else set()
    if event.kind in ("vips_set", "vips_removed"):
        return vips
    return {str(event.args["address"])} & vips


def _host(event: Event, evidence: Evidence) -> str:
    if "mac" in event.args:
        return evidence.hosts.with_mac(str(event.args["mac"]))
    return evidence.hosts.named(event.source.host)


def _taking(taking: _Taking, states: Timeline[Draft]) -> Draft:
    first = taking.events[0]
    announced = max(taking.captured, taking.logged)
    often = "once" if announced == 1 else f"{announced} times"
    times = f", announced {often} (gratuitous ARP)" if announced else ""
    text = f"takes {taking.address}{times}"
    if taking.again:
        text = (
            f"announces {taking.address} again, {often} (gratuitous ARP)"
            if announced
            else f"has {taking.address} set again"
        )
    return Draft(
        "message",
        (peer(taking.host), VIP),
        text,
        first.time,
        _behind(first, taking.host, states),
        places_of(*taking.events),
        RANK_ADDRESS,
        about="" if taking.again else "vip",
    )


def _behind(event: Event, host: str, states: Timeline[Draft]) -> int:
    return not_before(event.time, (d for d in states.overlapping(event.time) if d.ends == (peer(host),)))


def _given_up(evidence: Evidence, states: Timeline[Draft]) -> Iterator[Draft]:
    """Tell where a host removes an address that it had; keepalived also removes what it never had when it starts."""
    had: set[str] = set()
    for event in evidence.of("vips_set", "vips_removed", "address_added", "address_removed", "process_started"):
        host = _host(event, evidence)
        if event.kind in ("vips_set", "address_added"):
            had.add(host)
        elif event.kind == "process_started":
            had -= {host} if event.source.program == "keepalived" else set()
        elif host in had:
            had.discard(host)
            at = _behind(event, host, states)
            text = "gives up the address"
            yield Draft("message", (peer(host), VIP), text, event.time, at, places_of(event), RANK_ADDRESS, turn=True)


def _said(evidence: Evidence) -> Iterator[Draft]:
    for event in evidence.of("resigned", "advert_received"):
        host = evidence.hosts.named(event.source.host)
        if event.kind == "resigned":
            text = "resigns (priority 0)"
            yield Draft("note", (peer(host),), text, event.time, middle(event.time), places_of(event), RANK_STATE)
            continue
        sender = evidence.hosts.at(str(event.args["sender"])) if event.args["sender"] else ""
        priority = f", priority {event.args['priority']}" if int(event.args["priority"]) >= 0 else ""
        fate = "" if event.args["accepted"] else ", and drops it"
        text = f"hears an advert{f' of {sender}' if sender else ''}{priority}{fate}"
        yield Draft("note", (peer(host),), text, event.time, middle(event.time), places_of(event), RANK_HEARD, text)


def _priorities(evidence: Evidence) -> Iterator[Draft]:
    started: dict[str, int] = defaultdict(int)
    for event in evidence.of("priority", "process_started"):
        host = evidence.hosts.named(event.source.host)
        if event.kind == "process_started":
            started[host] = event.time.hi if event.source.program == "keepalived" else started[host]
        elif event.time.lo > started[host] + STARTING_NS:
            text = f"priority is {event.args['priority']} now"
            yield Draft("note", (peer(host),), text, event.time, middle(event.time), places_of(event), RANK_STATE)
