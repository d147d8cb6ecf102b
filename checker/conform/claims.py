"""What a host shows on the wire of having a virtual address: adverts, announcements, frames that it sends from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checker.base.time import NS_PER_MS, Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.on_network import SHORT_NS
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event

# What was queued while the host was master may leave it this long after it no longer is.
IN_FLIGHT_NS = 10 * NS_PER_MS


@dataclass(frozen=True, slots=True)
class Claim:
    """At this time the host had the address (or, `held` being false, said that it gives it up), as an event shows."""

    time: Interval
    held: bool
    event: Event


def claims_of(evidence: Evidence, host: str, vip: str) -> list[Claim]:
    """Return what a host claims of an address, in the order of time."""
    hosts = evidence.hosts
    adverts = (e for e in evidence.of("advert") if hosts.at(str(e.args["sender"])) == host)
    ours = [Claim(e.time, e.args["priority"] != 0, e) for e in adverts if vip in advertised(e, {vip})]
    spoken = (e for e in announcements(evidence) if hosts.with_mac(str(e.args["mac"])) == host)
    ours += [Claim(e.time, True, e) for e in spoken if e.args["address"] == vip]
    # Whoever forwards may send from an address that it has not: only of a host that claims it do frames tell.
    if ours:
        resigned = [c.time.hi for c in ours if not c.held]
        frames = (e for e in evidence.of("presence") if hosts.with_mac(str(e.args["mac"])) == host)
        used = (Claim(last, True, e) for e in frames for last in _last_used(e, vip))
        ours += [c for c in used if not any(t <= c.time.lo <= t + IN_FLIGHT_NS for t in resigned)]
    return sorted(ours, key=lambda c: (c.time, c.event.places))


def announcements(evidence: Evidence) -> Iterator[Event]:
    """Yield ARP claims of hosts; a virtual hardware address (RFC 3768 section 7.3) moves with the address, is no host.

    Those of all addresses are yielded.
    """
    claims = evidence.of("arp_announced", "arp_reply")
    return (e for e in claims if not str(e.args["mac"]).startswith("00:00:5e:00:01:"))


def advertised(advert: Event, unsaid: Collection[str]) -> Collection[str]:
    """Return the addresses of an advert; one that lists none may stand for any (`unsaid`)."""
    addresses = str(advert.args["addresses"])
    return addresses.split(",") if addresses else unsaid


def resigned_by_others(evidence: Evidence, host: str, vip: str) -> Iterator[int]:
    """Yield when others gave the address up: a backup that hears it may be master again well before its usual time."""
    for event in evidence.of("advert"):
        other = evidence.hosts.at(str(event.args["sender"])) != host
        if other and event.args["priority"] == 0 and vip in advertised(event, {vip}):
            yield event.time.lo


def _last_used(presence: Event, vip: str) -> Iterator[Interval]:
    """When the last frame of a stretch was sent from the address, if any was."""
    addresses, unused = str(presence.args["addresses"]).split(","), str(presence.args["unused_ns"]).split(",")
    for address, before in zip(addresses, unused, strict=False):
        if address == vip:
            end = presence.time.hi - int(before)
            yield Interval(max(end - 1, presence.time.lo), end)


def shown(claims: Sequence[Claim], resigned: Sequence[int]) -> Iterator[Stretch]:
    """Yield where the claims of a host show that it has the address, or that it has just given it up.

    A master repeats its advert every interval; between two that follow in that rhythm it stayed master. A host that has
    the address anew says so at once: where it was heard all along, a frame sent from the address shows that the host
    still had it since the claim before.
    """
    position = BEGINNING
    before: Claim | None = None
    adverts = [c for c in claims if c.event.kind == "advert"]
    following = dict(pairwise(adverts))
    for claim in claims:
        end, because = claim.time.hi + 1, [claim.event]
        then = following.get(claim) if claim.held else None
        if then and _stayed(claim, then) and not any(claim.time.lo < t < then.time.hi for t in resigned):
            end, because = max(end, then.time.lo), [claim.event, then.event]
        lo = max(position, position if before and _still(before, claim) else claim.time.lo)
        if lo < end:
            yield Stretch(lo, end, Truth.TRUE if claim.held else Truth.FALSE, Ground.KNOWN, tuple(because))
            position = end
        before = claim


def _still(before: Claim, frame: Claim) -> bool:
    """Whether a frame sent from the address shows that the host had it since the claim before."""
    return before.held and frame.event.kind == "presence" and frame.event.time.lo <= before.time.lo


def _stayed(advert: Claim, then: Claim) -> bool:
    """Whether a host that sends these two in a row was master in between.

    Who loses the address to a higher priority and is master again, waits the skew time at least (RFC 3768 section 6.1);
    an advert that comes neither sooner than that nor in the rhythm may be the first one of a new tenure.
    """
    interval, priority = int(advert.event.args["interval_ns"]), int(advert.event.args["priority"])
    pause = then.time.lo - advert.time.hi
    skew = interval * (256 - priority) // 256
    too_soon = skew <= pause < interval - interval // 10 and then.held
    return not too_soon and pause <= interval + interval // 2 + NS_PER_MS


def resignations(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Yield the adverts by which the host gives the address up."""
    return (c for c in claims if not c.held)


def listening(evidence: Evidence) -> list[Interval]:
    """Return the stretches in which a capture hears adverts at all: a filter may leave them out."""
    adverts = [e.time for e in evidence.of("advert")]
    return [cover for cover in evidence.captures() if any(cover.overlaps(time) for time in adverts)]


def quiet_until(last: int, wire: Sequence[Claim], evidence: Evidence, presence: Belief | None) -> int:
    """Return until when a capture shows that the host has not become master since `last`."""
    heard = heard_until(last, END, listening(evidence), presence)
    return min((*(c.time.lo for c in wire if c.time.lo >= last + IN_FLIGHT_NS and c.held), heard))


def heard_until(last: int, limit: int, covers: Sequence[Interval], presence: Belief | None) -> int:
    """Return until when (exclusive, at most `limit`) captures hear what a host says of addresses, from `last` on.

    They must hear adverts at all, and hear this host: what the host would send would be seen. Where it falls silent it
    cannot have claimed anything in time; from where it is gone, nothing is known.
    """
    cover = next((c for c in covers if c.lo <= last <= c.hi), None)
    if cover is None or presence is None:
        return last
    end = last
    for stretch in presence.between(last, min(cover.hi, limit)):
        # A host that leaves the network becomes master there only after several adverts have failed to come.
        short = stretch.truth is Truth.UNKNOWN and min(stretch.hi, cover.hi + 1) - stretch.lo < SHORT_NS
        if stretch.truth is not Truth.TRUE and not short:
            break
        end = min(stretch.hi, cover.hi + 1)
    return min(max(end, last), max(limit, last))
