"""Texts in lines that fit a room: as few as possible, about equally long, words broken only where they are too long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from checker.picture.metrics import width

# No word demands more room than this, in font sizes; a longer one is broken where names and addresses have joints.
LONGEST = 8.5
# A number stays with its unit.
_BLANKS = re.compile(r"[ \t\n\r\f\v]+(?!(?<=\d )(?:m?s|min|h)\b)")
# An IPv4 address, or a number with decimals, has no joint at its points.
_JOINT = re.compile(r"(?<=[/?&=.:;,_@+-])(?=[^/?&=.:;,_@+-])(?!(?<=\d\.)\d)|(?<=[a-z0-9])(?=[A-Z(\[])")


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


class _Word(NamedTuple):
    """A word or a part of one, measured; `apart` if a blank stands before it."""

    text: str
    long: float
    apart: bool


def _balanced(line: str, room: float, size: float) -> list[str]:
    """Return a line in as few lines as fit, none of which is longer than it must be for that number."""
    if width(line, size) <= room:
        return [" ".join(_words(line))]
    words = [part for word in _words(line) for part in _broken(word, room, size)]
    blank = width(" ", size)
    best, _ = _greedy(words, room, blank)
    low, high = sum(word.long for word in words) / (len(best) + 1), room
    while high - low > size / 2:
        middle = (low + high) / 2
        found, longest = _greedy(words, middle, blank)
        if len(found) <= len(best) and longest <= middle:
            best, high = found, longest
        else:
            low = middle
    return best


def _greedy(words: Sequence[_Word], room: float, blank: float) -> tuple[list[str], float]:
    """Fill line after line; return them and the width of the longest."""
    lines: list[str] = []
    line, filled, longest = "", 0.0, 0.0
    for text, long, apart in words:
        gap = blank if apart else 0.0
        if line and filled + gap + long > room:
            lines.append(line)
            line, filled = text, long
        elif line:
            line, filled = f"{line} {text}" if apart else line + text, filled + gap + long
        else:
            line, filled = text, long
        longest = max(longest, filled)
    return [*lines, line], longest


def _broken(word: str, room: float, size: float) -> Iterator[_Word]:
    """Yield a word, or the parts of one that is longer than the room: at its joints, else anywhere."""
    whole = width(word, size)
    if whole <= room:
        yield _Word(word, whole, True)
        return
    apart = True
    for part in _JOINT.split(word):
        rest = part
        while rest:
            fits = _fitting(rest, room, size)
            yield _Word(rest[:fits], width(rest[:fits], size), apart)
            rest, apart = rest[fits:], False


def _fitting(text: str, room: float, size: float) -> int:
    """Return how many characters of a text fit a room; at least one."""
    filled = 0.0
    for count, character in enumerate(text):
        filled += width(character, size)
        if filled > room and count:
            return count
    return len(text)
