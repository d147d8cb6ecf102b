"""Which client on the wire is which heartbeat service: the one whose checks end when the service's log says so.

Two services check the same replicas in the same rhythm, so it is not enough that something fits: a client is a
service's only where it fits far better than any other, and nobody else's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from checker.base.time import NS_PER_MS, Interval
from checker.conform.evidence import Evidence
from checker.conform.streaming.polling import Poll
from checker.model.event import Event
from checker.model.parts import HEARTBEAT

# A line is written so soon after what it tells of; clocks of one host may be read this much out of order.
LATE_NS, EARLY_NS = 20 * NS_PER_MS, 5 * NS_PER_MS
_FEWEST = 2
# Of a log that a capture covers in part so many lines are enough: two services may keep step for a while.
_ENOUGH = 8
_Line = tuple[Interval, str, bool]


def joined(evidence: Evidence, polls: Mapping[str, Sequence[Poll]]) -> dict[str, str]:
    """Return the host of the service that checks from an address, where a contract or its log tells."""
    stated = {address: evidence.hosts.at(address) for address in polls}
    found = {address: host for address, host in stated.items() if host != address}
    told = {host: _covered(lines, evidence) for host, lines in _told(evidence).items() if host not in found.values()}
    scores = {
        (host, address): _score(lines, polls[address])
        for host, lines in told.items()
        for address in polls
        if address not in found
    }
    best = {host: _best({a: s for (h, a), s in scores.items() if h == host}) for host in told}
    for address in polls:
        hosts = [host for host, chosen in best.items() if chosen == address]
        if len(hosts) == 1:
            found[address] = hosts[0]
    return found


def _covered(lines: Sequence[_Line], evidence: Evidence) -> Sequence[_Line]:
    """Return the lines of which a capture could hold the checks: all, or enough of them to tell."""
    inside = [line for line in lines if any(c.lo <= line[0].lo and line[0].hi <= c.hi for c in evidence.captures())]
    return inside if len(inside) >= _ENOUGH else lines


def _told(evidence: Evidence) -> dict[str, list[_Line]]:
    """When each log says that a check ended, of which replica, and whether it passed."""
    found: dict[str, list[_Line]] = defaultdict(list)
    by_lines = defaultdict[str, list[_Line]](list)
    for event in evidence.of("check", "failure_counted", "server_state"):
        if event.source.program == HEARTBEAT:
            kept = found if event.kind == "check" else by_lines
            unsure = evidence.uncertainty.get(evidence.hosts.named(event.source.host), 0)
            time = event.time.widen(unsure, unsure)
            kept[event.source.host].append((time, str(event.args["server"]), _passed(event)))
    # Where single checks are not logged, some of them are told by what followed from them.
    return {**by_lines, **found}


def _passed(event: Event) -> bool:
    if event.kind == "check":
        return bool(event.args["passed"])
    return event.kind == "server_state" and event.args["after"] == "UP"


def _score(lines: Iterable[_Line], polls: Sequence[Poll]) -> float:
    """The share of lines that a check of this client ended right before, if they are enough to tell."""
    ends: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for poll in polls:
        ends[poll.server, poll.passed].append(poll.ended.hi)
    for each in ends.values():
        each.sort()
    told = list(lines)
    fits = sum(_near(at, ends.get((server, passed), ())) for at, server, passed in told)
    return fits / len(told) if fits >= _FEWEST else 0.0


def _near(at: Interval, ends: Sequence[int]) -> bool:
    first = bisect_left(ends, at.lo - LATE_NS)
    return first < len(ends) and ends[first] <= max(at.lo, at.hi - NS_PER_MS) + EARLY_NS


def _best(scores: Mapping[str, float]) -> str | None:
    ordered = sorted(scores.items(), key=lambda each: -each[1])
    if not ordered or ordered[0][1] < 0.5:
        return None
    rival = ordered[1][1] if len(ordered) > 1 else 0.0
    return ordered[0][0] if rival <= ordered[0][1] / 2 else None


def life_of(lives: Sequence[Event], instant: int) -> str:
    """Return the process of a service at an instant: the last that had begun, else the first that is known."""
    begun = [e for e in lives if e.time.lo <= instant]
    return begun[-1].source.process if begun else lives[0].source.process if lives else ""
