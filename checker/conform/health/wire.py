"""Health checks on the wire, where no log tells them: attempts of one host in the steady rhythm of its checks.

On the wire a refused check looks like a refused session, so checks are known by their time alone: the last one ends at
the instant of the change, and each one before it began one interval earlier.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.health.views import View, duration, reason
from checker.model.event import Event

# HAProxy starts a check up to a few milliseconds late, and each one anew from the end of the one before.
JITTER_NS = 25 * NS_PER_MS
# So many checks are followed back at most.
LONGEST = 100
# The rhythm is that of the attempts so far around a change.
AROUND_NS = 300 * NS_PER_S

Attempts = Mapping[tuple[str, str], Sequence[Event]]


@dataclass(frozen=True, slots=True)
class Counted:
    """A row of checks with one result, and the one with the other result before it."""

    number: int
    attempts: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """Attempts of one host at one server: those that failed, and those that may be checks which passed."""

    failed: Sequence[Event]
    passed: Sequence[Event]
    pause: int
    timeout: int

    def step(self, attempt: Event) -> int:
        """How long after an attempt of a check the next one begins."""
        return self.pause + (self.timeout if attempt.args["outcome"] == "silent" else 0)


def counted_on_wire(evidence: Evidence, known: Attempts, view: View, event: Event) -> Counted | None:
    """Count the checks before a change of state in a capture; None where they cannot be told from other attempts."""
    lasted = duration(event)
    server = evidence.contract.server_of(view.server)
    if server is None or lasted is None or not reason(event).startswith("Layer4"):
        return None
    down = event.args["after"] == "DOWN"
    everything = known.get((evidence.hosts.named(view.source.host), f"{server.address}:{server.port}"), ())
    attempts = _within(everything, event.time.widen(AROUND_NS, AROUND_NS))
    failed = [a for a in attempts if a.args["outcome"] != "accepted"]
    passed = [a for a in attempts if a.args["outcome"] == "accepted" and not a.args["data"]]
    pause = _pause(passed)
    if pause is None:
        return None
    rhythm = _Rhythm(failed, passed, pause, lasted if down else 0)
    last = event.time.shift(-lasted).widen(JITTER_NS, JITTER_NS)
    found = {_back(rhythm, end, down) for end in _within(failed if down else passed, last)}
    numbers = {counted.number if counted else None for counted in found}
    return next(iter(found)) if len(numbers) == 1 else None


def _back(rhythm: _Rhythm, last: Event, down: bool) -> Counted | None:
    """Follow a row back from its last check to the one with the other result."""
    own, other = (rhythm.failed, rhythm.passed) if down else (rhythm.passed, rhythm.failed)
    row = [last]
    for _ in range(LONGEST):
        before = _one_before(rhythm, own, row[-1])
        ended = _one_before(rhythm, other, row[-1])
        if (before is None) is (ended is None):
            return None
        if ended is not None:
            return Counted(len(row), tuple(reversed([*row, ended])))
        row += [before] if before is not None else []
    return None


def _one_before(rhythm: _Rhythm, attempts: Sequence[Event], check: Event) -> Event | None:
    """The attempt that a check followed after its pause."""
    steps = {rhythm.pause, rhythm.pause + rhythm.timeout}
    near = [
        a
        for step in steps
        for a in _within(attempts, check.time.shift(-step).widen(JITTER_NS, JITTER_NS))
        if rhythm.step(a) == step
    ]
    return near[-1] if near else None


def _pause(passed: Sequence[Event]) -> int | None:
    """The interval of the checks: between most of those next to each other that passed."""
    gaps = sorted(b.time.lo - a.time.lo for a, b in pairwise(passed))
    steady = [
        (bisect_right(gaps, gap + JITTER_NS) - bisect_left(gaps, gap - JITTER_NS), -gap)
        for gap in gaps
        if gap > 2 * JITTER_NS
    ]
    if not steady:
        return None
    most, shortest = max(steady)
    return -shortest if most > 1 else None


def attempts_of(evidence: Evidence) -> Attempts:
    """Return the attempts of each host at each server (address:port) in the order of time."""
    found: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in evidence.of("connect"):
        host = evidence.hosts.at(str(event.args["client"]).rpartition(":")[0])
        found[host, str(event.args["server"])].append(event)
    return found


def _within(attempts: Sequence[Event], time: Interval) -> Sequence[Event]:
    first = bisect_left(attempts, time.lo, key=lambda a: a.time.lo)
    return attempts[first : bisect_right(attempts, time.hi, key=lambda a: a.time.lo)]
