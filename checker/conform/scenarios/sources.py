"""Which sources could show a step: only what a source at hand would have told, and did not, is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from checker.base.time import Interval
from checker.conform.evidence import Evidence, Heard
from checker.conform.scenarios.matching import Matcher
from checker.conform.scenarios.pool import Pool
from checker.conform.streaming.roles import is_streaming
from checker.model.parts import PARTS, PROGRAM_ROLES, doer_role
from checker.model.scenario import DrawnSign
from checker.model.vocabulary import VOCABULARY

# Which program tells a kind of event, where its source at hand is of a usual one.
_PROGRAMS: Mapping[str, str] = MappingProxyType(
    {
        "load-balancer": "haproxy",
        "vrrp-peer": "keepalived",
        "server": "pgbouncer",
        "database": "postgresql",
        "monitor": "monitor",
        "client": "client",
        "alert-sink": "webhook",
        "heartbeat": "heartbeat",
        "media-server": "nginx",
        "router": "socat",
    }
)
_STREAMING: Mapping[str, str] = MappingProxyType({"server": "replica", "database": "mysql"})
_TITLES = {"client": "the client", "monitor": "the monitor", "webhook": "the receiver of alerts"}
_ON_THE_WIRE = frozenset({"advert", "arp_announced", "arp_request", "arp_reply", "connect", "presence"})
# What a program always writes. All else depends on how it is set up: only who told one such event would tell others.
_ALWAYS = frozenset({"server_state", "vrrp_state", "vips_set", "vips_removed", "alert_sent", "alert_received"})
# Clocks of the source and of what bounds the stretch may differ by this much.
_EDGE_NS = 100_000_000


class Answer(NamedTuple):
    """Whether a sign would have been told (`able`), and if not, why, or which source that was not given tells it."""

    able: bool
    why: str = ""
    lacking: str = ""


def reason(answers: Sequence[Answer]) -> str:
    """Return why none of some signs would have been told."""
    lacking = " or ".join(dict.fromkeys(a.lacking for a in answers if a.lacking))
    why = dict.fromkeys(a.why for a in answers if a.why)
    return "; ".join([*why, f"{lacking} would show it"] if lacking else why)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the sources of a trace can tell."""

    pool: Pool
    _known_heard: dict[object, list[Heard]] = field(default_factory=dict, compare=False, repr=False)
    _known_used: dict[object, bool] = field(default_factory=dict, compare=False, repr=False)

    def could_tell(self, matcher: Matcher, sign: DrawnSign, stretch: Interval | None) -> Answer:
        """Say whether a source at hand would have told of a sign in a stretch of time (None: at any time)."""
        heard = self._heard(matcher, sign)
        if not heard:
            return Answer(False, lacking=self._wanted(matcher, sign))
        name = self._name(heard[0])
        if not self.pool.is_fetched(sign.kind):
            return Answer(False, f"{name} was not searched for it")
        if sign.kind not in _ALWAYS and not self._is_used(matcher, sign):
            return Answer(False, f"{name} tells of no such {sign.kind.replace('_', ' ')}")
        if stretch is None:
            return Answer(True)
        if not any(h.time.lo - _EDGE_NS <= stretch.lo and stretch.hi <= h.time.hi for h in _joined(heard)):
            begins = all(stretch.lo < h.time.lo - _EDGE_NS for h in heard)
            return Answer(False, f"{name} {'begins later' if begins else 'ends before it had to come'}")
        for each in heard:
            for lost in self.pool.evidence.lost_by(each.source.host, each.source.program):
                if lost.time.overlaps(stretch):
                    return Answer(False, f"{name}: {lost.why}")
        if not self.pool.looked_at(sign.kind, stretch.lo, stretch.hi):
            return Answer(False, f"{name} was not searched that far")
        return Answer(True)

    def is_at_hand(self, matcher: Matcher, sign: DrawnSign) -> bool:
        """Say whether a source that tells such events was given."""
        return bool(self._heard(matcher, sign))

    def _heard(self, matcher: Matcher, sign: DrawnSign) -> list[Heard]:
        about = (matcher.drawing.place, sign, matcher.binding.key)
        if about not in self._known_heard:
            self._known_heard[about] = list(self._tellers(matcher, sign))
        return self._known_heard[about]

    def _tellers(self, matcher: Matcher, sign: DrawnSign) -> Iterator[Heard]:
        wanted = matcher.binding.of(matcher.drawing, sign.doer) if sign.doer else ""
        programs = self._programs(matcher, sign)
        process = matcher.binding.process
        for each in self.pool.evidence.heard:
            source = each.source
            if source.program not in programs or (sign.kind in _ON_THE_WIRE) != (source.program == "capture"):
                continue
            if source.program == "heartbeat" and sign.kind != "check" and each.path in self._captures():
                continue  # of a service without a log the wire shows the checks, and nothing else
            if source.host and wanted and not self._is_single(matcher, sign):
                host = matcher.actors.component(self.pool.evidence.hosts.named(source.host))
                if wanted not in (host, source.program):
                    continue
            if process and source.program == "haproxy" and source.process and f"[{source.process}]" not in process:
                continue
            yield each

    def _captures(self) -> set[str]:
        return {h.path for h in self.pool.evidence.heard if h.source.program == "capture"}

    def _programs(self, matcher: Matcher, sign: DrawnSign) -> set[str]:
        told = {e.source.program for e in self.pool.of(sign.kind)[:1]}
        own = self.pool.evidence.contract.own.events.values()
        told |= {name.partition("@")[0] for event in own if event.kind == sign.kind for name in event.told_by}
        if sign.kind in _ON_THE_WIRE:
            return {"capture"}
        if sign.kind in PARTS:
            return told | {self._program(self._role(matcher, sign))}
        role = matcher.drawing.lifelines[sign.doer][0] if sign.doer else ""
        return told | {p for p, r in PROGRAM_ROLES.items() if r == role}

    def _is_single(self, matcher: Matcher, sign: DrawnSign) -> bool:
        """Say whether the doer is no host or server, so that it does not matter where its log was written."""
        return matcher.drawing.lifelines[sign.doer][1] == "" and not matcher.binding.of(matcher.drawing, sign.doer)

    def _is_used(self, matcher: Matcher, sign: DrawnSign) -> bool:
        """Say whether some event of this kind was told by the same, about the same components."""
        key = (matcher.drawing.place, sign, matcher.binding.key)
        if key not in self._known_used:
            about = tuple((arg, p) for arg, p in sign.wanted if len(p) == 1 and p[0].kind == "lifeline")
            alike = DrawnSign(sign.kind, about if sign.kind in _ON_THE_WIRE else (), sign.doer)
            self._known_used[key] = any(matcher.matches(alike, event) for event in self.pool.of(sign.kind))
        return self._known_used[key]

    def _program(self, role: str) -> str:
        """Return the program that writes the log of a role; in systems with media servers other ones than elsewhere."""
        own = _STREAMING if is_streaming(self.pool.evidence.contract) else {}
        return own.get(role) or _PROGRAMS.get(role, "")

    def _role(self, matcher: Matcher, sign: DrawnSign) -> str:
        """Return the role of who does an event that is a sign."""
        drawn = matcher.drawing.lifelines[sign.doer][0] if sign.doer else ""
        return doer_role(sign.kind, [drawn]) or drawn

    def _name(self, heard: Heard) -> str:
        host = self.pool.evidence.hosts.named(heard.source.host)
        return f"the log of {heard.source.program}@{host}" if host else "the capture"

    def _wanted(self, matcher: Matcher, sign: DrawnSign) -> str:
        if sign.kind in _ON_THE_WIRE:
            return "a capture"
        role = self._role(matcher, sign)
        name = matcher.binding.of(matcher.drawing, sign.doer) if sign.doer else ""
        if told_by := self._own_tellers(sign.kind):
            mine = [each for each in told_by if each.partition("@")[2] in ("", name)] or told_by
            return f"the log of {' or '.join(each if '@' in each or not name else f'{each}@{name}' for each in mine)}"
        program = self._program(role) or role
        return f"the log of {program}@{name}" if name else f"a log of {_TITLES.get(program, program)}"

    def _own_tellers(self, kind: str) -> tuple[str, ...]:
        """Return which programs, and on which hosts, tell of an event that the contract defines."""
        own = self.pool.evidence.contract.own
        every = (event.told_by for event in own.events.values() if event.kind == kind) if kind in own.kinds else ()
        return tuple(dict.fromkeys(name for told_by in every for name in told_by))


def _joined(heard: list[Heard]) -> Iterator[Heard]:
    """Yield each source once for all its files, from its first to its last line: gaps between files are losses."""
    by_source: dict[object, Heard] = {}
    for each in heard:
        old = by_source.get(each.source, each)
        time = Interval(min(old.time.lo, each.time.lo), max(old.time.hi, each.time.hi))
        by_source[each.source] = Heard(each.source, time, old.path, old.lines)
    yield from by_source.values()


def bulk_tellers(evidence: Evidence) -> set[str]:
    """Return the kinds of bulk events that the sources at hand may tell; of an unknown program that is any."""
    programs = {h.source.program for h in evidence.heard}
    unknown = programs - PROGRAM_ROLES.keys() - {"capture", "haproxy-stats"}
    found = set()
    for kind, about in VOCABULARY.items():
        doer = PARTS[kind].doer.role if kind in PARTS else ""
        usual = "capture" if kind in _ON_THE_WIRE else _PROGRAMS.get(doer, "")
        if about.bulk and (unknown or usual in programs):
            found.add(kind)
    return found
