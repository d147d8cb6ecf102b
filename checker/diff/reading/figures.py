"""Numbers in figures, however they are written: `three failures`, `1m30s`, `1,5s`, `1,000`, `+/- 5s`.

Every text keeps its length, so that what is read from it stands where it stood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_WORDS: Mapping[str, int] = MappingProxyType(
    {
        **{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
        **{"eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
        **{"sixty": 60, "ninety": 90, "hundred": 100},
    }
)
# "the two hosts" tells which, not how many.
_WORD = re.compile(rf"(?<!\bthe )(?<!\bthese )(?<![\w-])(?:{'|'.join(_WORDS)})(?![\w-])", re.IGNORECASE)
_DAYS, _HOURS, _MINUTES, _SECONDS = (
    rf"(?P<{name}>\d{{1,6}})[ ]?{unit}"
    for name, unit in (
        ("d", r"d(?:ays?)?"),
        ("h", r"h(?:rs?|ours?)?"),
        ("m", r"m(?:ins?|inutes?)?"),
        ("s", r"s(?:ecs?|econds?)?"),
    )
)
_AND = r"[ ]?(?:and[ ])?"
_COMPOUND = tuple(
    re.compile(rf"(?<![\w.,]){_AND.join(parts)}(?!\w)", re.IGNORECASE)
    for parts in ((_HOURS, _MINUTES, _SECONDS), (_DAYS, _HOURS), (_HOURS, _MINUTES), (_MINUTES, _SECONDS))
)
_IN_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\d.,]\d|\d)")
_DECIMAL_COMMA = re.compile(r"(?<![\w.,])(\d{1,6}),(\d{1,2})(?=[ ]?(?:[nuµm]?s|sec|seconds?|min|minutes?|h|hours?)\b)")
_PLUS_MINUS = re.compile(r"\+/?-(?=[ ]?\d)")


def in_figures(text: str) -> str:
    """Return a text of the same length in which what is written of numbers in other ways stands in figures."""
    text = _WORD.sub(lambda found: _right(str(_WORDS[found[0].lower()]), found[0]), text)
    if not any(map(str.isdigit, text)):
        return text
    text = _THOUSANDS.sub(lambda found: _right(found[0].replace(",", ""), found[0]), text)
    text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    text = _PLUS_MINUS.sub(lambda found: _right("±", found[0]), text)
    for pattern in _COMPOUND:
        text = pattern.sub(_together, text)
    return text


def _together(found: re.Match[str]) -> str:
    """Return a duration of several units in the smallest of them; that is never longer."""
    parts = {unit: int(number) for unit, number in found.groupdict().items()}
    least = min(parts, key=lambda unit: _IN_SECONDS[unit])
    return _right(f"{sum(n * _IN_SECONDS[unit] for unit, n in parts.items()) // _IN_SECONDS[least]}{least}", found[0])


def _right(text: str, place: str) -> str:
    return text.rjust(len(place))
