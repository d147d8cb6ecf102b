"""has_address(host, vip): the host has the virtual address on an interface.

Two kinds of source tell: keepalived's log of the host (which says what it does, and nothing when it dies), and what it
sends on the wire (adverts are sent by a master only, RFC 3768 section 6.4.3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.claims import (
    IN_FLIGHT_NS,
    Claim,
    advertised,
    announcements,
    claims_of,
    resignations,
    resigned_by_others,
    shown,
)
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.fluents.on_network import FLUENT as ON_NETWORK
from checker.conform.fluents.on_network import SHORT_NS
from checker.conform.inertia import COARSEST_NS, Fact, Lost, believe
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event, Value

_UNOBSERVED = Stretch(
    BEGINNING,
    END,
    Truth.UNKNOWN,
    Ground.UNOBSERVED,
    (),
    "no source shows whether the host had the address",
    "keepalived's log of that host, together with a capture of VRRP and ARP at the switch",
)
_SILENT_LOG = "keepalived's log of the host says nothing more, as it would after a crash"
_SETTLES_SILENCE = "a capture of VRRP and ARP at the switch, or `ip monitor address` of the host"


def _estimate(evidence: Evidence) -> Beliefs:
    hosts = {evidence.hosts.named(e.source.host) for e in evidence.events if e.source.program == "keepalived"}
    vips = {vip.address for vip in evidence.contract.vips.values()}
    # Routers of other addresses share the network, and are nobody's rivals.
    adverts = (e for e in evidence.of("advert") if not vips.isdisjoint(advertised(e, vips)))
    hosts |= {evidence.hosts.at(str(e.args["sender"])) for e in adverts}
    announced = (e for e in announcements(evidence) if e.args["address"] in vips)
    hosts |= {evidence.hosts.with_mac(str(e.args["mac"])) for e in announced}
    absent = ON_NETWORK.estimate(evidence)
    beliefs: dict[tuple[str, ...], Belief] = {}
    for vip in evidence.contract.vips.values():
        for host in hosts:
            beliefs[host, vip.address] = _believe(evidence, host, vip.address, absent.get((host,)))
    return beliefs


def _believe(evidence: Evidence, host: str, vip: str, presence: Belief | None) -> Belief:
    wire = claims_of(evidence, host, vip)
    seen = Belief.of(shown(wire, list(resigned_by_others(evidence, host, vip))), _UNOBSERVED)
    seen = Belief.of(_without_it(wire, evidence, presence), _UNOBSERVED).overlaid(seen)
    log = list(_logged(evidence, host, vip))
    if not log:
        return seen
    losses = [*_deaths(log), *evidence.lost_by(host, "keepalived")]
    heard = evidence.heard_by(host, "keepalived") or Interval(log[0].time.lo, log[-1].time.hi)
    told = believe(list(_facts(log, vip)), losses, _UNOBSERVED, heard.lo)
    quiet = _quiet_until(_last_word(log, heard), wire, evidence, presence)
    bounded = _until_silence(told, _last_word(log, heard), quiet)
    return seen.overlaid(_lost_in_reboot(bounded, log, presence))


def _logged(evidence: Evidence, host: str, vip: str) -> Iterator[Event]:
    """The lines of keepalived on a host, without those of VRRP instances that have other addresses only."""
    named = evidence.hosts.named
    others = _instances_of_others(evidence, vip)
    for event in evidence.events:
        ours = event.source.program == "keepalived" and named(event.source.host) == host
        if ours and event.args.get("instance") not in others:
            yield event


def _instances_of_others(evidence: Evidence, vip: str) -> frozenset[Value]:
    """Instances that are not the one of this address (an instance has one name on all its hosts).

    Which one is, its announcements say. Where none of several does, the log of none of them tells of this address.
    """
    announced: dict[Value, set[Value]] = defaultdict(set)
    for event in evidence.of("garp_sent"):
        if event.args.get("instance"):
            announced[event.args["instance"]].add(event.args["address"])
    known = {e.args["instance"] for e in evidence.events if e.args.get("instance")}
    ours = {name for name, addresses in announced.items() if vip in addresses}
    alone = len(known) == 1 and not announced
    return frozenset() if alone else frozenset(known - ours)


def _facts(log: Sequence[Event], vip: str) -> Iterator[Fact]:
    """What each line of keepalived's log says about the address before and after it."""
    for event in log:
        match event.kind:
            case "vrrp_state":
                master = event.args["state"] == "MASTER"
                yield Fact(event.time, False if master else None, master, event)
            case "vips_removed" | "resigned":
                yield Fact(event.time, None, False, event)
            case "garp_sent" if event.args["address"] == vip:
                yield Fact(event.time, None, True, event)
            case "advert_received" if event.args["own_state"] == "MASTER":
                yield Fact(event.time, True, None, event)
            case "advert_received" if event.args["own_state"] == "BACKUP":
                yield Fact(event.time, False, False, event)
            case "process_stopped":
                yield Fact(event.time, None, False, event)


def _last_word(log: Sequence[Event], heard: Interval) -> int:
    """When the log surely still spoke. A stamp of whole seconds ends with its second, the log anywhere within it."""
    return max(heard.hi - COARSEST_NS, *(e.time.lo for e in log)) + 1


def _deaths(log: Sequence[Event]) -> Iterator[Lost]:
    """Between the last line of one life and the first act of the next, a killed process may have left the address.

    The addresses that keepalived lists when it starts do not tell: it leaves out those that it manages itself
    (measured: an address left behind by a killed process is not in the list).
    """
    for event in log:
        if event.kind != "process_started":
            continue
        before = [e for e in log if e.time.hi < event.time.lo]
        if before and before[-1].kind != "process_stopped":
            yield Lost(Interval(before[-1].time.hi + 1, event.time.lo - 1), _SILENT_LOG, _SETTLES_SILENCE)


def _until_silence(told: Belief, last: int, not_held_until: int) -> Belief:
    """Cut what the log says where it ends (before `last`), or, for `not held`, where no capture shows that it stays so.

    To get the address keepalived must become master, which sends an advert and a gratuitous ARP at once
    (RFC 3768 section 6.4.2): as long as a capture covers the host's silence, it has not.
    """
    kept: list[Stretch] = []
    for stretch in told.stretches:
        if stretch.hi <= last or stretch.ground is not Ground.KNOWN:
            kept.append(stretch)
            continue
        quiet = last if stretch.truth is Truth.TRUE else max(last, not_held_until)
        # What the last line began was so at least for an instant.
        end = min(max(quiet, stretch.lo + 1), stretch.hi)
        kept.append(replace(stretch, hi=end))
        kept.append(Stretch(end, stretch.hi, Truth.UNKNOWN, Ground.GAP, stretch.because, _SILENT_LOG, _SETTLES_SILENCE))
    return Belief(tuple(s for s in kept if s.lo < s.hi))


def _quiet_until(last: int, wire: Sequence[Claim], evidence: Evidence, presence: Belief | None) -> int:
    """Until when a capture shows that the host has not become master since `last`.

    It must hear adverts at all (a filter may leave them out), and hear this host: what the host would send would be
    seen. Where the host falls silent it cannot have claimed anything in time; from where it is gone, nothing is known.
    """
    cover = next((c for c in evidence.captures() if c.lo <= last <= c.hi), None)
    hears = cover is not None and any(e.time.overlaps(cover) for e in evidence.of("advert"))
    if cover is None or not hears or presence is None:
        return last
    end = last
    for stretch in presence.between(last, cover.hi):
        # A host that leaves the network becomes master there only after several adverts have failed to come.
        short = stretch.truth is Truth.UNKNOWN and min(stretch.hi, cover.hi + 1) - stretch.lo < SHORT_NS
        if stretch.truth is not Truth.TRUE and not short:
            break
        end = min(stretch.hi, cover.hi + 1)
    claims = (c.time.lo for c in wire if c.time.lo >= last + IN_FLIGHT_NS and c.held)
    return min((*claims, max(end, last)))


def _without_it(wire: Sequence[Claim], evidence: Evidence, presence: Belief | None) -> Iterator[Stretch]:
    """Who gave the address up is without it until it claims it anew, as long as a capture would show that."""
    position = BEGINNING
    for claim in resignations(wire):
        lo = max(position, claim.time.hi + 1)
        end = _quiet_until(lo, wire, evidence, presence)
        if lo < end:
            yield Stretch(lo, end, Truth.FALSE, Ground.KNOWN, (claim.event,))
            position = end


def _lost_in_reboot(told: Belief, log: Sequence[Event], presence: Belief | None) -> Belief:
    """A host that fell silent and whose keepalived then starts anew has rebooted: addresses do not survive that."""
    if presence is None:
        return told
    absences = [s for s in presence.stretches if s.truth is Truth.FALSE]
    returned: list[Stretch] = []
    for start in (e for e in log if e.kind == "process_started"):
        silences = [s for s in absences if s.hi <= start.time.lo]
        earlier = [e.time.hi for e in log if e.time.hi < start.time.lo]
        if silences and (not earlier or earlier[-1] < silences[-1].lo) and silences[-1].lo < start.time.lo:
            because = (*silences[-1].because, start)
            returned.append(Stretch(silences[-1].lo, start.time.lo, Truth.FALSE, Ground.KNOWN, because))
    return told.overlaid(Belief.of(returned, _UNOBSERVED))


FLUENT = Fluent(
    "has_address", ("host", "vip"), "the host has the virtual address on an interface", _estimate, _UNOBSERVED
)
