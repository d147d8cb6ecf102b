"""The options of a `server` or `bind` line: keywords, of which some take words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.base.places import Place
from checker.configs.haproxy.keywords import Keyword
from checker.configs.haproxy.lines import OpenWord
from checker.configs.words import Statement, Word

ANY = "*"
_SOURCE_GOES_ON = frozenset({"usesrc", "interface"})


@dataclass(frozen=True, slots=True)
class Option:
    """A keyword of a line and its value, and how the line was inherited."""

    name: str
    word: Word
    value: Word | None
    line: Statement
    via: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a line, keywords that lack their value, and words that are no keyword.

    A word that is not known may be any keyword: it is an option called `ANY`.
    """

    found: tuple[Option, ...]
    short: tuple[Word, ...] = ()
    unknown: tuple[Word, ...] = ()


def options(line: Statement, words: Sequence[Word], table: Mapping[str, Keyword]) -> Options:
    """Return what the words of a line say; behind a word that is no keyword the next keyword is looked for."""
    found: list[Option] = []
    short: list[Word] = []
    unknown: list[Word] = []
    at, lost = 0, False
    while at < len(words):
        word = words[at]
        keyword = table.get(word.value)
        if isinstance(word, OpenWord):
            found.append(Option(ANY, word, None, line))
            at, lost = at + 1, False
            continue
        if keyword is None:
            unknown += [] if lost else [word]
            at, lost = at + 1, True
            continue
        lost = False
        length = _length(words, at) if keyword.words < 0 else keyword.words
        value = words[at + 1] if length and at + 1 < len(words) else None
        if length and value is None:
            short.append(word)
        found.append(Option(keyword.name, word, value, line))
        at += 1 + length
    return Options(tuple(found), tuple(short), tuple(unknown))


def _length(words: Sequence[Word], at: int) -> int:
    """Return how many words belong to `source`: an address, and what `usesrc` and `interface` add to it."""
    end = at + 2
    while end < len(words) and words[end].value in _SOURCE_GOES_ON:
        end += 2
    return end - at - 1
