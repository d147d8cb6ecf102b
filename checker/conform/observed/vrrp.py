"""Who holds the virtual address as logs tell it: states of the VRRP routers, the address, its announcements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.base.places import Place
from checker.base.time import NS_PER_S
from checker.conform.clock_offsets import TOGETHER_NS
from checker.conform.evidence import Evidence
from checker.conform.observed.draft import VIP, Draft, in_line_order, middle, not_before, peer, places_of, timeline
from checker.conform.observed.timeline import Timeline
from checker.model.event import Event

# keepalived announces an address when it takes it, and again after `garp_master_delay` (5 s).
AGAIN_NS = 8 * NS_PER_S
# Effective priorities are worked out while keepalived starts; later ones are news.
STARTING_NS = 5 * NS_PER_S
# What says that a host has an address from now on.
_TAKING = ("vips_set", "garp_sent", "address_added")
# What ends that a host has an address; a keepalived that starts has none.
_LEAVING = ("vips_removed", "address_removed", "process_started")
RANK_STATE, RANK_ADDRESS, RANK_HEARD = 1, 2, 3


def router_drafts(evidence: Evidence) -> list[Draft]:
    """Return the states that VRRP routers enter, the addresses they take and give up, and what they say of others."""
    states = list(_states(evidence))
    known = timeline(states)
    told = (states, _taken(evidence, known), _given_up(evidence, known), _said(evidence), _priorities(evidence))
    return in_line_order(draft for drafts in told for draft in drafts)


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

    `logs` says that a log told of it, which would also tell where the host gives it up. Of `captured` announcements
    no line tells; those of `both` are the ones of lines. `announced` says that it did, however often.
    """

    host: str
    address: str
    again: bool = False
    logs: bool = False
    events: list[Event] = field(default_factory=list)
    announced: bool = False
    logged: int = 0
    both: int = 0
    captured: int = 0
    until: int = 0

    @property
    def times(self) -> int:
        """How often it was announced, as far as lines or frames show; 0 if only the head of a burst was logged."""
        return max(self.logged, self.both) + self.captured

    def add(self, event: Event, frames: Sequence[Event]) -> None:
        """Count a line with the frames that it tells of, or a frame of which no line tells."""
        self.logs |= event.kind != "arp_announced"
        self.until = event.time.hi + AGAIN_NS
        self.announced |= event.kind in ("garp_sent", "arp_announced")
        # a line with the name of the instance is the head of a burst, each announcement has one of its own
        self.logged += event.kind == "garp_sent" and not event.args.get("instance")
        self.captured += event.kind == "arp_announced"
        self.both += len(frames)
        for each in (event, *frames[:1]):
            if len(self.events) < 3 and each.kind not in {e.kind for e in self.events}:
                self.events.append(each)


def _taken(evidence: Evidence, states: Timeline[Draft]) -> Iterator[Draft]:
    """Tell of each taking once, from the line that sets the address and the announcements, logged and captured."""
    vips = {vip.address for vip in evidence.contract.vips.values()}
    shown = _shown(evidence, vips)
    explained = {id(frame) for frames in shown.values() for frame in frames}
    current: dict[str, _Taking] = {}
    held: dict[tuple[str, str], _Taking] = {}
    done: list[_Taking] = []
    for event in evidence.of(*_TAKING, "arp_announced", *_LEAVING):
        if id(event) in explained:
            continue
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
            taking.add(event, shown.get((id(event), address), ()))
    return (_taking(taking, states) for taking in done)


def _shown(evidence: Evidence, vips: set[str]) -> Mapping[tuple[int, str], Sequence[Event]]:
    """Return the captured announcements of an address that a line of the host that sent them tells of, by that line.

    A frame reaches the capture behind its line, and may do so behind the next one that tells the opposite: it belongs
    to the line that is nearest.
    """
    lines: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in evidence.of(*_TAKING):
        for address in _addresses(event, vips):
            lines[_host(event, evidence), address].append(event)
    near = {key: Timeline(events, lambda e: e.time) for key, events in lines.items()}
    found: dict[tuple[int, str], list[Event]] = defaultdict(list)
    for frame in evidence.of("arp_announced"):
        for address in _addresses(frame, vips):
            known = near.get((_host(frame, evidence), address))
            around = known.overlapping(frame.time.widen(TOGETHER_NS, TOGETHER_NS)) if known else ()
            if around:
                line = min(around, key=lambda e: abs(middle(e.time) - middle(frame.time)))
                found[id(line), address].append(frame)
    return found


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
    first, times = taking.events[0], taking.times
    often = f", {'once' if times == 1 else f'{times} times'}" if times else ""
    if taking.again:
        announces = f"announces {taking.address} again{often} (gratuitous ARP)"
        text = announces if taking.announced else f"has {taking.address} set again"
    else:
        announced = f", announced{often.removeprefix(',')} (gratuitous ARP)" if taking.announced else ""
        text = f"takes {taking.address}{announced}"
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
    """Return where a step stands: behind the state that led to it, which no later line of its log tells."""
    place = event.places[0]
    around = (d for d in states.overlapping(event.time) if d.ends == (peer(host),))
    return not_before(event.time, (d for d in around if not any(_is_behind(p, place) for p in d.places)))


def _is_behind(place: Place, other: Place) -> bool:
    return place.file == other.file and place.line > other.line


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
