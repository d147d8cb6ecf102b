"""What changed between two polls of a monitor: the state of a server, or the load balancer that answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from checker.base.time import Interval, show_instant
from checker.conform.evidence import Evidence
from checker.conform.inertia import Lost
from checker.conform.lives import lives
from checker.conform.polls import polls
from checker.model.event import Event


@dataclass(frozen=True, slots=True)
class Change:
    """Two answered polls in a row of one monitor differ in a subject: a server, or the node that answered.

    Of the first one of a life the monitor says itself what differs from the state that it kept, in a line that is
    `previous` then.
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

    @property
    def since(self) -> int:
        """Since when (ns) an alert may be of it."""
        return min(self.previous.time.lo, self.seen.time.lo)

    def alike(self, other: Change) -> bool:
        """Whether an alert of the one could be one of the other by its text."""
        return (self.kind, self.subject, self.after) == (other.kind, other.subject, other.after)


def changes(evidence: Evidence) -> Sequence[Change]:
    """Return the changes that monitors saw in the order of time; failed polls tell nothing.

    A restart begins anew, but for what the monitor itself says has changed against the state that it kept.
    """
    found: list[Change] = []
    said = _said(evidence)
    for observer, made in polls(evidence).items():
        answered = [poll.event for poll in made if poll.answered]
        found += _against_kept(observer, answered[:2], said.get(observer, ()), evidence)
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


def _said(evidence: Evidence) -> Mapping[str, Sequence[Event]]:
    """Return the changes that each life of a monitor says it saw."""
    processes = lives(evidence.events, "monitor")
    said: dict[str, list[Event]] = defaultdict(list)
    for line in evidence.of("change_seen"):
        if not processes.unsure(line.source, line.time):
            said[processes.name(line.source, line.time.lo)].append(line)
    return said


def _against_kept(
    observer: str, answered: Sequence[Event], said: Sequence[Event], evidence: Evidence
) -> Iterator[Change]:
    """What a monitor says its first answered poll saw otherwise than the state that it had kept."""
    if not answered:
        return
    seen, *later = answered
    states = {server.rpartition("/")[2]: state for server, state in states_of(seen).items()}
    for line in said:
        if any(line.time.hi >= poll.time.lo for poll in later):
            continue
        subject, before, after = (str(line.args[key]) for key in ("subject", "before", "after"))
        server = subject.rpartition("/")[2]
        if states.get(server) == after != before:
            yield Change(observer, "server", server, before, after, line, seen)
        hosts = [evidence.hosts.named(host) for host in (before, after)]
        if subject == "vip" and hosts[0] != hosts[1] == node_of(seen, evidence):
            yield Change(observer, "node", hosts[1], hosts[0], hosts[1], line, seen)


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
