"""The findings about requests, explained."""

from __future__ import annotations

from types import MappingProxyType

from checker.base.explanation import Explanation
from checker.conform.requests.codes import HOP, ORDER, PARTY, REPEATED, STEP

_COUNTED = (
    "Each request is one instance of the diagram that `requests` in the contract names. Requests that deviate in the "
    "same way are one finding, with their number and the first of them."
)

EXPLANATIONS = MappingProxyType(
    {
        e.code: e
        for e in (
            Explanation(
                code=HOP,
                title="requests passed by a component that they have to pass through",
                what=(
                    f"{_COUNTED} Nothing was seen of a lifeline that others were heard of, though its program was "
                    "heard from well before to well after the request, and nothing unread may belong to it."
                ),
                why="What is passed by cannot balance, pool, limit or fail over: the promise of the diagram is void.",
                bad="spans of hono and postgres, none of haproxy and pgbouncer",
                good="spans of hono, haproxy, pgbouncer and postgres",
                fix=(
                    "Look for the address that the caller connects to. If it may be skipped, draw that in an `opt`. If "
                    "spans may come later than `edge` says, make it longer."
                ),
            ),
            Explanation(
                code=STEP,
                title="a drawn step was not seen in requests, though others of its lifeline were",
                what=f"{_COUNTED} One step was not seen, and its program would have told of it.",
                why="A request without its answer is one that somebody still waits for.",
                bad="a SERVER span of pgbouncer, and no CLIENT span for its query",
                good="a SERVER span of pgbouncer, and a CLIENT span for its query",
                fix="Look at the examples. If the step need not happen, draw it in an `opt`.",
            ),
            Explanation(
                code=ORDER,
                title="two steps of requests were seen the other way round than one causes the other",
                what=(
                    f"{_COUNTED} The stamp of a step lies before that of its cause: an answer before what it answers. "
                    "Between two components this counts only beyond `clocks`, by how much their clocks may differ."
                ),
                why="Who answers before the answer is there has made it up, or took it from elsewhere (a cache).",
                bad="hono answers at .060, and receives the result of its query at .092",
                good="hono receives the result of its query at .092, and answers at .094",
                fix="If only clocks differ, say so under `clocks`; if a cache answers, draw it in an `alt`.",
            ),
            Explanation(
                code=REPEATED,
                title="a step was seen more often in requests than it is drawn",
                what=f"{_COUNTED} The same party did again what the diagram draws once.",
                why="Retries multiply load just when something is slow, and may write twice.",
                bad="two SERVER spans of postgres in one trace",
                good="one SERVER span of postgres in one trace",
                fix="If it may happen again, draw it in a `loop`, with how often: `loop up to 3 times`.",
            ),
            Explanation(
                code=PARTY,
                title="a lifeline was played by two components in one request",
                what=(
                    f"{_COUNTED} A lifeline stands for one component in each request, whichever it is. Here two took "
                    "part: two processes, or hosts, of its program."
                ),
                why="A request that reached a second server was sent again, or its transaction is spread over two.",
                bad="spans of pgb2 and of pgb3 in one trace",
                good="spans of pgb2 alone",
                fix="If a second may take part, draw the second way in an `alt`, or as a lifeline of its own.",
            ),
        )
    }
)
