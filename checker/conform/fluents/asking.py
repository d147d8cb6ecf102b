"""asking(client): a client asks queries, from the first one that its log tells to the last one, if that was answered.

One that was asked in vain up to the end of its log may have gone on.
"""

from __future__ import annotations

from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.clients import client_of
from checker.conform.condensed.queries import began
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event

UNOBSERVED = Stretch(
    BEGINNING,
    END,
    Truth.UNKNOWN,
    Ground.UNOBSERVED,
    (),
    "no source shows the queries of this client",
    "the client's log of its queries",
)
ENDS = "the client's log ends without another answer"
FURTHER = "the client's log beyond its end"


def _estimate(evidence: Evidence) -> Beliefs:
    queries: dict[str, list[Event]] = {}
    for event in evidence.of("query", "first_answered", "last_answered"):
        queries.setdefault(client_of(event, evidence), []).append(event)
    beliefs: dict[tuple[str, ...], Belief] = {}
    for client, asked in queries.items():
        # A single answer is no stretch of time in which answers could be missing.
        if len({e.places for e in asked}) > 1 or not asked[0].args["ok"]:
            lo, hi = min(map(began, asked)), max(e.time.hi for e in asked)
            stretches = [Stretch(lo, hi + 1, Truth.TRUE, Ground.KNOWN)]
            if not max(asked, key=lambda e: (e.time.hi, bool(e.args["ok"]))).args["ok"]:
                stretches.append(Stretch(hi + 1, END, Truth.UNKNOWN, Ground.GAP, (), ENDS, FURTHER))
            beliefs[client,] = Belief.of(stretches, Stretch(BEGINNING, END, Truth.FALSE, Ground.KNOWN))
    return beliefs


FLUENT = Fluent(
    "asking",
    ("observer",),
    "the client asks queries",
    _estimate,
    UNOBSERVED,
    widens_domains=False,
    bulk=("query",),
)
