"""Regular expressions from a declared format: refused where a hostile line could keep them busy.

Python's `re` backtracks. A repetition followed by what it could have eaten itself (`.* .*`) tries every division of
the line: one such costs the length of a line, two its square, and repetitions within repetitions everything. Here a
pattern's tree is judged before it is used: the exponent of its worst case, on a line of bounded length, may be 2.
"""

from __future__ import annotations

import math
import re
import re._constants as c  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterable, Sequence
from typing import Any

LINE_CHARACTERS = 4096
# Two open repetitions: some ten million steps for the worst line, which is a fraction of a second.
WORST_EXPONENT = 2.0
_MANY = 32
_ALPHABET = frozenset(map(chr, range(256))) | frozenset("Ā€あ\u2028")
_NOTHING: frozenset[str] = frozenset()
_DIGITS = frozenset("0123456789")
_BLANKS = frozenset(" \t\n\r\f\v")
_WORD = frozenset(ch for ch in map(chr, range(128)) if ch.isalnum() or ch == "_")
_END_OF_LINE = (c.AT_END, c.AT_END_STRING, c.AT_END_LINE)

Item = tuple[Any, Any]
Chars = frozenset[str]


class PatternError(ValueError):
    """What is wrong with a pattern, in words for a person, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def compiled(pattern: str) -> re.Pattern[str]:
    """Return the compiled pattern; raise PatternError for one that may not be used.

    `\\w`, `\\d` and `\\s` mean ASCII.
    """
    try:
        tree = parser.parse(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"not a regular expression: {error}") from None
    exponent = _Judge(bool(tree.state.flags & re.IGNORECASE)).sequence(list(tree), _NOTHING)
    if exponent > WORST_EXPONENT + 1e-9:
        raise PatternError(
            "a line could keep this pattern busy for hours: too many repetitions could eat each other's text",
            "narrow them ([^ ]+ or [^']* instead of .*), or make them possessive (\\d++)",
        )
    return re.compile(pattern, re.ASCII)


class _Judge:
    """Computes the exponent of a pattern's worst case."""

    def __init__(self, any_case: bool) -> None:
        self._any_case = any_case

    def sequence(self, items: Sequence[Item], after: Chars) -> float:
        """Return the exponent of a sequence that is followed by one of these characters."""
        total = 0.0
        for at, item in enumerate(items):
            total += self._item(item, self._first(items[at + 1 :], after))
        return total

    def _item(self, item: Item, after: Chars) -> float:
        op, value = item
        if op in (c.MAX_REPEAT, c.MIN_REPEAT):
            return self._repeat(value, after)
        if op is c.POSSESSIVE_REPEAT:
            return self.sequence(list(value[2]), self._first(list(value[2]), after))
        if op is c.SUBPATTERN:
            return self.sequence(list(value[3]), after)
        if op is c.ATOMIC_GROUP:
            return self.sequence(list(value), after)
        if op is c.BRANCH:
            return self._branch([list(branch) for branch in value[1]], after)
        if op in (c.ASSERT, c.ASSERT_NOT):
            return self.sequence(list(value[1]), _ALPHABET)
        if op is c.GROUPREF_EXISTS:
            return math.inf
        return 0.0

    def _repeat(self, value: tuple[Any, Any, Iterable[Item]], after: Chars) -> float:
        low, high, body = int(value[0]), int(value[1]), list(value[2])
        starts = self._first(body, _NOTHING)
        again = starts | after if high > 1 else after
        inside = self.sequence(body, again)
        if high > _MANY and inside:
            return math.inf
        ways = max(min(high, LINE_CHARACTERS) - low, 1) + (high <= _MANY)
        own = math.log(ways, LINE_CHARACTERS) if starts & after or not starts else 0.0
        return own + inside * min(max(high, 1), _MANY)

    def _branch(self, branches: Sequence[Sequence[Item]], after: Chars) -> float:
        starts = [self._first(branch, after) for branch in branches]
        apart = sum(map(len, starts)) == len(frozenset().union(*starts))
        own = 0.0 if apart else math.log(len(branches), LINE_CHARACTERS)
        return own + max(self.sequence(branch, after) for branch in branches)

    def _first(self, items: Sequence[Item], after: Chars) -> Chars:
        """Return with which characters a sequence can begin; what follows it counts where it can be empty."""
        found = _NOTHING
        for item in items:
            starts, empty = self._starts(item)
            found |= starts
            if not empty:
                return found
        return found | after

    def _starts(self, item: Item) -> tuple[Chars, bool]:
        """Return with which characters an item can begin, and whether it can be empty."""
        op, value = item
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            starts, empty = self._all(list(value[2]))
            return starts, empty or int(value[0]) == 0
        if op is c.SUBPATTERN:
            return self._all(list(value[3]))
        if op is c.ATOMIC_GROUP:
            return self._all(list(value))
        if op is c.BRANCH:
            each = [self._all(list(branch)) for branch in value[1]]
            return frozenset().union(*(starts for starts, _ in each)), any(empty for _, empty in each)
        if op is c.AT:
            return _NOTHING, value not in _END_OF_LINE
        if op in _CHARACTERS:
            return self._cased(_CHARACTERS[op](value)), False
        return _ALPHABET, True

    def _all(self, items: Sequence[Item]) -> tuple[Chars, bool]:
        mark = frozenset({""})
        starts = self._first(items, mark)
        return starts - mark, "" in starts

    def _cased(self, chars: Chars) -> Chars:
        return frozenset(ch for one in chars for ch in (one, one.lower(), one.upper())) if self._any_case else chars


def _class(parts: Iterable[Item]) -> Chars:
    found, negated = _NOTHING, False
    for op, value in parts:
        if op is c.NEGATE:
            negated = True
        else:
            found |= _CHARACTERS[op](value)
    return _ALPHABET - found if negated else found


def _category(name: object) -> Chars:
    for wanted, chars in ((c.CATEGORY_DIGIT, _DIGITS), (c.CATEGORY_SPACE, _BLANKS), (c.CATEGORY_WORD, _WORD)):
        if name is wanted:
            return chars
    for wanted, chars in (
        (c.CATEGORY_NOT_DIGIT, _DIGITS),
        (c.CATEGORY_NOT_SPACE, _BLANKS),
        (c.CATEGORY_NOT_WORD, _WORD),
    ):
        if name is wanted:
            return _ALPHABET - chars
    return _ALPHABET


def _other(code: int) -> Chars:
    """Return the character itself, or a stand-in for all that are not in the alphabet here."""
    return frozenset({chr(code)}) if chr(code) in _ALPHABET else frozenset("Ā€あ\u2028")


_CHARACTERS: dict[Any, Callable[[Any], Chars]] = {
    c.LITERAL: _other,
    c.NOT_LITERAL: lambda code: _ALPHABET - frozenset({chr(code)}),
    c.ANY: lambda _: _ALPHABET - frozenset("\n"),
    c.IN: _class,
    c.RANGE: lambda ends: (
        frozenset(ch for ch in _ALPHABET if ends[0] <= ord(ch) <= ends[1])
        | (_other(ends[1]) if ends[1] > 255 else _NOTHING)
    ),
    c.CATEGORY: _category,
}
