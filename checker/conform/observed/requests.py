"""What clients asked for: requests that went wrong one by one, all others only counted, so that memory stays flat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.belief import Belief
from checker.conform.evidence import Evidence
from checker.conform.knowledge import estimate
from checker.conform.lives import lives
from checker.conform.observed.draft import CLIENT, VIP, Draft, balancer, middle, seconds, server
from checker.conform.observed.ledger import Ledger
from checker.conform.observed.servers import name_of, reason_of
from checker.logic.truth import Truth
from checker.model.casting import Party
from checker.model.event import Event
from checker.model.observed import Shape

KINDS = ("query", "assigned")
# Of what happens more often within a second only the first and the last are kept, and so many places and reasons.
PLACES, REASONS = 3, 8
# As many failed queries of one kind stand one by one in a phase.
FAILURES = 4
# Who ended a session that failed: the server, or the load balancer waiting for it (HAProxy manual, 8.5).
_SERVER_SIDE = "Ss"
RANK = 4


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Why a request is worth telling: between whom, in words for one and for many, and when it showed."""

    shape: Shape
    ends: tuple[Party, ...]
    text: str
    folded: str
    time: Interval


@dataclass(slots=True)
class _Bin:
    """Troubles of one kind within one second."""

    trouble: _Trouble
    last: Interval
    events: list[Event]
    times: int = 1


class Requests:
    """Takes the bulk events of a trace one after the other; knows who served, and what went wrong."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._lives = lives(evidence.events, "haproxy")
        self._down = _ever_down(evidence)
        self._servers = {server for _, server in self._down}
        self._name = cache(partial(name_of, evidence))
        parameters = evidence.contract.parameters
        self._slack = evidence.contract.duration("route.tolerance") if "route.tolerance" in parameters else 0
        self._bins: dict[tuple[int, str, tuple[Party, ...]], _Bin] = {}
        self._reasons: Counter[int] = Counter()
        self._clients: set[str] = set()
        self.served: Counter[str] = Counter()
        self.queries = 0
        self.usual = Ledger()

    def add(self, event: Event) -> None:
        """Take one event: a query that a client tells of, or a request that a load balancer assigned."""
        if event.kind == "query":
            self.queries += 1
            self._clients.add(_address(event))
            trouble, usual = _failed_query(event), ["", str(event.args["served_by"])]
        else:
            host = self._evidence.hosts.named(event.source.host)
            self.served[host] += 1
            trouble, usual = self._routed(event, host), [host, self._name(str(event.args["server"]))]
        if trouble:
            self._keep(trouble, event)
        else:
            self.usual.add(middle(event.time), *usual)

    def drafts(self) -> list[Draft]:
        """Return what went wrong; failed requests only of clients that do not tell of them themselves."""
        bins = self._bins.values()
        return [_draft(b) for b in bins if b.events[0].kind == "query" or not self._told(b)]

    def _told(self, kept: _Bin) -> bool:
        return kept.trouble.shape == "lost" and _address(kept.events[0]) in self._clients

    def _keep(self, trouble: _Trouble, event: Event) -> None:
        second = trouble.time.lo // NS_PER_S
        key = second, trouble.folded, trouble.ends
        kept = self._bins.get(key)
        if kept is None and self._reasons[second] >= REASONS:
            trouble = _Trouble(trouble.shape, trouble.ends, "other failures", "other failures", trouble.time)
            key = second, trouble.folded, trouble.ends
            kept = self._bins.get(key)
        if kept is None:
            self._reasons[second] += 1
            self._bins[key] = _Bin(trouble, trouble.time, [event])
            return
        kept.times += 1
        kept.last = max(kept.last, trouble.time)
        if trouble.time < kept.trouble.time:
            kept.trouble = trouble
        if len(kept.events) < PLACES:
            kept.events.append(event)

    def _routed(self, event: Event, host: str) -> _Trouble | None:
        args = event.args
        name = self._name(str(args["server"]))
        if self._had_down(event):
            what = f"sent to {name}, which it has DOWN"
            client = args["client"]
            return _Trouble(
                "message",
                (balancer(host), server(name)),
                f"request of {client} {what}",
                f"request {what}",
                event.time,
            )
        termination = str(args["termination"])
        if (args["connected"] and termination[:1] not in _SERVER_SIDE) or not termination:
            return None
        ended = int(args["ended_ns"])
        time = Interval(ended, ended + NS_PER_MS) if ended >= 0 else event.time
        text = f"request to {name} failed ({termination})"
        return _Trouble("lost", (server(name), balancer(host)), text, text, time)

    def _had_down(self, event: Event) -> bool:
        """Say whether the observer certainly had the server DOWN when it assigned the request."""
        named = str(event.args["server"])
        if named not in self._servers:
            return False
        belief = self._down.get((self._lives.name(event.source, event.time.lo), named))
        at = event.time.widen(self._slack, self._slack)
        return belief is not None and all(s.truth is Truth.TRUE for s in belief.between(at.lo, at.hi))


def _ever_down(evidence: Evidence) -> Mapping[tuple[str, ...], Belief]:
    """Return what is known of the servers that an observer had DOWN at some time, by observer and server."""
    beliefs = estimate(evidence, ["down"]).beliefs.items()
    return {tuple(map(str, atom.args)): b for atom, b in beliefs if any(s.truth is Truth.TRUE for s in b.stretches)}


def _failed_query(event: Event) -> _Trouble | None:
    args = event.args
    if args["ok"]:
        return None
    reason = f": {reason_of(str(args['detail']))}" if args["detail"] else ""
    took = event.time.lo - int(args["started_ns"])
    after = f" after {seconds(took)}" if took >= 10 * NS_PER_MS else ""
    return _Trouble("lost", (VIP, CLIENT), f"query failed{after}{reason}", f"query failed{reason}", event.time)


def _address(event: Event) -> str:
    return str(event.args["client"]).rpartition(":")[0]


def _draft(kept: _Bin) -> Draft:
    trouble = kept.trouble
    return Draft(
        trouble.shape,
        trouble.ends,
        trouble.text if kept.times == 1 else trouble.folded,
        trouble.time,
        middle(trouble.time),
        tuple(dict.fromkeys(place for event in kept.events for place in event.places)),
        RANK,
        trouble.folded,
        most=FAILURES,
        times=kept.times,
        last=kept.last,
    )
