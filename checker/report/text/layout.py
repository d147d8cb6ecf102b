"""Lines that fit: folding without losing a letter, and making control characters visible.

What is printed comes from logs that an attacker may have written to, so nothing of it may reach the terminal as
an escape sequence or turn the direction of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

NARROWEST = 20


def clean(text: str) -> str:
    """Return the text with every character that does not print written as its escape, tabs as blanks."""
    text = text.expandtabs(4)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def fold(text: str, width: int) -> list[str]:
    """Return the text in lines of at most `width` columns, parted at blanks where there are some."""
    width = max(width, NARROWEST)
    text = clean(text)
    lines: list[str] = []
    while len(text) > width:
        blank = text.rfind(" ", 0, width + 1)
        # A word that fills most of the line is cut: a ragged half-empty line is harder to read.
        cut, skip = (blank, 1) if blank > width // 3 else (width, 0)
        lines.append(text[:cut])
        text = text[cut + skip :]
    return [*lines, text]


def hang(
    first: str, text: str, width: int, rest: str = "", tone: Callable[[str], str] = str, head: str = ""
) -> Iterator[str]:
    """Yield `first` and the folded text, its further lines under `rest` (default: blanks as wide as `first`).

    `head` is `first` as it is to be printed where colour makes it longer than it looks; `tone` colours the text.
    """
    rest = rest or " " * len(first)
    pieces = [piece for line in text.split("\n") for piece in fold(line, width - max(len(first), len(rest)))]
    for number, piece in enumerate(pieces):
        yield (((head or first) if number == 0 else rest) + tone(piece)).rstrip()
