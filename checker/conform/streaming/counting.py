"""How many checks in a row a heartbeat service made before it changed its mind, counted on the wire.

What a service prints of it ("3 consecutive") proves nothing. Its checks on the wire do, where the capture surely holds
all of them: a check that is missing leaves a pause of two intervals, or a round that leaves out the replica.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.health.views import View
from checker.model.event import Event

# The line comes so soon after the answer that decided; clocks of one host may be read this much out of order.
DECIDED_NS, EARLY_NS = NS_PER_S, 5 * NS_PER_MS


@dataclass(frozen=True, slots=True)
class Row:
    """The checks in a row with one result right before a change."""

    checks: Sequence[Event]

    @property
    def number(self) -> int:
        """How many they are."""
        return len(self.checks)


def row_on_wire(evidence: Evidence, view: View, change: Event, passed: bool) -> Row | None:
    """Return the checks that led to a change of a service's view, if a capture surely holds all of them."""
    own = [e for e in evidence.of("health_poll") if e.source.host == view.source.host]
    own.sort(key=_began)
    unsure = _unsure(evidence, view)
    time = Interval(change.time.lo - unsure, change.time.hi + unsure)
    if not any(c.lo <= time.lo and time.hi <= c.hi for c in evidence.captures()):
        return None  # the check that decided may have come after its end
    of_server = [e for e in own if e.args["server"] == view.server]
    found = {_row(evidence, view, own, of_server[: n + 1], passed) for n in _deciding(of_server, time, passed)}
    return found.pop() if len({row.number if row else None for row in found}) == 1 else None


def _deciding(polls: Sequence[Event], time: Interval, passed: bool) -> list[int]:
    """Which checks may have decided a change: where the clock of the service is off, one of several."""
    before = [n for n, e in enumerate(polls) if e.time.lo <= time.hi + EARLY_NS]
    last = [n for n in before[-1:] if time.lo - polls[n].time.hi <= DECIDED_NS]
    near = [n for n in before if polls[n].time.hi >= time.lo - EARLY_NS and bool(polls[n].args["passed"]) is passed]
    return near or last


def _row(evidence: Evidence, view: View, own: Sequence[Event], before: Sequence[Event], passed: bool) -> Row | None:
    """The row that ends with the last of some checks of a replica, if all of it is known and of this life."""
    born = _born(evidence, view)
    row: list[Event] = []
    for poll in reversed(before):
        if bool(poll.args["passed"]) is not passed:
            return Row(tuple(row[::-1])) if row and _whole(evidence, own, poll, row[0]) else None
        if born is None or poll.time.lo <= born.hi:
            # Of a log that begins later, or by a clock that is off, nobody knows whose check this is.
            whole = row and born and view.born and poll.time.hi < born.lo and _whole(evidence, own, row[-1], row[0])
            return Row(tuple(row[::-1])) if whole else None
        row.append(poll)
    return None  # those before the capture began are not known


def _born(evidence: Evidence, view: View) -> Interval | None:
    """When the life of a service began, or was first heard of."""
    unsure = _unsure(evidence, view)
    if view.born is not None:
        return view.born.time.widen(unsure, unsure)
    first = min((h.time.lo for h in evidence.heard if h.source == view.source), default=None)
    return None if first is None else Interval(first - unsure, first + unsure)


def _unsure(evidence: Evidence, view: View) -> int:
    """How far the clock of a service may be off that of the capture."""
    return evidence.uncertainty.get(evidence.hosts.named(view.source.host), 0)


def _began(event: Event) -> int:
    return int(event.args["began_ns"])


def _whole(evidence: Evidence, own: Sequence[Event], first: Event, last: Event) -> bool:
    """Whether no check of the replica is missing between two of them."""
    within = [e for e in own if _began(first) <= _began(e) <= _began(last)]
    interval = evidence.contract.numbers.get("heartbeat.interval", 0)
    if any(_began(b) - a.time.hi > interval * 3 // 2 for a, b in pairwise(within)):
        return False
    others: set[object] = set()
    for poll in within:
        if poll.args["server"] == first.args["server"]:
            others = set()
        elif poll.args["server"] in others:
            return False
        else:
            others.add(poll.args["server"])
    return True
