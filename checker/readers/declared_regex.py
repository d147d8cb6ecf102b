"""Regular expressions from a declared format: refused where a hostile line could keep them busy.

Python's `re` backtracks. A repetition followed by what it could have eaten itself (`.* .*`) tries every division of
the line, each with all that comes behind it, and repetitions within repetitions cost everything. Here a pattern's
tree is judged before it is used: its worst case, on a line of bounded length, may cost the square of that length.
"""

from __future__ import annotations

import math
import re
import re._constants as c  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

LINE_CHARACTERS = 4096
# Some ten million steps for the worst line, which is a fraction of a second.
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
    cost = _Judge(bool(tree.state.flags & re.IGNORECASE)).sequence(list(tree), _NOTHING)
    if cost.exponent > WORST_EXPONENT + 1e-9:
        raise PatternError(
            "a line could keep this pattern busy for hours: too many repetitions could eat each other's text",
            "narrow them ([^ ]+ or [^']* instead of .*), or make them possessive (\\d++)",
        )
    return re.compile(pattern, re.ASCII)


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a part of a pattern can cost: a line of n characters takes it some n ** exponent steps.

    `open` sums the repetitions that could divide the text in many ways, each of which is tried with all that comes
    behind it; `last` is the one of them behind which nothing is repeated, whose ways are tried but once.
    """

    open: float = 0.0
    last: float = 0.0
    repeats: bool = False

    @property
    def exponent(self) -> float:
        return self.open - self.last + self.repeats

    def then(self, other: _Cost) -> _Cost:
        """Return the cost of this part and another behind it."""
        last = other.last if other.repeats else self.last
        return _Cost(self.open + other.open, last, self.repeats or other.repeats)


_FREE = _Cost()
_ENDLESS = _Cost(math.inf, 0.0, True)


class _Judge:
    """Computes the cost of a pattern's worst case."""

    def __init__(self, any_case: bool) -> None:
        self._any_case = any_case

    def sequence(self, items: Sequence[Item], after: Chars) -> _Cost:
        """Return the cost of a sequence that is followed by one of these characters."""
        total = _FREE
        for at, item in enumerate(items):
            if item[0] in _CHARACTERS or item[0] is c.AT:
                continue  # costs nothing
            total = total.then(self._item(item, self._first(items[at + 1 :], after), _period(items[at + 1 :])))
        return total

    def _item(self, item: Item, after: Chars, apart: int) -> _Cost:
        op, value = item
        if op in (c.MAX_REPEAT, c.MIN_REPEAT):
            return self._repeat(value, after, apart)
        if op is c.POSSESSIVE_REPEAT:
            return self.sequence(list(value[2]), self._first(list(value[2]), after)).then(_Cost(repeats=True))
        if op is c.SUBPATTERN:
            return self.sequence(list(value[3]), after)
        if op is c.ATOMIC_GROUP:
            return self.sequence(list(value), after)
        if op is c.BRANCH:
            return self._branch([list(branch) for branch in value[1]], after)
        if op in (c.ASSERT, c.ASSERT_NOT):
            return self.sequence(list(value[1]), _ALPHABET)
        return _ENDLESS if op is c.GROUPREF_EXISTS else _FREE

    def _repeat(self, value: tuple[Any, Any, Iterable[Item]], after: Chars, apart: int) -> _Cost:
        low, high, body = int(value[0]), int(value[1]), list(value[2])
        starts = self._first(body, _NOTHING)
        inside = self.sequence(body, starts | after if high > 1 else after)
        if high > _MANY and inside.open:
            return _ENDLESS
        # so many ways to end the repetition, at most: what follows must stand there
        ways = min(high, LINE_CHARACTERS // apart) - low + (high <= _MANY)
        open_ = math.log(max(ways, 1), LINE_CHARACTERS) if starts & after or not starts else 0.0
        times = min(max(high, 1), _MANY)
        return _Cost(open_ + inside.open * times, open_ or inside.last, high > _MANY or inside.repeats)

    def _branch(self, branches: Sequence[Sequence[Item]], after: Chars) -> _Cost:
        starts = [self._first(branch, after) for branch in branches]
        apart = sum(map(len, starts)) == len(frozenset().union(*starts))
        own = 0.0 if apart else math.log(len(branches), LINE_CHARACTERS)
        costs = [self.sequence(branch, after) for branch in branches]
        last = min(cost.last for cost in costs)
        return _Cost(own + max(cost.open for cost in costs), last, any(cost.repeats for cost in costs))

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


def _period(items: Sequence[Item]) -> int:
    """Return how far apart the literal text that a sequence begins with must stand from itself; 1 for none."""
    text = ""
    for op, value in items:
        if op is not c.LITERAL:
            break
        text += chr(value)
    return next((n for n in range(1, len(text)) if text.startswith(text[n:])), max(len(text), 1))


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
