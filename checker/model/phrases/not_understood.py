"""The finding for a number in a diagram that no rule understood: nothing is ignored silently."""

from __future__ import annotations

from checker.base.finding import Finding, Severity
from checker.model.phrases.fact import Leftover

CODE = "numeric-phrase-not-understood"


def not_understood(leftover: Leftover) -> Finding:
    """Return the finding that tells a person about a number which no rule understood."""
    message = f"the number '{leftover.text}' in '{leftover.context}' is not understood, so nothing is checked about it"
    hint = "say what it means in the contract, or in words such as 'After 3 failures (6s)', 'every 10s', 'timeout 5s'"
    return Finding(CODE, Severity.INFO, message, leftover.place, leftover.context, hint=hint)
