"""standby(host, vip): the host had the virtual address, is back without it, and another one has held it since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.defined import basis
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.knowledge import Knowledge
from checker.conform.vrrp_log import last_word, logged
from checker.logic.formula import Atom
from checker.logic.signal import BEGINNING, END, Signal
from checker.logic.truth import Truth
from checker.model.event import Event

# From where another one held what it had had, until it has had the address for longer than a handover again.
STANDBY = (
    "forall h: host, v: vip. (not historically[0, vip.handover] has_address(h, v)) since "
    "(not has_address(h, v) and once has_address(h, v) and on_network(h) "
    "and (exists g: host. (g != h and has_address(g, v) and on_network(g))))"
)
_NOT = Stretch(BEGINNING, END, Truth.FALSE, Ground.KNOWN)
_STOPPING = frozenset({"process_stopped", "resigned", "vips_removed"})
_OPEN = "whether it was without the address while another host held it is not known"
_SETTLES = "keepalived's logs of both hosts, and a capture of VRRP and ARP at the switch"


def _estimate(evidence: Evidence) -> Beliefs:
    known = basis(evidence, ("has_address", "on_network"))
    if known is None:
        return {}
    known = replace(known, knowledge=_without_stopped(known.knowledge, evidence))
    found: dict[tuple[str, ...], Belief] = {}
    for atom in [a for a in known.knowledge.beliefs if a.name == "has_address"]:
        host, vip = map(str, atom.args)
        signal = known.where(STANDBY, {"h": host, "v": vip}, partial(_lenient, host))
        address = known.knowledge.about(atom)
        end = max((s.hi for s in address.stretches if s.truth is not Truth.UNKNOWN and s.hi < END), default=BEGINNING)
        found[host, vip] = Belief.of(_stretches(signal, max(end, _last_word(evidence, host, vip))), _NOT)
    return found


def _without_stopped(knowledge: Knowledge, evidence: Evidence) -> Knowledge:
    """A host whose keepalived was stopped is not back until its log goes on, unless a capture still hears the host."""
    beliefs = dict(knowledge.beliefs)
    for atom in [a for a in knowledge.beliefs if a.name == "has_address"]:
        host, vip = map(str, atom.args)
        there = Atom("on_network", (host,))
        heard = knowledge.about(there).stretches
        stopped = list(_stopped(list(logged(evidence, host, vip))))
        silent = [s for s in heard if s.ground is Ground.UNOBSERVED]
        cut = [Stretch(max(s.lo, t.lo), min(s.hi, t.hi), Truth.FALSE, Ground.KNOWN) for s in silent for t in stopped]
        away = Belief.of([s for s in cut if s.lo < s.hi], knowledge.fluents[there.name].otherwise)
        beliefs[there] = knowledge.about(there).overlaid(away)
    return replace(knowledge, beliefs=beliefs)


def _stopped(log: Sequence[Event]) -> Iterator[Interval]:
    """Yield from when to when keepalived was stopped; what it says while it stops does not show that it is back."""
    end = BEGINNING
    for event in log:
        if event.kind == "process_stopped" and event.time.lo > end:
            others = (e.time for e in log if e.kind not in _STOPPING and e.time.hi >= event.time.lo)
            end = min((t.lo for t in others), default=END)
            if event.time.lo < end:
                yield Interval(event.time.lo, end)


def _lenient(host: str, atom: Atom) -> Truth:
    """It counts also where nobody watched the other hosts: whether it then kept to its place is open."""
    return Truth.UNKNOWN if atom.name == "has_address" and atom.args[0] == host else Truth.TRUE


def _last_word(evidence: Evidence, host: str, vip: str) -> int:
    log, heard = list(logged(evidence, host, vip)), evidence.heard_by(host, "keepalived")
    return last_word(log, heard) if log and heard else BEGINNING


def _stretches(signal: Signal, end: int) -> Iterator[Stretch]:
    """It counts from where it is certain, to where sources tell whether the host has the address."""
    certain = False
    for run in signal.runs(BEGINNING, end):
        certain = run.truth is Truth.TRUE or (certain and run.truth is Truth.UNKNOWN)
        if run.truth is Truth.TRUE:
            yield Stretch(run.lo, run.hi, Truth.TRUE, Ground.KNOWN)
        elif certain:
            yield Stretch(run.lo, run.hi, Truth.UNKNOWN, Ground.GAP, (), _OPEN, _SETTLES)


FLUENT = Fluent(
    "standby",
    ("host", "vip"),
    "the host had the virtual address, is back without it, and another one has held it since",
    _estimate,
    _NOT,
    False,
)
