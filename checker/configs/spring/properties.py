"""The lines of a .properties file (java.util.Properties): escapes, lines that go on, documents parted by `#---`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.places import Place
from checker.configs.source import Source
from checker.configs.words import Statement, Word

_SEPARATOR = re.compile(r"[#!]---[ \t]*\Z")
_KEY = re.compile(r"(?:\\.|[^\\=: \t\f])*", re.DOTALL)
_BETWEEN = re.compile(r"(?:\\\r?\n[ \t\f]*|[ \t\f])*[=:]?(?:\\\r?\n[ \t\f]*|[ \t\f])*")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|\r?\n[ \t\f]*|.)", re.DOTALL)
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Line:
    """One property as a logical line, and the number of its document (from 0)."""

    name: str
    statement: Statement
    document: int


def read_properties(source: Source) -> Iterator[Line]:
    """Yield every property of a file."""
    document = 0
    for start, number, text in _logical_lines(source.text):
        stripped = text.lstrip(" \t\f")
        if stripped[:1] in ("#", "!"):
            document += bool(_SEPARATOR.match(text))
            continue
        if stripped:
            yield _property(source, start, number, text, document)


def _logical_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield offset, line number and text of each logical line; an odd number of backslashes makes it go on."""
    start, number = 0, 1
    while start <= len(text):
        end = _end_of_line(text, start)
        first = text[start:end].lstrip(" \t\f")
        while first[:1] not in ("#", "!") and _goes_on(text[start:end]) and end < len(text):
            end = _end_of_line(text, end + 1)
        yield start, number, text[start:end].removesuffix("\r")
        number += text.count("\n", start, end) + 1
        start = end + 1


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _goes_on(line: str) -> bool:
    line = line.removesuffix("\r")
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _property(source: Source, start: int, number: int, text: str, document: int) -> Line:
    indent = len(text) - len(text.lstrip(" \t\f"))
    key = _KEY.match(text, indent)
    assert key is not None, "the expression matches the empty text"
    between = _BETWEEN.match(text, key.end())
    assert between is not None, "the expression matches the empty text"
    words = [_word(source, start, number, text, (indent, key.end()))]
    if between.end() < len(text):
        words.append(_word(source, start, number, text, (between.end(), len(text))))
    return Line(words[0].value, Statement(tuple(words)), document)


def _word(source: Source, start: int, number: int, text: str, span: tuple[int, int]) -> Word:
    raw = text[span[0] : span[1]]
    before = text[: span[0]]
    column = span[0] - (before.rfind("\n") + 1) + 1
    place = Place(source.path, number + before.count("\n"), column)
    return Word(_ESCAPE.sub(_unescape, raw), raw, start + span[0], place)


def _unescape(match: re.Match[str]) -> str:
    escape = match[1]
    if escape[0] in "\r\n":
        return ""
    return chr(int(escape[1:], 16)) if len(escape) == 5 else _PLAIN.get(escape, escape)
