"""Whether a note or a message says anything that can be kept or broken, beside that it is there."""

from __future__ import annotations

from functools import lru_cache

from checker.base.places import Place
from checker.diff.reading.measures import said
from checker.diff.reading.words import is_invariant

_NOWHERE = Place("", 1)


@lru_cache(maxsize=20_000)
def promises(text: str) -> bool:
    """Say whether a text states a bound, a count, a state, or what always or never is so."""
    return said(text, _NOWHERE).promises or is_invariant(text)
