"""Who would have told of a step, and when they were heard: what a request lacks is only missing if they were."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checker.base.time import Interval
from checker.conform.evidence import Heard
from checker.conform.hosts import Hosts
from checker.conform.requests.charted import Charted

EDGE = "it begins or ends too near to where {program} begins or ends to be heard"
UNREAD = "something that could not be read may belong to it"
SILENT = "{program} told of no other request around it either"
ABSENT = "{program} was not heard"


@dataclass(frozen=True, slots=True)
class Hearing:
    """For each step that sources could show, the programs that tell of it; when each was heard; what could not be read.

    `time` gives for a program the stretch in which all of it was heard, None where a part of it was not given; of those
    that are no key nothing was heard. `silences` are the stretches in between in which records of a program may have
    been lost, in order and disjoint.
    """

    tellers: Mapping[int, tuple[str, ...]]
    time: Mapping[str, Interval | None]
    lost: Sequence[Interval]
    edge: int
    silences: Mapping[str, Sequence[Interval]] = field(default_factory=dict)

    @property
    def observable(self) -> frozenset[int]:
        """The steps of which at least one program that was heard tells."""
        return frozenset(step for step, programs in self.tellers.items() if any(p in self.time for p in programs))

    @property
    def silent(self) -> tuple[str, ...]:
        """The programs that tell of some step and were not heard."""
        named = dict.fromkeys(program for programs in self.tellers.values() for program in programs)
        return tuple(program for program in named if program not in self.time)

    def heard(self, steps: Iterable[int]) -> frozenset[str]:
        """Return the programs that tell of some steps and were heard."""
        return frozenset(program for step in steps for program in self.tellers[step] if program in self.time)

    def doubt(self, step: int, first: int, last: int) -> str:
        """Return why it is open whether a step is missing in a request that lasted from `first` to `last`, or ''."""
        for program in self.tellers[step]:
            if program not in self.time:
                continue
            time = self.time[program]
            if time is None:
                return ABSENT.format(program=f"a part of {program}")
            if first - self.edge < time.lo or last + self.edge > time.hi:
                return EDGE.format(program=program)
        around = Interval(first, last)
        if any(lost.overlaps(around) for lost in self.lost):
            return UNREAD
        silent = next((p for p in self.tellers[step] if self._is_silent(p, around)), "")
        return SILENT.format(program=silent) if silent else ""

    def _is_silent(self, program: str, around: Interval) -> bool:
        silences = self.silences.get(program, ())
        at = bisect_right(silences, around.hi, key=lambda one: one.lo) - 1
        return at >= 0 and silences[at].hi >= around.lo


def hearing(charted: Charted, heard: Sequence[Heard], lost: Sequence[Interval], hosts: Hosts) -> Hearing:
    """Return who tells of the steps of a diagram, and when they were heard."""
    tellers = {}
    for number, step in charted.steps.items():
        programs = {p: None for sign in step.signs for p in _programs(charted, sign.kind, sign.doer)}
        if programs and not step.crossed:
            tellers[number] = tuple(programs)
    every = {program for programs in tellers.values() for program in programs}
    times = {
        program: _time(program, charted, heard, hosts)
        for program in every
        if any(h.source.program == program for h in heard)
    }
    return Hearing(tellers, times, lost, charted.flow.edge)


def _programs(charted: Charted, kind: str, doer: str) -> list[str]:
    """Return the programs that tell of a kind of event: of those that do, the one that the lifeline is."""
    told_by = [
        name.partition("@")[0] for e in charted.contract.own.events.values() if e.kind == kind for name in e.told_by
    ]
    line = charted.contract.lifeline(doer, charted.drawing.title) if doer else None
    if line is not None and line.program:
        return [line.program] if line.program in told_by else []
    return list(dict.fromkeys(told_by))


def _time(program: str, charted: Charted, heard: Sequence[Heard], hosts: Hosts) -> Interval | None:
    """Return when a program was heard on all hosts that the contract says it tells from; else on any."""
    by_host: dict[str, list[Interval]] = {}
    for each in heard:
        if each.source.program == program:
            by_host.setdefault(hosts.named(each.source.host), []).append(each.time)
    own = charted.contract.own.events.values()
    stated = {
        hosts.named(at) for e in own for name in e.told_by for p, _, at in [name.partition("@")] if p == program and at
    }
    stated = stated or (set(charted.contract.hosts) if not by_host.keys().isdisjoint(charted.contract.hosts) else set())
    if not stated:
        times = [time for each in by_host.values() for time in each]
        return Interval(min(t.lo for t in times), max(t.hi for t in times))
    if not stated <= by_host.keys():
        return None
    hulls = [Interval(min(t.lo for t in by_host[h]), max(t.hi for t in by_host[h])) for h in stated]
    lo, hi = max(h.lo for h in hulls), min(h.hi for h in hulls)
    return Interval(lo, hi) if lo <= hi else None
