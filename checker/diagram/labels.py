"""Texts of our own as labels of a diagram: nothing in them is taken for more than letters, no line is long."""

from __future__ import annotations

import re
from textwrap import wrap

# Mermaid makes room for a message, not for a note, and breaks no text by itself: lines of so many characters.
NARROW, WIDE = 42, 130
BREAK = "<br/>"
# Whatever a reader of Mermaid, or of HTML, might take for more than a letter; `C4...` names another kind of diagram.
_SPECIAL = re.compile(r"[^\w .,:()\[\]/+*=?!'|&@~^$-]|&(?=[A-Za-z#])|(?<=C)4|(?<=\A)(?:no)?wrap(?=:)", re.IGNORECASE)
# A number stays with its unit.
_UNIT = re.compile(r"(?<=\d) (?=s\b)")


def broken(text: str, width: int) -> str:
    """Return a text, escaped, in as few lines as fit the width, about equally long: none holds a lone last word."""
    joined = _UNIT.sub("\u00a0", text)
    fewest = len(_lines(joined, width))
    tries = (_lines(joined, w) for w in range(max(1, len(text) // max(1, fewest)), width + 1))
    lines = next((lines for lines in tries if len(lines) <= fewest), [text])
    return BREAK.join(map(escaped, lines))


def escaped(text: str) -> str:
    """Return a text so that Mermaid shows just this: entities for what is special, one line."""
    return _SPECIAL.sub(lambda m: _entities(m[0]), " ".join(text.split()))


def _lines(text: str, width: int) -> list[str]:
    return wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _entities(text: str) -> str:
    return "".join(f"#{ord(c)};" for c in text)
