"""Health checks on the wire: requests are counted, and attempts to connect that nobody took, never single packets.

A check of a server that died under a kept-alive connection is seen twice, as a request that is reset and as a new
attempt that is refused at once: the client's library tried again by itself. That is one check.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.base.time import NS_PER_MS, Interval
from checker.conform.streaming.replicas import Replicas
from checker.model.event import Event

# A library that tries again by itself does so at once.
AGAIN_NS = 100 * NS_PER_MS
_HEALTH = ("health", "healthz", "heartbeat", "ping", "status", "ready", "live")


@dataclass(frozen=True, slots=True)
class Poll:
    """One check of a replica by the client at an address: from its first packet to what came of it."""

    client: str
    server: str
    began: int
    ended: Interval
    passed: bool
    events: tuple[Event, ...]


def polls(
    replicas: Replicas, exchanges: Sequence[Event], attempts: Sequence[Event], timeout: int
) -> Mapping[str, Sequence[Poll]]:
    """Return the checks of each client (by address) in the order of time.

    `attempts` are connections; one that nobody answered is given up after `timeout` (ns).
    """
    asked = [e for e in exchanges if _is_health(e) and replicas.on_wire(str(e.args["server"]))]
    clients = {address_of(e) for e in asked}
    single: dict[tuple[str, str], list[Poll]] = defaultdict(list)
    for poll in [*_requests(asked, replicas), *_attempts(attempts, clients, replicas, timeout)]:
        single[poll.client, poll.server].append(poll)
    found: dict[str, list[Poll]] = defaultdict(list)
    for (client, _), each in single.items():
        found[client] += _joined(sorted(each, key=lambda p: (p.began, p.ended)))
    return {client: sorted(each, key=lambda p: (p.began, p.server)) for client, each in found.items()}


def address_of(event: Event) -> str:
    """Return the address of the client of a request or an attempt."""
    return str(event.args["client"]).rpartition(":")[0]


def _is_health(event: Event) -> bool:
    path = str(event.args["path"]).partition("?")[0].rstrip("/")
    return event.args["method"] in ("GET", "HEAD") and path.rpartition("/")[2].lower() in _HEALTH


def _requests(asked: Sequence[Event], replicas: Replicas) -> Iterator[Poll]:
    for event in asked:
        ended, status = int(event.args["ended_ns"]), int(event.args["status"])
        if ended >= 0:  # else the capture ended before the check did
            time = Interval(ended, ended + event.time.hi - event.time.lo)
            server = replicas.on_wire(str(event.args["server"]))
            yield Poll(address_of(event), server, event.time.lo, time, 200 <= status < 400, (event,))


def _attempts(attempts: Sequence[Event], clients: set[str], replicas: Replicas, timeout: int) -> Iterator[Poll]:
    for event in attempts:
        server, client = replicas.on_wire(str(event.args["server"])), address_of(event)
        if server and client in clients and event.args["outcome"] != "accepted":
            waits = timeout if event.args["outcome"] == "silent" else 0
            yield Poll(client, server, event.time.lo, Interval(event.time.lo, event.time.hi + waits), False, (event,))


def _joined(each: Sequence[Poll]) -> Iterator[Poll]:
    """What follows a failure at once is the same check."""
    last: Poll | None = None
    for poll in each:
        if last is not None and not last.passed and poll.began - last.ended.hi <= AGAIN_NS:
            last = replace(poll, began=last.began, events=(*last.events, *poll.events))
            continue
        if last is not None:
            yield last
        last = poll
    if last is not None:
        yield last
