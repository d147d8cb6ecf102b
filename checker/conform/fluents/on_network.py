"""on_network(host): what the host sends reaches the others. A crashed or unplugged host holds nothing for anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from checker.base.time import NS_PER_S, Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event

_UNOBSERVED = Stretch(
    BEGINNING,
    END,
    Truth.UNKNOWN,
    Ground.UNOBSERVED,
    (),
    "no source shows whether the host was on the network",
    "a capture at the switch, or the load balancer's log of that host",
)
# So many frames beside adverts and announcements show that something on the host talks by itself (checks, requests).
TALKATIVE = 10
_FELL_SILENT = "the host had fallen silent, for no longer than it usually is"
_COMES_BACK = "the host may have been back on the network before it sent its first frame"
_SETTLES = "the log of the switch port, or `ip monitor` of the host"
# Shorter silences of a host that talks are ordinary: checks every two seconds to each of three servers, adverts.
SHORT_NS = 2 * NS_PER_S
# A silence counts as absence only if it is this many times longer than what is usual for the host.
UNUSUAL = 3
# Two received adverts (or served requests) this close together: the host was there in between.
BRIDGE_NS = 3 * NS_PER_S


def _estimate(evidence: Evidence) -> Beliefs:
    beliefs: dict[tuple[str, ...], Belief] = {}
    for host, presences in _presences(evidence).items():
        beliefs[(host,)] = _from_frames(presences, evidence.captures(), _talks(evidence, host, presences))
    for host, instants in _instants(evidence).items():
        other = Belief.of(_bridged(instants), _UNOBSERVED)
        beliefs[(host,)] = other.overlaid(beliefs[(host,)]) if (host,) in beliefs else other
    return beliefs


def _presences(evidence: Evidence) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for event in evidence.of("presence"):
        found[evidence.hosts.with_mac(str(event.args["mac"]))].append(event)
    return found


def _talks(evidence: Evidence, host: str, presences: Sequence[Event]) -> bool:
    """Whether the host sends more than adverts: one that only advertises falls silent when keepalived dies, not it."""
    hosts = evidence.hosts
    adverts = sum(hosts.at(str(e.args["sender"])) == host for e in evidence.of("advert"))
    arps = sum(hosts.with_mac(str(e.args["mac"])) == host for e in evidence.of("arp_announced"))
    return sum(int(e.args["frames"]) for e in presences) - adverts - arps >= TALKATIVE


def _from_frames(presences: Sequence[Event], captures: Sequence[Interval], talks: bool) -> Belief:
    """Present while frames come; absent in a silence that is unusual for this host; else unknown."""
    stretches: list[Stretch] = []
    usual = _usual_silence(presences)
    for event, following in zip_longest(presences, presences[1:]):
        start = max(event.time.lo, stretches[-1].hi if stretches else BEGINNING)
        stretches.append(Stretch(start, event.time.hi + 1, Truth.TRUE, Ground.KNOWN, (event,)))
        end = following.time.lo if following else _capture_end(event, captures)
        stretches += _silence(event, following, end, usual, talks)
    return Belief.of([s for s in stretches if s.lo < s.hi], _UNOBSERVED)


def _silence(event: Event, following: Event | None, end: int, usual: int, talks: bool) -> Iterator[Stretch]:
    lo, length = event.time.hi + 1, end - event.time.hi
    because = (event, following) if following else (event,)
    if length < SHORT_NS and following is not None:
        yield Stretch(lo, end, Truth.TRUE, Ground.KNOWN, because)
    elif talks and length >= max(SHORT_NS, UNUSUAL * usual):
        # It left somewhere within its usual silence after the last frame, and came back within as much before the next.
        back = end - usual if following else end
        yield Stretch(lo, lo + usual, Truth.UNKNOWN, Ground.GAP, because, _FELL_SILENT, _SETTLES)
        yield Stretch(lo + usual, back, Truth.FALSE, Ground.KNOWN, because)
        yield Stretch(back, end, Truth.UNKNOWN, Ground.GAP, because, _COMES_BACK, _SETTLES)
    else:
        yield Stretch(lo, end, Truth.UNKNOWN, Ground.GAP, because, _FELL_SILENT, _SETTLES)


def _usual_silence(presences: Sequence[Event]) -> int:
    """The longest ordinary silence: inside stretches of frames, or between them where it is short."""
    between = [b.time.lo - a.time.hi for a, b in pairwise(presences)]
    ordinary = [s for s in between if s < SHORT_NS]
    inside = [int(e.args["largest_gap_ns"]) for e in presences]
    return max((*inside, *ordinary), default=0)


def _capture_end(event: Event, captures: Sequence[Interval]) -> int:
    return next((c.hi + 1 for c in captures if c.lo <= event.time.hi <= c.hi), event.time.hi + 1)


def _instants(evidence: Evidence) -> dict[str, list[tuple[Interval, Event]]]:
    """Instants at which a log proves that a host heard, or was heard by, another one."""
    found: dict[str, list[tuple[Interval, Event]]] = defaultdict(list)
    for event in evidence.of("advert_received"):
        found[evidence.hosts.named(event.source.host)].append((event.time, event))
        if event.args["sender"]:
            found[evidence.hosts.at(str(event.args["sender"]))].append((event.time, event))
    for event in evidence.of("served"):
        found[evidence.hosts.named(event.source.host)].append((event.time, event))
    return found


def _bridged(instants: list[tuple[Interval, Event]]) -> Iterator[Stretch]:
    lo, hi = 0, -1
    events: list[Event] = []
    for time, event in sorted(instants, key=lambda pair: pair[0]):
        if events and time.lo - hi <= BRIDGE_NS:
            hi, events = max(hi, time.hi), [events[0], event]
            continue
        if events:
            yield Stretch(lo, hi + 1, Truth.TRUE, Ground.KNOWN, tuple(events))
        # An instant within a stamp of one second proves presence at that instant only, so no more than a point.
        lo, hi, events = time.hi, time.hi, [event]
    if events:
        yield Stretch(lo, hi + 1, Truth.TRUE, Ground.KNOWN, tuple(events))


FLUENT = Fluent("on_network", ("host",), "the host can be reached by the others", _estimate, _UNOBSERVED, False)
