"""Runs of one outcome: of what comes in bulk, only where answers end and begin.

A busy server answers constantly, which says nothing new. What says something is the last attempt that was answered
before one that was not, and the first one after it. Attempts come in nearly any order (one is known to be silent some
seconds late), so runs of one outcome are kept in the order of time, each with its first and last attempts.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.base.time import NS_PER_MS
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
    """Attempts of one outcome with none of the other between them, in the order of time; `held` are its two ends."""

    answered: bool
    first: int
    last: int
    held: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> None:
        at = event.time.lo
        if self.answered and at >= self.last and self._repeats(event):
            self.held[-1] = event
        elif not self.held or at >= self.last:
            self.held.append(event)
        else:
            insort(self.held, event, key=lambda e: e.time.lo)
        self.first, self.last = min(self.first, at), max(self.last, at)
        if len(self.held) > 2 * HELD:
            del self.held[HELD // 2 : HELD]

    def _repeats(self, event: Event) -> bool:
        """Whether the last one held may give way: it is no more than one of many between its neighbours."""
        if len(self.held) < 2 or _quiet(self.held[-1]) is not _quiet(event):
            return False
        return event.time.lo - self.held[-2].time.lo < THIN_NS

    def ends(self) -> Iterator[Event]:
        """Yield the attempts to keep."""
        if not self.answered:
            yield from self.held[:KEPT_FAILED]
            yield from self.held[KEPT_FAILED:][-KEPT_FAILED:]
            return
        quiet = [e for e in self.held if _quiet(e)]
        kept = [self.held[0], self.held[-1], *quiet[:KEPT_QUIET], *quiet[-KEPT_QUIET:]] if self.held else []
        yield from kept


class Runs:
    """The runs of one client at one server, in one input; `failures` are runs without attempts, told elsewhere."""

    __slots__ = ("_runs", "_starts")

    def __init__(self, failures: Sequence[int]) -> None:
        self._runs = [_Run(False, at, at) for at in sorted(set(failures))]
        self._starts = [run.first for run in self._runs]

    def take(self, event: Event, answered: bool) -> None:
        """Note an attempt, in nearly any order."""
        at = event.time.lo
        place = bisect_right(self._starts, at)
        before = self._runs[place - 1] if place else None
        after = self._runs[place] if place < len(self._runs) else None
        if before is not None and before.answered is answered:
            before.take(event)
        elif before is not None and at <= before.last:
            self._split(place, event, answered)
        elif after is not None and after.answered is answered:
            after.take(event)
            self._starts[place] = after.first
        elif len(self._runs) < MOST_RUNS or answered:
            self._insert(place, event, answered)

    def _insert(self, place: int, event: Event, answered: bool) -> None:
        run = _Run(answered, event.time.lo, event.time.lo)
        run.take(event)
        self._runs.insert(place, run)
        self._starts.insert(place, run.first)

    def _split(self, place: int, event: Event, answered: bool) -> None:
        """Part a run in which an attempt of the other outcome lies; what is held of it goes to either side."""
        at = event.time.lo
        run = self._runs.pop(place - 1)
        self._starts.pop(place - 1)
        sides = [e for e in run.held if e.time.lo <= at], [e for e in run.held if e.time.lo > at]
        parts = [_Run(run.answered, s[0].time.lo, s[-1].time.lo, s) for s in sides if s]
        if not run.held:
            parts = [run]
        new = _Run(answered, at, at)
        new.take(event)
        parts.insert(1 if sides[0] or not run.held else 0, new)
        self._runs[place - 1 : place - 1] = parts
        self._starts[place - 1 : place - 1] = [part.first for part in parts]

    def kept(self) -> Iterator[Event]:
        """Yield the attempts at the ends of each run."""
        for run in self._runs:
            yield from run.ends()


def _quiet(event: Event) -> bool:
    """Whether it is an attempt on which nothing was said, as a check of layer 4 is."""
    return event.args.get("data") is False


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
