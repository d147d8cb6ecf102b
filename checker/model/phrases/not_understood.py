"""The finding for a number in a diagram that no rule understood: nothing is ignored silently."""

from __future__ import annotations

from checker.base.explanation import Explanation
from checker.base.finding import Finding, Severity
from checker.model.phrases.fact import Leftover

CODE = "numeric-phrase-not-understood"
EXPLANATION = Explanation(
    code=CODE,
    title="a number in a diagram that no rule understands",
    what="A text of a diagram holds a number, and none of the rules that read texts knows what it says.",
    why="A promise that is not understood is not checked. It is named here, so that nobody takes it for checked.",
    bad="Note over A: budget 24/7",
    good="Note over A: After 3 failures (6s)",
    fix="Say it in the contract, or in words that are read: 'After 3 failures (6s)', 'every 10s', 'timeout 5s'.",
)


def not_understood(leftover: Leftover) -> Finding:
    """Return the finding that tells a person about a number which no rule understood."""
    message = f"the number '{leftover.text}' in '{leftover.context}' is not understood, so nothing is checked about it"
    hint = "say what it means in the contract, or in words such as 'After 3 failures (6s)', 'every 10s', 'timeout 5s'"
    return Finding(CODE, Severity.INFO, message, leftover.place, leftover.context, hint=hint)
