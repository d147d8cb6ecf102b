"""What changed between two polls of a monitor: the state of a server, or the load balancer that answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from checker.base.time import Interval, show_instant
from checker.conform.evidence import Evidence
from checker.conform.inertia import Lost
from checker.conform.polls import polls
from checker.model.event import Event


@dataclass(frozen=True, slots=True)
class Change:
    """Two answered polls in a row of one monitor differ in a subject: a server, or the node that answered.

    Where lines are `missing` between the two, another poll may have seen the change, or a restart begun anew.
    """

    observer: str
    kind: Literal["server", "node"]
    subject: str
    before: str
    after: str
    previous: Event
    seen: Event
    missing: Lost | None = None

    def __str__(self) -> str:
        """Return what tells this change from all others, whatever else the sources tell."""
        what = self.subject if self.kind == "server" else "node"
        return f"{what} {self.before}->{self.after} at {show_instant(self.seen.time.lo)}"

    def alike(self, other: Change) -> bool:
        """Whether an alert of the one could be one of the other by its text."""
        return (self.kind, self.subject, self.after) == (other.kind, other.subject, other.after)


def changes(evidence: Evidence) -> Sequence[Change]:
    """Return the changes that monitors saw in the order of time. A restart begins anew; failed polls tell nothing."""
    found: list[Change] = []
    for observer, made in polls(evidence).items():
        answered = [poll.event for poll in made if poll.answered]
        for previous, seen in pairwise(answered):
            missing = _missing(previous, seen, evidence)
            found += (replace(change, missing=missing) for change in _between(observer, previous, seen, evidence))
    return sorted(found, key=lambda c: (c.seen.time, c.observer, c.kind, c.subject))


def _between(observer: str, previous: Event, seen: Event, evidence: Evidence) -> Iterator[Change]:
    states = states_of(previous)
    for server, after in states_of(seen).items():
        before = states.get(server, after)
        if before != after:
            yield Change(observer, "server", server.rpartition("/")[2], before, after, previous, seen)
    nodes = [node_of(poll, evidence) for poll in (previous, seen)]
    if all(nodes) and nodes[0] != nodes[1]:
        yield Change(observer, "node", nodes[1], nodes[0], nodes[1], previous, seen)


def _missing(previous: Event, seen: Event, evidence: Evidence) -> Lost | None:
    span = Interval(previous.time.lo, max(previous.time.lo, seen.time.hi))
    losses = evidence.lost_by(seen.source.host, seen.source.program)
    return next((lost for lost in losses if lost.time.overlaps(span)), None)


def states_of(poll: Event) -> dict[str, str]:
    """Return the states that a poll saw, by server."""
    pairs = (pair.partition("=") for pair in str(poll.args["states"]).split())
    return {server: state for server, _, state in pairs if state}


def node_of(poll: Event, evidence: Evidence) -> str:
    """Return the load balancer that answered a poll; where it does not say, who the monitor takes for the holder."""
    said = str(poll.args["node"] or poll.args["vip"])
    return evidence.hosts.named(said) if said else ""
