"""The findings about scenarios, explained."""

from __future__ import annotations

from types import MappingProxyType

from checker.base.explanation import Explanation
from checker.conform.scenarios.contradicting import CODE as CONTRADICTS
from checker.conform.scenarios.findings import DISORDER, IMPOSSIBLE, MISSING

EXPLANATIONS = MappingProxyType(
    {
        e.code: e
        for e in (
            Explanation(
                code=CONTRADICTS,
                title="what happened follows the diagram and violates what it promises",
                what=(
                    "A property is violated, and the diagram itself draws the violating step below the one that "
                    "forbids it. Both were seen there, and no drawn step is missing or came in another order: the "
                    "trace follows the diagram. Counts and times are not drawn, so no property of these is meant."
                ),
                why=(
                    "Two lines of one diagram cannot both be kept. A system that does what the one draws breaks what "
                    "the other promises, and nobody who builds it can know which of them counts."
                ),
                bad="HS1->>HS1: Mark Primary DOWN (3/3 threshold)   and below: NGINX->>Primary: POST /api/stream/start",
                good="HS1->>HS1: Mark Primary DOWN (3/3 threshold)   and below: NGINX->>Secondary: POST ...",
                fix=(
                    "Decide which line is meant. Correct the other one, or leave the property to those for whom it "
                    "holds (`skip` under `properties` in the contract)."
                ),
            ),
            Explanation(
                code=MISSING,
                title="a drawn step of a rule was not seen, though a source would have told of it",
                what=(
                    "A fragment of a diagram in which a rule is written, such as 'After 3 failures', is held against "
                    "each time that what the rule names happened. One of its steps was not seen, and a source at hand "
                    "that tells of such steps was heard for as long as the rule allows.\n\nIt is a warning: the "
                    "properties decide what is violated, the scenario says how what happened differs from the drawing."
                ),
                why="What the diagram draws as a consequence is what people rely on: nothing was marked, sent, moved.",
                bad="Note over LB: After 3 failures (6s)<br/>Mark web1 as DOWN   (three failed checks, no DOWN)",
                good="three failed checks, then: Server back/web1 is DOWN.",
                fix=(
                    "Look at the lines around the place. If the system is right, correct the diagram; if the source "
                    "does not tell of such steps, correct the rule under 'events' in the contract."
                ),
            ),
            Explanation(
                code=DISORDER,
                title="a drawn step was seen on the wrong side of a step that it is ordered with",
                what=(
                    "Two steps were seen the other way round than the diagram orders them causally: a message before "
                    "its sending, an action before what it follows on its lifeline. What is only drawn lower on the "
                    "page is no order, and stamps that overlap never raise this (docs/charts.md)."
                ),
                why="An effect before its cause means that something else caused it, or that a clock is wrong.",
                bad="Server back/web1 is DOWN.   then the third failed check",
                good="the third failed check, then: Server back/web1 is DOWN.",
                fix="Compare the clocks if the two come from different hosts (--clock), else look for another cause.",
            ),
            Explanation(
                code=IMPOSSIBLE,
                title="the diagram draws a step that its protocol does not have",
                what=(
                    "The finding is about the diagram, not about the trace: however long is waited, the step cannot "
                    "be seen. In VRRP only the master sends; a backup listens, asks nobody, and nobody answers."
                ),
                why="People look for it in logs, and build on a handshake that does not exist.",
                bad="KeepAlive2->>KeepAlive1: VRRP heartbeat check   (keepalived 2 is the backup)",
                good="KeepAlive1->>KeepAlive2: VRRP advertisement   (keepalived 1 is the master)",
                fix="Draw the advertisements of the master, and the timer of the backup as a note.",
            ),
        )
    }
)
