"""asking(client): a client asks queries, from the first one that its log tells to the last one."""

from __future__ import annotations

from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.clients import client_of
from checker.conform.condensed.queries import began
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event

_UNOBSERVED = Stretch(
    BEGINNING,
    END,
    Truth.UNKNOWN,
    Ground.UNOBSERVED,
    (),
    "no source shows the queries of this client",
    "the client's log of its queries",
)


def _estimate(evidence: Evidence) -> Beliefs:
    queries: dict[str, list[Event]] = {}
    for event in evidence.of("query", "first_answered", "last_answered"):
        queries.setdefault(client_of(event, evidence), []).append(event)
    beliefs: dict[tuple[str, ...], Belief] = {}
    for client, asked in queries.items():
        # A single answer is no stretch of time in which answers could be missing.
        if len({e.places for e in asked}) > 1 or not asked[0].args["ok"]:
            lo, hi = min(map(began, asked)), max(e.time.hi for e in asked)
            stretch = Stretch(lo, hi + 1, Truth.TRUE, Ground.KNOWN, ())
            beliefs[client,] = Belief.of([stretch], Stretch(BEGINNING, END, Truth.FALSE, Ground.KNOWN))
    return beliefs


FLUENT = Fluent(
    "asking",
    ("observer",),
    "the client asks queries",
    _estimate,
    _UNOBSERVED,
    widens_domains=False,
    bulk=("query",),
)
