"""The lines of haproxy.cfg as statements with places, after environment variables and conditions."""

from __future__ import annotations

from dataclasses import dataclass

from checker.configs.setting import Unknown
from checker.configs.words import Word


@dataclass(frozen=True, slots=True)
class OpenWord(Word):
    """A word whose text depends on something that the files do not tell; `value` is what is written."""

    why: str


def unknown(word: Word | None) -> Unknown | None:
    """Return why a word is not known, or None."""
    return Unknown(word.why) if isinstance(word, OpenWord) else None
