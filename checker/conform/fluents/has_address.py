"""has_address(host, vip): the host has the virtual address on an interface.

Two kinds of source tell: keepalived's log of the host (which says what it does, and nothing when it dies), and what it
sends on the wire (adverts are sent by a master only, RFC 3768 section 6.4.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.claims import (
    Claim,
    advertised,
    announcements,
    claims_of,
    quiet_until,
    resignations,
    resigned_by_others,
    shown,
)
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.fluents.on_network import FLUENT as ON_NETWORK
from checker.conform.inertia import Lost, believe
from checker.conform.knots import Fact
from checker.conform.vrrp_log import SETTLES_SILENCE, SILENT_LOG, deaths, last_word, logged, started_whole
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event

_UNOBSERVED = Stretch(
    BEGINNING,
    END,
    Truth.UNKNOWN,
    Ground.UNOBSERVED,
    (),
    "no source shows whether the host had the address",
    "keepalived's log of that host, together with a capture of VRRP and ARP at the switch",
)


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
    log = list(logged(evidence, host, vip))
    if not log:
        return seen
    losses = [*deaths(log), *evidence.lost_by(host, "keepalived")]
    heard = evidence.heard_by(host, "keepalived") or Interval(log[0].time.lo, log[-1].time.hi)
    facts = list(_facts(log, vip))
    told = believe(facts, losses, _UNOBSERVED, heard.lo)
    quiet = quiet_until(last_word(log, heard), wire, evidence, presence)
    bounded = _until_silence(told, last_word(log, heard), quiet)
    clean = Belief.of(_without_one_yet(log, facts, heard, losses), _UNOBSERVED)
    return clean.overlaid(seen).overlaid(_lost_in_reboot(bounded, log, facts, wire, presence))


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


def _without_one_yet(
    log: Sequence[Event], facts: Sequence[Fact], heard: Interval, losses: Sequence[Lost]
) -> Iterator[Stretch]:
    """A keepalived with which its log begins has no address until it says so.

    It may for ever say nothing: a check that fails from the start keeps it from every state (measured). Of one that
    follows an earlier life, that life may have left the address behind.
    """
    begins = [e for e in log if started_whole(e) and e.time.lo <= heard.lo]
    for start in begins[:1]:
        ends = (last_word(log, heard), *(f.time.lo for f in facts), *(gap.time.lo for gap in losses))
        end = min(t for t in ends if t > start.time.lo)
        if start.time.hi + 1 < end:
            yield Stretch(start.time.hi + 1, end, Truth.FALSE, Ground.KNOWN, (start,))


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
        kept.append(Stretch(end, stretch.hi, Truth.UNKNOWN, Ground.GAP, stretch.because, SILENT_LOG, SETTLES_SILENCE))
    return Belief(tuple(s for s in kept if s.lo < s.hi))


def _without_it(wire: Sequence[Claim], evidence: Evidence, presence: Belief | None) -> Iterator[Stretch]:
    """Who gave the address up is without it until it claims it anew, as long as a capture would show that."""
    position = BEGINNING
    for claim in resignations(wire):
        lo = max(position, claim.time.hi + 1)
        end = quiet_until(lo, wire, evidence, presence)
        if lo < end:
            yield Stretch(lo, end, Truth.FALSE, Ground.KNOWN, (claim.event,))
            position = end


def _lost_in_reboot(
    told: Belief, log: Sequence[Event], facts: Sequence[Fact], wire: Sequence[Claim], presence: Belief | None
) -> Belief:
    """A host that fell silent and whose keepalived then starts anew has rebooted: addresses do not survive that.

    It has none until keepalived, which logs what it does, first says something of the address. One that claims the
    address before that start was only off the network.
    """
    if presence is None:
        return told
    absences = [s for s in presence.stretches if s.truth is Truth.FALSE]
    returned: list[Stretch] = []
    for start in (e for e in log if e.kind == "process_started"):
        silences = [s for s in absences if s.hi <= start.time.lo]
        earlier = [e.time.hi for e in log if e.time.hi < start.time.lo]
        went_on = silences and any(c.held and silences[-1].lo < c.time.lo and c.time.hi < start.time.lo for c in wire)
        if silences and not went_on and (not earlier or earlier[-1] < silences[-1].lo):
            because = (*silences[-1].because, start)
            said = (f.time.lo for f in facts if f.time.lo >= start.time.lo)
            end = next(said, start.time.lo)
            returned.append(Stretch(silences[-1].lo, end, Truth.FALSE, Ground.KNOWN, because))
    return told.overlaid(Belief.of(returned, _UNOBSERVED))


FLUENT = Fluent(
    "has_address", ("host", "vip"), "the host has the virtual address on an interface", _estimate, _UNOBSERVED
)
