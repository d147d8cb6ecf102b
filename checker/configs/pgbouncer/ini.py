"""PgBouncer's ini dialect, as its own parser reads it (libusual, cfparser.c), with places and offsets.

Comments stand at the start of a line only: `pool_mode = transaction ; note` has the value `transaction ; note`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from checker.base.places import Place
from checker.configs.source import Source
from checker.configs.words import Block, Statement, Word

_BLANK = re.compile(r"[ \t\r\n\v\f]*")
_INCLUDE = re.compile(r"%include[ \t]+([^\n]*)")
_SECTION = re.compile(r"\[([^\]\n]*)\]")
_ASSIGNMENT = re.compile(r'("(?:[^"\n]|"")*"|[A-Za-z0-9_.*\-]*)[ \t]*=[ \t]*([^\n]*)')
_PAIR = re.compile(r"[ \t]*([^=\s]+)[ ]*=[ ]*('(?:[^']|'')*'|[^ \n]*)")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a section."""

    name: str
    block: Block


@dataclass(frozen=True, slots=True)
class Assignment:
    """A key and its value; the value is the whole rest of the line."""

    statement: Statement

    @property
    def key(self) -> str:
        """Its key."""
        return self.statement.keyword

    @property
    def value(self) -> Word:
        """Its value; an empty word where nothing is behind the sign."""
        return self.statement.words[1]


@dataclass(frozen=True, slots=True)
class Include:
    """A file that is read here, as if its lines stood here."""

    path: Word


@dataclass(frozen=True, slots=True)
class Garbage:
    """A line that PgBouncer does not understand: it does not start."""

    word: Word


Piece = Head | Assignment | Include | Garbage


class _Text:
    """A text whose words know their places."""

    def __init__(self, source: Source) -> None:
        self.text, self._path = source.text, source.path
        self._starts = [0, *accumulate(len(line) + 1 for line in source.text.split("\n"))]

    def word(self, start: int, end: int, value: str | None = None) -> Word:
        line = bisect_right(self._starts, start)
        raw = self.text[start:end]
        place = Place(self._path, line, start - self._starts[line - 1] + 1)
        return Word(raw if value is None else value, raw, start, place)

    def line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end


def read_ini(source: Source) -> Iterator[Piece]:
    """Yield what a file says, in its order; a line that is wrong does not stop the reading."""
    lines = _Text(source)
    text = source.text.split("\0", 1)[0]  # PgBouncer's texts end there
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        if at >= len(text):
            return
        if text[at] in "#;":
            at = lines.line_end(at)
            continue
        piece, at = _piece(lines, text, at)
        yield piece


def _piece(lines: _Text, text: str, at: int) -> tuple[Piece, int]:
    """Return what starts at an offset, and the offset behind it."""
    if match := _INCLUDE.match(text, at):
        return Include(_value(lines, match, 1)), match.end()
    if match := _SECTION.match(text, at):
        head = Statement((lines.word(at, match.end(), match[1]),))
        return Head(match[1], Block(head, _below(lines, match.end()), "")), match.end()
    if match := _ASSIGNMENT.match(text, at):
        key = match[1][1:-1].replace('""', '"') if match[1].startswith('"') else match[1]
        return Assignment(Statement((lines.word(at, match.end(1), key), _value(lines, match, 2)))), match.end()
    end = max(lines.line_end(at), at + 1)
    return Garbage(lines.word(at, min(end, len(text)))), min(end, len(text))


def _below(lines: _Text, end: int) -> int:
    """Return where a line can be added below a head: behind the line, or behind the head where more stands there."""
    after = lines.line_end(end)
    return after + 1 if after < len(lines.text) and not lines.text[end:after].strip() else end


def _value(lines: _Text, match: re.Match[str], group: int) -> Word:
    return lines.word(match.start(group), match.start(group) + len(match[group].rstrip(" \t\r\n\v\f")))


def read_pairs(word: Word) -> tuple[tuple[Statement, ...], str]:
    """Return the `key=value` pairs of a connection string, and the rest of it that is no pair ('' when all is)."""
    pairs: list[Statement] = []
    at = 0
    while match := _PAIR.match(word.raw, at):
        value = match[2]
        unquoted = value[1:-1].replace("''", "'") if value.startswith("'") and value.endswith("'") else value
        pairs.append(Statement((_part(word, match.start(1), match[1]), _part(word, match.start(2), value, unquoted))))
        at = match.end()
    return tuple(pairs), word.raw[at:].strip()


def _part(word: Word, start: int, raw: str, value: str | None = None) -> Word:
    place = Place(word.place.file, word.place.line, word.place.column + start)
    return Word(raw if value is None else value, raw, word.start + start, place)
