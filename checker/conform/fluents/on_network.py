"""on_network(host): what the host sends reaches the others. A crashed or unplugged host holds nothing for anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.knots import FINE_NS
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
    "a capture at the switch",
)
# So many frames beside adverts and announcements show that something on the host talks by itself (checks, requests).
TALKATIVE = 10
_FELL_SILENT = "the host had fallen silent, for no longer than it usually is"
_NOT_ASKED = "the host had fallen silent, and may still have been about to answer"
_NOT_HEARD = "the capture did not hear the host, which may have gone on elsewhere"
_COMES_BACK = "the host may have been back on the network before it sent its first frame"
_SETTLES = "the log of the switch port, or `ip monitor` of the host"
# So many events stand for one stretch; more would say the same again.
LARGEST_UNION = 4
# Shorter silences of a host that talks are ordinary: checks every two seconds to each of three servers, adverts.
SHORT_NS = 2 * NS_PER_S
# What happens so often, to within a quarter, is the host's rhythm.
RECURRENT = 3
# A silence counts as absence only if it is this many times longer than what is usual for the host.
UNUSUAL = 3
# How long a host may take to send something after it was asked, where too few answers of it were seen to tell.
ANSWER_NS = 100 * NS_PER_MS
# Two received adverts (or served requests) this close together: the host was there in between.
BRIDGE_NS = 3 * NS_PER_S


def _estimate(evidence: Evidence) -> Beliefs:
    beliefs: dict[tuple[str, ...], Belief] = {}
    for host, presences in _presences(evidence).items():
        beliefs[(host,)] = _from_frames(_united(presences), evidence, host)
    for host, instants in _instants(evidence).items():
        other = Belief.of(_bridged(instants), _UNOBSERVED)
        beliefs[(host,)] = other.overlaid(beliefs[(host,)]) if (host,) in beliefs else other
    return beliefs


@dataclass(frozen=True, slots=True)
class _Seen:
    """A stretch in which frames of a host were seen, by one capture or several.

    `gap` is its longest silence, `slowest` the longest of its answers; `unanswered` is how long after its end the host
    was asked and sent nothing any more, or -1.
    """

    lo: int
    hi: int
    gap: int
    frames: int
    because: tuple[Event, ...]
    answers: int = 0
    slowest: int = 0
    unanswered: int = -1

    @classmethod
    def by(cls, event: Event) -> _Seen:
        """Return what one capture tells."""
        said = (int(event.args[name]) for name in ("answers", "slowest_answer_ns", "unanswered_ns"))
        gap, frames = int(event.args["largest_gap_ns"]), int(event.args["frames"])
        return cls(event.time.lo, event.time.hi, gap, frames, (event,), *said)

    def joined(self, other: _Seen) -> _Seen:
        """Return both as one; what was left unanswered is for whoever heard the last frame to say."""
        last = max(self, other, key=lambda s: (s.hi, s.unanswered))
        because = (*self.because, *other.because)[:LARGEST_UNION]
        gap, slowest = max(self.gap, other.gap), max(self.slowest, other.slowest)
        frames, answers = self.frames + other.frames, self.answers + other.answers
        return _Seen(min(self.lo, other.lo), last.hi, gap, frames, because, answers, slowest, last.unanswered)


def _presences(evidence: Evidence) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for event in evidence.of("presence"):
        found[evidence.hosts.with_mac(str(event.args["mac"]))].append(event)
    return found


def _united(presences: Sequence[Event]) -> list[_Seen]:
    """Join what several captures, or one whose packets are out of order, tell of overlapping stretches."""
    united: list[_Seen] = []
    for one in map(_Seen.by, sorted(presences, key=lambda e: e.time)):
        if united and one.lo <= united[-1].hi:
            united[-1] = united[-1].joined(one)
        else:
            united.append(one)
    return united


def _talks(evidence: Evidence, host: str, seen: Sequence[_Seen]) -> bool:
    """Whether the host sends more than adverts: one that only advertises falls silent when keepalived dies, not it."""
    hosts = evidence.hosts
    adverts = sum(hosts.at(str(e.args["sender"])) == host for e in evidence.of("advert"))
    arps = sum(hosts.with_mac(str(e.args["mac"])) == host for e in evidence.of("arp_announced"))
    return sum(s.frames for s in seen) - adverts - arps >= TALKATIVE


def _from_frames(seen: Sequence[_Seen], evidence: Evidence, host: str) -> Belief:
    """Present while frames come; absent in a silence that is unusual for this host; else unknown."""
    captures = evidence.captures()
    usual, talks = _usual_silence(seen), _talks(evidence, host, seen)
    answers = _answers_within(seen, usual)
    stretches: list[Stretch] = []
    for one, following in zip_longest(seen, seen[1:]):
        stretches.append(Stretch(one.lo, one.hi + 1, Truth.TRUE, Ground.KNOWN, one.because))
        covered = next((c.hi + 1 for c in captures if c.lo <= one.hi <= c.hi), one.hi + 1)
        back = following if following is not None and following.lo < covered else None
        silence = Interval(one.hi + 1, (back.lo if back else covered)) if covered > one.hi + 1 or back else None
        if silence is not None:
            long = silence.hi - silence.lo >= max(SHORT_NS, UNUSUAL * usual)
            judged = talks and long and not _lives_on(evidence, host, silence, usual)
            gone = min(usual, one.unanswered + answers) if one.unanswered >= 0 else usual
            stretches += _silence(silence, (one, back), _Bounds(usual, gone), judged)
    return Belief.of([s for s in stretches if s.lo < s.hi], _UNOBSERVED)


def _lives_on(evidence: Evidence, host: str, silence: Interval, usual: int) -> bool:
    """Whether the host's own logs go on while the capture does not hear it: it may serve the other side of a partition.

    Not so where its load balancer tells in the same time that checks fail: then nothing reaches it.
    """
    named = evidence.hosts.named
    inside = [
        e
        for e in evidence.events
        if silence.lo + usual < e.time.lo < silence.hi - usual and e.source.host and named(e.source.host) == host
    ]
    cut_off = any(e.kind == "check" and not e.args["passed"] for e in inside)
    cut_off = cut_off or any(e.kind == "server_state" and e.args["after"] == "DOWN" for e in inside)
    return bool(inside) and not cut_off


@dataclass(frozen=True, slots=True)
class _Bounds:
    """How long a host is silent at most while it is there, and how long after its last frame it was surely gone."""

    usual: int
    gone: int


def _silence(silence: Interval, ends: tuple[_Seen, _Seen | None], bounds: _Bounds, judged: bool) -> Iterator[Stretch]:
    """A silence starts behind the last frame and ends (exclusively) where the next one or the capture's end is."""
    lo, end = silence.lo, silence.hi
    left, back = ends
    usual = bounds.usual
    because = (left.because[-1], back.because[0]) if back else (left.because[-1],)
    if end - lo <= max(SHORT_NS, usual) and back:
        yield Stretch(lo, end, Truth.TRUE, Ground.KNOWN, because)
    elif judged:
        # It left within its usual silence after the last frame, or before what it did not answer any more, and came
        # back within its usual silence before the next frame.
        left_by, back_from = lo + bounds.gone, end - usual if back else end
        why = _NOT_ASKED if bounds.gone < usual else _FELL_SILENT
        yield Stretch(lo, left_by, Truth.UNKNOWN, Ground.GAP, because, why, _SETTLES)
        yield Stretch(left_by, back_from, Truth.FALSE, Ground.KNOWN, because)
        yield Stretch(back_from, end, Truth.UNKNOWN, Ground.GAP, because, _COMES_BACK, _SETTLES)
    else:
        yield Stretch(lo, end, Truth.UNKNOWN, Ground.GAP, because, _NOT_HEARD, _SETTLES)


def _usual_silence(seen: Sequence[_Seen]) -> int:
    """The longest ordinary silence: within stretches of frames, or between them where it is short or comes again."""
    between = sorted(b.lo - a.hi for a, b in pairwise(seen))
    again = between[-RECURRENT] if len(between) >= RECURRENT else 0
    ordinary = [b for b in between if b <= max(SHORT_NS, again + again // 4)]
    return max((*(s.gap for s in seen), *ordinary), default=0)


def _answers_within(seen: Sequence[_Seen], usual: int) -> int:
    """How long a host that was asked takes at most to send something: the longest that this one ever took.

    A frame for an address that it no longer has it does not answer either, which is as good as gone for whoever asks.
    """
    if sum(s.answers for s in seen) < TALKATIVE:
        return ANSWER_NS
    late = (b.lo - a.hi - a.unanswered for a, b in pairwise(seen) if a.unanswered >= 0 and b.lo - a.hi <= usual)
    return max(*(s.slowest for s in seen), 0, *late)


def _instants(evidence: Evidence) -> dict[str, list[tuple[Interval, Event]]]:
    """Instants at which a log proves that a host heard, or was heard by, another one."""
    found: dict[str, list[tuple[Interval, Event]]] = defaultdict(list)
    for event in evidence.of("advert_received"):
        found[evidence.hosts.named(event.source.host)].append((event.time, event))
        if event.args["sender"]:
            found[evidence.hosts.at(str(event.args["sender"]))].append((event.time, event))
    return found


def _bridged(instants: list[tuple[Interval, Event]]) -> Iterator[Stretch]:
    lo, hi, latest = 0, -1, -1
    events: list[Event] = []
    for time, event in sorted(instants, key=lambda pair: pair[0]):
        if events and time.lo - latest <= BRIDGE_NS:
            # It was there at one instant of the stamp; nobody leaves within a moment.
            seen = time.hi if time.hi - time.lo <= FINE_NS else time.lo
            hi, latest, events = max(hi, seen), max(latest, time.hi), [events[0], event]
            continue
        if events:
            yield Stretch(lo, hi + 1, Truth.TRUE, Ground.KNOWN, tuple(events))
        # An instant within a stamp of one second proves presence at that instant only, so no more than a point.
        lo, hi, latest, events = time.hi, time.hi, time.hi, [event]
    if events:
        yield Stretch(lo, hi + 1, Truth.TRUE, Ground.KNOWN, tuple(events))


FLUENT = Fluent("on_network", ("host",), "the host can be reached by the others", _estimate, _UNOBSERVED, False)
