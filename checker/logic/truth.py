"""The three truth values of Kleene's strong logic (Kleene 1952, Introduction to Metamathematics, section 64)."""

from __future__ import annotations

from enum import IntEnum


class Truth(IntEnum):
    """FALSE < UNKNOWN < TRUE: conjunction is the minimum, disjunction the maximum, negation 2 - x."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    @classmethod
    def of(cls, value: bool | None) -> Truth:
        """Return the truth value of a bool, UNKNOWN for None."""
        return TRUTHS[1 if value is None else 2 * value]

    def negated(self) -> Truth:
        """Return the Kleene negation."""
        return TRUTHS[2 - self]


# Indexing this is several times faster than calling Truth(...), and the monitor does it for each run that it emits.
TRUTHS = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)
