"""Texts as they are compared: without line breaks, capitals and stops, with the names of the other version."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from checker.model.phrases.lines import lines_of

_WORD = re.compile(r"[^\W_](?:[\w./:@%*=+-]*\w)?|[^\w\s.,;:!?()\[\]'\"<>/|+*=-]")
# So many texts are kept as they are compared; more are made anew.
_KEPT = 20_000


@lru_cache(maxsize=_KEPT)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters, in their order; signs such as arrows and hearts are words."""
    joined = " ".join(line.text for line in lines_of(text))
    return tuple(_WORD.findall(joined.casefold()))


def plain(text: str, names: Mapping[str, str] | None = None) -> str:
    """Return a text as it is compared; `names` has for words of it the words of the other version."""
    words = words_of(text)
    return " ".join(names.get(word, word) for word in words) if names else " ".join(words)


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how many words two texts share, of all they have: 0 to 1 (Jaccard 1901, of bags)."""
    if not one and not other:
        return 1.0
    first, second = Counter(one), Counter(other)
    return (first & second).total() / (first | second).total()
