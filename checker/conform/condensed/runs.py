"""Runs of one outcome: of what comes in bulk, only where answers end and begin.

A busy server answers constantly, which says nothing new. What says something is the last attempt that was answered
before one that was not, and the first one after it. Attempts come in nearly any order (one is known to be silent some
seconds late), so runs of one outcome are kept in the order of time, each with its first and last attempts.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.conform.evidence import Evidence
from checker.conform.health.views import duration
from checker.model.event import Event

# So many attempts are held at both ends of a run while reading, so that one that comes late finds its neighbours.
HELD = 128
# Of those that were answered within this of each other one is held.
THIN_NS = 100 * NS_PER_MS
# So many of each run are kept in the end: of those with payload one, of those without as many as show a rhythm.
KEPT_FAILED, KEPT_QUIET = 64, 6
# One whose attempts are answered and not in turn more often than this is not followed any further.
MOST_RUNS = 4096


@dataclass(slots=True)
class _Run:
    """Attempts of one outcome with none of the other between them, those on which something was said and the others."""

    answered: bool
    first: int
    last: int
    spoken: list[Event] = field(default_factory=list)
    quiet: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> None:
        at = event.time.lo
        held = self.quiet if event.args.get("data") is False else self.spoken
        if self.answered and len(held) > 1 and at >= self.last and at - held[-2].time.lo < THIN_NS:
            held[-1] = event  # the one before was one of many
        elif at >= self.last:
            held.append(event)
        else:
            insort(held, event, key=_instant)
        self.first, self.last = min(self.first, at), max(self.last, at)
        if len(held) > 2 * HELD:
            del held[HELD // 2 : HELD]

    @property
    def held(self) -> list[Event]:
        return sorted([*self.spoken, *self.quiet], key=_instant)

    def ends(self) -> Iterator[Event]:
        """Yield the attempts to keep."""
        held = self.held
        if not self.answered:
            yield from held[:KEPT_FAILED]
            yield from held[KEPT_FAILED:][-KEPT_FAILED:]
        elif held:
            yield from (held[0], held[-1], *self.quiet[:KEPT_QUIET], *self.quiet[-KEPT_QUIET:])


class Runs:
    """The runs of one client at one server, in one input; `failures` are runs without attempts, told elsewhere."""

    __slots__ = ("_most", "_runs", "_starts")

    def __init__(self, failures: Sequence[int]) -> None:
        self._runs = [_Run(False, at, at) for at in sorted(set(failures))]
        self._starts = [run.first for run in self._runs]
        self._most = MOST_RUNS + len(self._runs)

    def take(self, event: Event, answered: bool) -> None:
        """Note an attempt, in nearly any order."""
        at = event.time.lo
        place = bisect_right(self._starts, at)
        before = self._runs[place - 1] if place else None
        after = self._runs[place] if place < len(self._runs) else None
        if before is not None and before.answered is answered:
            before.take(event)
        elif not answered and len(self._runs) >= self._most:
            return
        elif before is not None and at <= before.last:
            self._split(place, event, answered)
        elif after is not None and after.answered is answered:
            after.take(event)
            self._starts[place] = after.first
        else:
            self._insert(place, event, answered)

    def _insert(self, place: int, event: Event, answered: bool) -> None:
        run = _Run(answered, event.time.lo, event.time.lo)
        run.take(event)
        self._runs.insert(place, run)
        self._starts.insert(place, run.first)

    def _split(self, place: int, event: Event, answered: bool) -> None:
        """Part a run in which an attempt of the other outcome lies; what is held of it goes to either side."""
        at = event.time.lo
        run = self._runs[place - 1]
        before, after = _part(run, None, at), _part(run, at, None)
        new = _Run(answered, at, at)
        new.take(event)
        # A failure that is told elsewhere stays, though it holds nothing.
        parts = [part for part in (before, new, after) if part is not None] if run.held else [run, new]
        self._runs[place - 1 : place] = parts
        self._starts[place - 1 : place] = [part.first for part in parts]

    def kept(self) -> Iterator[Event]:
        """Yield the attempts at the ends of each run."""
        for run in self._runs:
            yield from run.ends()


def _instant(event: Event) -> int:
    return event.time.lo


def _part(run: _Run, after: int | None, until: int | None) -> _Run | None:
    """Return what a run holds after an instant, or up to one; None where that is nothing."""
    spoken, quiet = (
        [e for e in held if (after is None or e.time.lo > after) and (until is None or e.time.lo <= until)]
        for held in (run.spoken, run.quiet)
    )
    instants = [e.time.lo for e in (*spoken, *quiet)]
    return _Run(run.answered, min(instants), max(instants), spoken, quiet) if instants else None


def failed_checks(evidence: Evidence) -> Mapping[str, Sequence[int]]:
    """When checks began that failed, as logs say, by server: around them it matters whether others were answered."""
    failed: dict[str, list[int]] = defaultdict(list)
    for event in evidence.of("check", "server_state"):
        server = evidence.contract.server_of(str(event.args["server"]))
        lasted = duration(event)
        failing = event.args["after"] == "DOWN" and lasted if event.kind == "server_state" else not event.args["passed"]
        if server is not None and failing is not False and failing is not None:
            failed[server.name].append(event.time.lo - (lasted or 0))
    return failed


def other_failures(evidence: Evidence) -> Callable[[str], Sequence[int]]:
    """Return, for each server, when checks of other servers failed: their beginnings and ends, one for each second.

    Whether this server answered then shows whether the one who asked was on the network at all.
    """
    seconds: dict[str, set[int]] = defaultdict(set)
    for name, times in failed_checks(evidence).items():
        seconds[name] |= {at // NS_PER_S for at in times}
    for event in evidence.of("check", "server_state"):
        server = evidence.contract.server_of(str(event.args["server"]))
        if server is not None and server.name in seconds and duration(event):
            seconds[server.name].add(event.time.lo // NS_PER_S)

    @cache
    def of_others(name: str) -> Sequence[int]:
        found = sorted({s * NS_PER_S for other, times in seconds.items() if other != name for s in times})
        return found[:: len(found) // MOST_RUNS + 1]

    return of_others
