"""What a contract says of requests: each takes the way that a diagram draws. One instance a request id."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S

REQUEST_KEYS = ("diagram", "says", "by", "trigger", "line", "document", "ours", "clocks", "edge")
# Clocks of two components differ by no more than this, if the contract does not say.
CLOCKS_NS = 100 * NS_PER_MS
# A batch of spans is exported every 5 s by default (OTEL_BSP_SCHEDULE_DELAY), and a request may take some seconds.
EDGE_NS = 10 * NS_PER_S


@dataclass(frozen=True, slots=True)
class RequestFlow:
    """Each request follows a diagram: `by` is the argument of events that says of which request they are.

    Those are meant that show a step with the label `trigger` ('': any step). `clocks` is by how much (ns) the clocks of
    two components may differ. What a request lacks is decided only if the source that would tell of it was heard for
    `edge` ns before its first event and after its last one.
    """

    id: str
    diagram: str
    by: str
    says: str
    clocks: int = CLOCKS_NS
    edge: int = EDGE_NS
    stated: tuple[Place, ...] = ()
    why: str = ""
    place: Place | None = None
    trigger: str = ""


def is_of_requests(args: Collection[str], flows: Mapping[str, RequestFlow]) -> bool:
    """Say whether an event with these arguments is of a request."""
    return any(flow.by in args for flow in flows.values())
