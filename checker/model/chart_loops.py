"""How often a loop goes round, where its label states it; nothing is guessed."""

from __future__ import annotations

import re

_NUMBER = r"\d{1,9}"
_TRY = r"(?:retries|attempts?|tries)\b"
_ROUNDS = rf"(?:(?:times|x|rounds?|iterations?)\b|{_TRY})"
_TAIL = rf"(?:[ \t]*{_ROUNDS}|[ \t]*\Z)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace("@N", _NUMBER), re.IGNORECASE)


# The brackets of UML `loop(1,5)` and Z.120 `loop <1,5>`; a lone number is exact, `*` and `inf` are no bound.
_BRACKETS = _pattern(r"\A[ \t]*[(<\[](?P<low>@N)(?:[ \t]*(?:,|\.\.)[ \t]*(?P<high>@N|\*|inf))?[)>\]]")
_RANGE = _pattern(rf"\b(?P<low>@N)[ \t]*(?:-|–|\.\.|to)[ \t]*(?P<high>@N)[ \t]*{_ROUNDS}")
_MOST = _pattern(rf"(?:\b(?:up to|at most|max(?:imum)?|no more than)|≤|<=)[ \t]*(?P<high>@N){_TAIL}")
_LEAST = _pattern(rf"(?:\b(?:at least|min(?:imum)?)|≥|>=)[ \t]*(?P<low>@N){_TAIL}")
_EXACT = _pattern(r"(?<![\w.])(?P<low>@N)(?:[ \t]*x|[ \t]+times)\b|(?<!\w)×(?P<again>@N)\b")
# Attempts end with the first that succeeds, so their number is only the most.
_TRIES = _pattern(rf"(?<![\w.])(?P<high>@N)[ \t]+{_TRY}")


def rounds(label: str) -> tuple[int, int | None]:
    """Return the fewest and the most rounds that a label states: (0, None) where it states none."""
    if match := _BRACKETS.search(label):
        high = match["high"] or match["low"]
        return _ordered(int(match["low"]), int(high) if high.isdigit() else None)
    if match := _RANGE.search(label):
        return _ordered(int(match["low"]), int(match["high"]))
    least, most = _LEAST.search(label), _MOST.search(label)
    if least or most:
        return _ordered(int(least["low"]) if least else 0, int(most["high"]) if most else None)
    if match := _EXACT.search(label):
        number = int(match["low"] or match["again"])
        return number, number
    if match := _TRIES.search(label):
        return 0, int(match["high"])
    return 0, None


def _ordered(low: int, high: int | None) -> tuple[int, int | None]:
    """Return the bounds, unless they contradict each other: then nothing is known."""
    return (low, high) if high is None or low <= high else (0, None)
