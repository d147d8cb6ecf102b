"""Connection attempts: of each client's at each server only where answers end and begin, and a few beside.

A busy server answers constantly, which says nothing new. What says something is the last attempt that was answered
before one that was not, and the first one after it. Attempts come in nearly any order (one is known to be silent some
seconds late), so runs of one outcome are kept in the order of time, each with its first and last attempts.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.conform.condensed import Condenser
from checker.conform.evidence import Evidence
from checker.model.event import Event

# So many attempts are held at both ends of a run while reading, so that one that comes late finds its neighbours.
HELD = 128
# Of those that were answered within this of each other one is held.
THIN_NS = 100 * NS_PER_MS
# So many of each run are kept in the end: of those with payload one, of those without as many as show a rhythm.
KEPT_FAILED, KEPT_QUIET = 64, 6
# A client whose attempts are answered and not in turn more often than this is not followed any further.
MOST_RUNS = 4096
# So many pairs of a client and a server are followed.
MOST_PAIRS = 4096
# One that is not answered by the end of its capture may be answered after it.
PATIENCE_NS = NS_PER_S
_DURATION = re.compile(r"check duration: (\d{1,9})ms")


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
        if len(self.held) < 2 or self.held[-1].args["data"] != event.args["data"]:
            return False
        return event.time.lo - self.held[-2].time.lo < THIN_NS

    def ends(self) -> Iterator[Event]:
        """Yield the attempts to keep."""
        if not self.answered:
            yield from self.held[:KEPT_FAILED]
            yield from self.held[KEPT_FAILED:][-KEPT_FAILED:]
            return
        quiet = [e for e in self.held if not e.args["data"]]
        kept = [self.held[0], self.held[-1], *quiet[:KEPT_QUIET], *quiet[-KEPT_QUIET:]] if self.held else []
        yield from kept


class _Pair:
    """The runs of one client at one server, in one input. A failed check of a log is a run without attempts."""

    __slots__ = ("_runs", "_starts")

    def __init__(self, failures: Sequence[int]) -> None:
        self._runs = [_Run(False, at, at) for at in sorted(set(failures))]
        self._starts = [run.first for run in self._runs]

    def take(self, event: Event) -> None:
        answered, at = event.args["outcome"] == "accepted", event.time.lo
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
        for run in self._runs:
            yield from run.ends()


def _condense(events: Iterable[Event], evidence: Evidence) -> Iterable[Event]:
    servers = {f"{s.address}:{s.port}": s.name for s in evidence.contract.servers.values()}
    failures = _failed_checks(evidence)
    ends = _ends(evidence)
    pairs: dict[tuple[str, str, str], _Pair] = {}
    for event in events:
        server = str(event.args["server"])
        file = event.places[0].file
        late = event.time.hi > ends.get(file, event.time.hi) - PATIENCE_NS
        if server not in servers or (late and event.args["outcome"] == "silent"):
            continue
        key = file, str(event.args["client"]).rpartition(":")[0], server
        pair = pairs.get(key)
        if pair is None:
            if len(pairs) == MOST_PAIRS:
                continue
            pair = pairs[key] = _Pair(failures.get(servers[server], ()))
        pair.take(event)
    return list(dict.fromkeys(e for pair in pairs.values() for e in pair.kept()))


def _ends(evidence: Evidence) -> dict[str, int]:
    """When each capture ends."""
    ends: dict[str, int] = {}
    for event in evidence.of("captured"):
        for place in event.places:
            ends[place.file] = max(event.time.hi, ends.get(place.file, event.time.hi))
    return ends


def _failed_checks(evidence: Evidence) -> dict[str, list[int]]:
    """When checks failed as logs say, by server: around them it matters whether others were answered."""
    failed: dict[str, list[int]] = defaultdict(list)
    for event in evidence.of("check"):
        server = evidence.contract.server_of(str(event.args["server"]))
        if server is not None and not event.args["passed"]:
            lasted = _DURATION.search(str(event.args["reason"]))
            failed[server.name].append(event.time.lo - (int(lasted[1]) * NS_PER_MS if lasted else 0))
    return failed


CONDENSER = Condenser(
    "connect", "where the attempts of each client at each server begin and end to be answered", _condense
)
