"""Who holds the virtual address as the network shows it: adverts that begin and end, hosts that fall silent, gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.belief import Stretch
from checker.conform.evidence import Evidence
from checker.conform.knowledge import estimate
from checker.conform.observed.draft import VIP, Draft, balancer, middle, peer, places_of, seconds
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.casting import Party
from checker.model.event import Event

# A master that sends no advert for this many of its intervals is taken to be gone (RFC 3768, Master_Down_Interval).
LOST_ADVERTS = 3
# A planned handover leaves both, or nobody, with the address for less than this; nobody needs to be told.
ORDINARY_NS = 100 * NS_PER_MS
RANK_GONE, RANK_ADVERT, RANK_HELD = 0, 3, 4


def network_drafts(evidence: Evidence) -> list[Draft]:
    """Return what captures tell of hosts and adverts, and how long an address had no holder, or two."""
    return [*_silences(evidence), *_adverts(evidence), *_holders(evidence)]


def adverts_by_host(evidence: Evidence) -> Mapping[str, Sequence[Event]]:
    """Return the adverts for the contract's addresses, by the host that sent them."""
    vips = {vip.address for vip in evidence.contract.vips.values()}
    sent: dict[str, list[Event]] = defaultdict(list)
    for event in evidence.of("advert"):
        if not vips.isdisjoint(str(event.args["addresses"]).split(",")) or not event.args["addresses"]:
            sent[evidence.hosts.at(str(event.args["sender"]))].append(event)
    return sent


def _adverts(evidence: Evidence) -> Iterator[Draft]:
    """Tell where a host begins to advertise, and where it ends to, while the capture goes on."""
    captures = evidence.captures()
    for host, adverts in adverts_by_host(evidence).items():
        for run in _runs(adverts):
            first, last = run[0], run[-1]
            patience = _patience(last)
            if _covered(captures, first.time.lo - patience, first.time.lo):
                yield _advert(host, first, "first advert")
            if _covered(captures, last.time.hi, last.time.hi + patience):
                yield replace(_advert(host, last, "last advert"), alarm=True)


def _advert(host: str, event: Event, text: str) -> Draft:
    text = f"{text} of {host} (priority {event.args['priority']})"
    return Draft("note", (peer(host),), text, event.time, middle(event.time), places_of(event), RANK_ADVERT)


def _runs(adverts: Sequence[Event]) -> Iterator[list[Event]]:
    run: list[Event] = []
    for event in adverts:
        if run and event.time.lo - run[-1].time.hi > _patience(run[-1]):
            yield run
            run = []
        run.append(event)
    if run:
        yield run


def _patience(event: Event) -> int:
    return LOST_ADVERTS * int(event.args["interval_ns"]) + NS_PER_S


def _covered(captures: Sequence[Interval], lo: int, hi: int) -> bool:
    return any(c.lo <= lo and hi <= c.hi for c in captures)


def _silences(evidence: Evidence) -> Iterator[Draft]:
    """Tell of hosts of the contract that fall silent on the network, and of their return."""
    beliefs = estimate(evidence, ["on_network"]).beliefs
    for atom, belief in sorted(beliefs.items(), key=lambda pair: str(pair[0])):
        host = str(atom.args[0])
        if host not in evidence.contract.hosts:
            continue
        for before, after in pairwise(belief.stretches):
            if after.truth is Truth.FALSE:
                yield _silent(host, before, after)
            elif before.truth is Truth.FALSE and after.hi < END:
                yield _back(host, after, belief.stretches)


def _silent(host: str, before: Stretch, gone: Stretch) -> Draft:
    """The host was last heard where the doubt about it begins."""
    at = before.lo if before.truth is Truth.UNKNOWN and before.lo > BEGINNING else gone.lo
    text, last = f"{host} falls silent on the network", gone.because[0].places[-1:]
    return Draft("note", _on(host), text, Interval(at, at), at, last, RANK_GONE, alarm=True)


def _back(host: str, doubt: Stretch, stretches: Sequence[Stretch]) -> Draft:
    heard = next((s for s in stretches if s.lo >= doubt.lo and s.truth is Truth.TRUE), doubt)
    time = Interval(heard.lo, heard.lo)
    text = f"{host} is heard on the network again"
    return Draft("note", _on(host), text, time, heard.lo, places_of(*heard.because)[:1], RANK_GONE)


def _on(host: str) -> tuple[Party, ...]:
    return peer(host), balancer(host)


@dataclass(frozen=True, slots=True)
class _Held:
    """A stretch with the hosts that surely have an address, and those that may have it."""

    lo: int
    hi: int
    sure: frozenset[str]
    maybe: frozenset[str]


def _holders(evidence: Evidence) -> Iterator[Draft]:
    known = estimate(evidence, ["has_address"]).beliefs
    by_vip: dict[str, dict[str, Sequence[Stretch]]] = defaultdict(dict)
    for atom, belief in known.items():
        by_vip[str(atom.args[1])][str(atom.args[0])] = belief.stretches
    for _, hosts in sorted(by_vip.items()):
        held = list(_held(hosts))
        yield from _without(held, evidence.captures())
        yield from _shared(held)


def _held(hosts: Mapping[str, Sequence[Stretch]]) -> Iterator[_Held]:
    changes = sorted((s.lo, host, s.truth) for host, stretches in hosts.items() for s in stretches)
    truths: dict[str, Truth] = {}
    for (at, host, truth), following in zip(changes, [*changes[1:], (END, "", Truth.UNKNOWN)], strict=True):
        truths[host] = truth
        if following[0] > at:
            sure = frozenset(h for h, t in truths.items() if t is Truth.TRUE)
            yield _Held(at, following[0], sure, frozenset(h for h, t in truths.items() if t is not Truth.FALSE))


def _without(held: Sequence[_Held], captures: Sequence[Interval]) -> Iterator[Draft]:
    """Tell how long nobody had the address between two holders.

    Where somebody may have had it all the time, that is worth a word only if a capture shows the change of holders.
    """
    gap: list[_Held] = []
    holders: frozenset[str] = frozenset()
    for part in held:
        if not part.sure:
            gap.append(part)
            continue
        longest, shortest = sum(p.hi - p.lo for p in gap), sum(p.hi - p.lo for p in gap if not p.maybe)
        if (
            holders
            and longest > ORDINARY_NS
            and (shortest or (not holders & part.sure and _covered(captures, gap[0].lo, part.lo)))
        ):
            text = f"without a holder for {_span(shortest, longest)}"
            yield Draft("note", (VIP,), text, Interval(part.lo, part.lo), part.lo, (), RANK_HELD)
        holders, gap = part.sure, []


def _shared(held: Sequence[_Held]) -> Iterator[Draft]:
    """Tell from when on two hosts or more had the address at once, and how long."""
    run: list[_Held] = []
    for part in [*held, _Held(END, END, frozenset(), frozenset())]:
        if len(part.sure) > 1:
            run.append(part)
            continue
        if run and run[-1].hi - run[0].lo > ORDINARY_NS:
            yield from _both(run[0].lo, run[-1].hi, sorted(frozenset.union(*(p.sure for p in run))))
        run = []


def _both(lo: int, hi: int, hosts: Sequence[str]) -> Iterator[Draft]:
    names = " and ".join(hosts)
    text = f"{names} both hold the address from here on"
    yield Draft("note", (VIP,), text, Interval(lo, lo), lo, (), RANK_HELD, alarm=True)
    if hi < END:
        text = f"{names} both held it for {seconds(hi - lo)}"
        yield Draft("note", (VIP,), text, Interval(hi, hi), hi, (), RANK_HELD)


def _span(shortest: int, longest: int) -> str:
    if longest - shortest < 20 * NS_PER_MS:
        return seconds(longest)
    return f"{shortest / NS_PER_S:.2f} to {seconds(longest)}" if shortest else f"up to {seconds(longest)}"
