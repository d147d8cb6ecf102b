"""What the findings about diagrams that the model cannot follow mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from checker.base.explanation import Explanation

IMPOSSIBLE = "diagram-impossible"
NOT_REALISED = "diagram-not-realised"
NOT_LOOKED_AT = "diagram-not-looked-at"

_WHAT = (
    "A diagram draws an example. The model looks for a run in which all that is drawn happens, in an order that the "
    "drawing allows; other things may happen between. Not beside it may happen: a fault, where faults are drawn, and a "
    "check that would be counted towards a DOWN or UP whose checks are drawn."
)
_EVERY = (
    Explanation(
        code=IMPOSSIBLE,
        title="a diagram draws what can never happen",
        what=f"{_WHAT} Here it is proved that no run does it; the lines named are all needed for that.",
        why="Who reads the diagram expects it of the system, builds alarms on it, or looks for it in a log in vain.",
        bad=(
            "HAProxy->>PGB2: Health Check\n"
            "PGB2--xHAProxy: Connection refused\n"
            "Note over HAProxy: After 3 failures (6s)<br/>Mark pgb2 as DOWN     (one failure is drawn, fall is 3)"
        ),
        good=(
            "loop 3 times\n"
            "    HAProxy->>PGB2: Health Check\n"
            "    PGB2--xHAProxy: Connection refused\n"
            "end\n"
            "Note over HAProxy: After 3 failures (6s)<br/>Mark pgb2 as DOWN"
        ),
        fix=(
            "Draw what happens, or change the value of the contract that the hint names. Where the hint says that "
            "something must happen which is not drawn, draw it."
        ),
    ),
    Explanation(
        code=NOT_REALISED,
        title="no run was found that does what a diagram draws",
        what=f"{_WHAT} No run of the printed length does it, and no proof was found that none does.",
        why="It is probably impossible. What is not proved is not said to be so.",
        bad="no run of the model does what is drawn: ...; none was found of up to 38 steps, and no proof",
        good="no run of the model does what is drawn: ...; proved for runs of any length",
        fix="Read the lines named as if it were proved, and tell us if you know such a run.",
    ),
    Explanation(
        code=NOT_LOOKED_AT,
        title="texts of a diagram that the model has no word for",
        what=(
            "These messages and notes are mapped to no event by the contract, or to one that no part of the model "
            "does, nor do their arrows say what they are. The diagram was held against the model without them."
        ),
        why="What was not looked at is said: a diagram without findings is not proved possible beyond its other texts.",
        bad="Monitor->>Slack: ping                             (no rule of `events:` fits it)",
        good="Monitor->>Slack: Alert: pgb2 is DOWN             (`events:` maps it to alert_sent)",
        fix="Nothing; or map them in `events:` of the contract (docs/contract.md).",
    ),
)
EXPLANATIONS: Mapping[str, Explanation] = MappingProxyType({each.code: each for each in _EVERY})
