"""Who holds the virtual address as the network shows it: adverts that begin and end, hosts that fall silent, gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.belief import Belief, Ground, Stretch
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
# Less makes no difference in durations of two decimals.
VISIBLE_NS = 20 * NS_PER_MS
RANK_GONE, RANK_ADVERT, RANK_HELD = 0, 3, 4


def network_drafts(evidence: Evidence) -> list[Draft]:
    """Return what captures tell of hosts and adverts, and how long an address had no holder, or two."""
    known = estimate(evidence, ["has_address", "on_network"]).beliefs
    on_network = {str(atom.args[0]): belief for atom, belief in known.items() if atom.name == "on_network"}
    has_address = {(str(a.args[1]), str(a.args[0])): b for a, b in known.items() if a.name == "has_address"}
    return [
        *_silences(evidence, on_network),
        *_adverts(evidence),
        *_holders(evidence, has_address, on_network),
    ]


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


def _silences(evidence: Evidence, on_network: Mapping[str, Belief]) -> Iterator[Draft]:
    """Tell of hosts of the contract that fall silent on the network, and of their return."""
    for host, belief in sorted(on_network.items()):
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
    """A stretch with the hosts that have an address for anybody: one that is off the network has it for nobody.

    Those in `sure` are known to have it and to be on the network. Those in `alone` too, or nobody looks who is there.
    Those in `likely` had it when that was last known, and are not known to be off the network; those in `maybe` may
    have it.
    """

    lo: int
    hi: int
    sure: frozenset[str]
    alone: frozenset[str]
    likely: frozenset[str]
    maybe: frozenset[str]


def _holders(
    evidence: Evidence, has_address: Mapping[tuple[str, str], Belief], on_network: Mapping[str, Belief]
) -> Iterator[Draft]:
    """Tell of addresses without a holder and with two, by the states that the verdict on them goes by."""
    by_vip: dict[str, dict[str, Belief]] = defaultdict(dict)
    for (vip, host), belief in has_address.items():
        by_vip[vip][host] = belief
    numbers = evidence.contract.parameters
    handover = evidence.contract.duration("vip.handover") if "vip.handover" in numbers else ORDINARY_NS
    for _, hosts in sorted(by_vip.items()):
        held = list(_held(hosts, {host: on_network[host] for host in hosts if host in on_network}))
        yield from _without(held, evidence.captures())
        yield from _shared(held, handover)


def _held(has_address: Mapping[str, Belief], on_network: Mapping[str, Belief]) -> Iterator[_Held]:
    beliefs = (*has_address.values(), *on_network.values())
    cuts = sorted({stretch.lo for belief in beliefs for stretch in belief.stretches})
    had: frozenset[str] = frozenset()
    for lo, hi in pairwise([*cuts, END]):
        has = {host: _stretch(belief, lo) for host, belief in has_address.items()}
        on = {host: _stretch(belief, lo) for host, belief in on_network.items()}
        unwatched = frozenset(h for h in has if h not in on or on[h].ground is Ground.UNOBSERVED)
        there = frozenset(h for h in on if on[h].truth is Truth.TRUE)
        off = frozenset(h for h in on if on[h].truth is Truth.FALSE)
        holding = frozenset(h for h, s in has.items() if s.truth is Truth.TRUE)
        had = holding | frozenset(h for h in had if has[h].truth is Truth.UNKNOWN)
        left = frozenset(h for h in had if has[h].ground is Ground.GAP)
        maybe = frozenset(h for h, s in has.items() if s.truth is not Truth.FALSE) - off
        yield _Held(lo, hi, holding & there, holding & (there | unwatched), (holding | left) - off, maybe)


def _stretch(belief: Belief, instant: int) -> Stretch:
    return next(belief.between(instant, instant))


def _without(held: Sequence[_Held], captures: Sequence[Interval]) -> Iterator[Draft]:
    """Tell how long nobody had the address between two holders.

    Where somebody may have had it all the time, that is worth a word only if a capture shows the change of holders.
    """
    gap: list[_Held] = []
    holders: frozenset[str] = frozenset()
    for part in held:
        if not part.alone:
            gap.append(part)
            continue
        longest, shortest = sum(p.hi - p.lo for p in gap), sum(p.hi - p.lo for p in gap if not p.maybe)
        if (
            holders
            and longest > ORDINARY_NS
            and (shortest or (not holders & part.alone and _covered(captures, gap[0].lo, part.lo)))
        ):
            text = f"without a holder for {_span(shortest, longest)}"
            yield Draft("note", (VIP,), text, Interval(part.lo, part.lo), part.lo, (), RANK_HELD)
        holders, gap = part.alone, []


def _shared(held: Sequence[_Held], handover: int) -> Iterator[Draft]:
    """Tell from when on two hosts or more had the address at once, or may have, for longer than a handover."""
    for likely, group in groupby(enumerate(held), lambda pair: len(pair[1].likely) > 1):
        found = list(group)
        if likely:
            doubt = takewhile(lambda part: len(part.maybe) > 1, held[found[-1][0] + 1 :])
            yield from _both([part for _, part in found], sum(part.hi - part.lo for part in doubt), handover)


def _both(run: Sequence[_Held], doubt: int, handover: int) -> Iterator[Draft]:
    """Tell of a run in which two hosts have the address; whether they are on the network may be open in parts of it.

    What may have been no longer than a handover is told as what may be. `doubt` is for how long it may have gone on
    behind the run.
    """
    lo, hi = run[0].lo, run[-1].hi
    sure = [part for part in run if len(part.sure) > 1]
    shortest, longest = sum(part.hi - part.lo for part in sure), hi - lo
    known = shortest > handover
    if longest <= handover:
        return
    names = " and ".join(sorted(frozenset.union(*(p.sure for p in sure) if known else (p.likely for p in run))))
    since = sure[0].lo if known else lo
    late = " at the latest" if since - lo >= VISIBLE_NS else ""
    text = f"{names} {'' if known else 'may '}both hold the address from here on{late}"
    yield Draft("note", (VIP,), text, Interval(since, since), since, (), RANK_HELD, alarm=True)
    if hi < END:
        open_end = f"at least {seconds(shortest)}" if known else f"{seconds(longest)} or longer"
        lasted = open_end if doubt > handover else _span(shortest, longest + doubt)
        text = f"{names} {'both' if known else 'may both have'} held it for {lasted}"
        yield Draft("note", (VIP,), text, Interval(hi, hi), hi, (), RANK_HELD)


def _span(shortest: int, longest: int) -> str:
    if longest - shortest < VISIBLE_NS:
        return seconds(longest)
    return f"{shortest / NS_PER_S:.2f} to {seconds(longest)}" if shortest >= VISIBLE_NS else f"up to {seconds(longest)}"
