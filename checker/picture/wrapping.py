"""Texts in lines that fit a room: as few as possible, about equally long, words broken only where they are too long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from checker.picture.metrics import width

# No word demands more room than this, in font sizes; a longer one is broken where names and addresses have joints.
LONGEST = 8.5
# A number stays with its unit.
_BLANKS = re.compile(r"[ \t\n\r\f\v]+(?!(?<=\d )(?:m?s|min|h)\b)")
_JOINT = re.compile(r"(?<=[/?&=.:;,_@+-])(?=[^/?&=.:;,_@+-])|(?<=[a-z0-9])(?=[A-Z(\[])")


def widest(lines: Iterable[str], size: float) -> float:
    """Return the width of the longest line, unbroken."""
    return max((width(line, size) for line in lines), default=0.0)


def narrowest(lines: Iterable[str], size: float) -> float:
    """Return the smallest width into which the lines can be wrapped without a word of common length being broken."""
    most = LONGEST * size
    return max((_needed(word, size, most) for line in lines for word in _words(line)), default=0.0)


def wrapped(lines: Sequence[str], room: float, size: float) -> tuple[str, ...]:
    """Return the lines, wrapped to a room; an empty text has none."""
    return tuple(part for line in lines for part in _balanced(line, room, size)) if any(lines) else ()


def _needed(word: str, size: float, most: float) -> float:
    whole = width(word, size)
    return whole if whole <= most else min(most, max(most * 0.7, *(width(part, size) for part in _JOINT.split(word))))


def _words(line: str) -> list[str]:
    return [word for word in _BLANKS.split(line) if word]


def _balanced(line: str, room: float, size: float) -> list[str]:
    """Return a line in as few lines as fit, none of which is longer than it must be for that number."""
    if width(line, size) <= room:
        return [" ".join(_words(line))]
    words = [part for word in _words(line) for part in _broken(word, room, size)]
    best = _greedy(words, room, size)
    low, high = room / 2, room
    while high - low > size / 4:
        middle = (low + high) / 2
        found = _greedy(words, middle, size)
        if len(found) <= len(best) and max(width(each, size) for each in found) <= middle:
            best, high = found, middle
        else:
            low = middle
    return best


def _greedy(words: Sequence[tuple[str, bool]], room: float, size: float) -> list[str]:
    """Fill line after line; of each word is told whether a blank stands before it."""
    lines: list[str] = []
    line, filled = "", 0.0
    blank = width(" ", size)
    for word, apart in words:
        gap = blank if apart else 0.0
        long = width(word, size)
        if line and filled + gap + long > room:
            lines.append(line)
            line, filled = word, long
        elif line:
            line, filled = f"{line} {word}" if apart else line + word, filled + gap + long
        else:
            line, filled = word, long
    return [*lines, line]


def _broken(word: str, room: float, size: float) -> Iterator[tuple[str, bool]]:
    """Yield a word, or the parts of one that is longer than the room: at its joints, else anywhere."""
    if width(word, size) <= room:
        yield word, True
        return
    apart = True
    for part in _JOINT.split(word):
        rest = part
        while rest:
            fits = _fitting(rest, room, size)
            yield rest[:fits], apart
            rest, apart = rest[fits:], False


def _fitting(text: str, room: float, size: float) -> int:
    """Return how many characters of a text fit a room; at least one."""
    filled = 0.0
    for count, character in enumerate(text):
        filled += width(character, size)
        if filled > room and count:
            return count
    return len(text)
