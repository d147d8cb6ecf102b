"""The words of the text of a formula, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from checker.base.places import Place
from checker.logic.syntax import KEYWORDS, NAME

_TOKEN = re.compile(
    rf'(?P<blank>\s+|#[^\n]*)|(?P<name>{NAME.pattern})|(?P<string>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<duration>\d+(?:\.\d+)?\s*[A-Za-zµ]*)|(?P<sign>!=|[][().,:=<+-])|(?P<other>.)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text; keywords and signs are their own kind."""

    kind: str
    text: str
    place: Place


def tokens(text: str, start: Place) -> Iterator[Token]:
    """Yield the words of a text that starts at a place, blanks and comments left out; the last one is its end."""
    line, begin = 0, 0
    for match in _TOKEN.finditer(text):
        kind = cast(str, match.lastgroup)
        if kind != "blank":
            word = match[0]
            kind = word if kind == "sign" or (kind == "name" and word in KEYWORDS) else kind
            yield Token(kind, word, _place(start, line, match.start() - begin))
        if breaks := match[0].count("\n"):
            line, begin = line + breaks, match.start() + match[0].rindex("\n") + 1
    yield Token("end", "", _place(start, line, len(text) - begin))


def _place(start: Place, line: int, column: int) -> Place:
    """Return where a position within the text stands in its file."""
    return Place(start.file, start.line + line, (start.column if line == 0 else 1) + column)
