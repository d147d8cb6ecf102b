"""How many checks in a row a heartbeat service made before it changed its mind, counted on the wire.

What a service prints of it ("3 consecutive") proves nothing. Its checks on the wire do, where the capture surely holds
all of them: a check that is missing leaves a pause of two intervals, or a round that leaves out the replica.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from checker.base.time import NS_PER_MS, NS_PER_S
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
    before = [e for e in own if e.args["server"] == view.server and e.time.lo <= change.time.hi + EARLY_NS]
    if not before or change.time.lo - before[-1].time.hi > DECIDED_NS:
        return None
    row: list[Event] = []
    for poll in reversed(before):
        if bool(poll.args["passed"]) is not passed:
            return Row(row[::-1]) if row and _whole(evidence, own, poll, row[0]) else None
        row.append(poll)
    return None  # those before the capture began are not known


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
