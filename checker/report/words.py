"""Counted words and the words of verdicts, the same in every format for people."""

from __future__ import annotations

from checker.base.finding import Verdict

SHOWN_FIRST = (Verdict.VIOLATED, Verdict.INCONCLUSIVE, Verdict.HOLDS, Verdict.NOT_EXERCISED)


def verdict_words(verdict: Verdict) -> str:
    """Return the verdict as people write it: not exercised."""
    return verdict.value.replace("_", " ")


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return `1 line`, `2 lines`, `4,213 lines`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def times(count: int) -> str:
    """Return `once`, `twice`, `35 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
