"""From words to effective values: how a value is read, and the setting that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from checker.configs.haproxy.addresses import Endpoint, endpoint, open_endpoint
from checker.configs.haproxy.durations import duration
from checker.configs.haproxy.lines import unknown
from checker.configs.haproxy.sections import Said
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Block, Word

T = TypeVar("T")
Read = Callable[[str], T]
_MANUAL = "HAProxy configuration manual"


def default(value: T, at: Said | Block, section: str) -> Setting[T]:
    """Return a value that nothing sets: the manual's section says it."""
    return Setting(value, at.statement if isinstance(at, Said) else at, default=f"{_MANUAL} {section}")


def stated(said: Said, word: Word | None, read: Read[T]) -> Setting[T]:
    """Return the value that a word of a line sets; a line that lacks it, or has it wrong, leaves it unknown."""
    if word is None:
        return Setting(Unknown(f"'{said.keyword}' has no value"), said.statement, via=said.via)
    return Setting(value_of(word, read), said.statement, word, via=said.via)


def flag(said: Said, value: T) -> Setting[T]:
    """Return the value that a line without one sets."""
    return Setting(value, said.statement, via=said.via)


def value_of(word: Word, read: Read[T]) -> T | Unknown:
    """Return what a word says, or why that is not known."""
    reason = unknown(word)
    return value_or_why(word.value, read) if reason is None else reason


def value_or_why(written: str, read: Read[T]) -> T | Unknown:
    """Return what a text says, or why it says nothing."""
    try:
        return read(written)
    except ValueError as error:
        return Unknown(str(error))


def endpoint_of(word: Word, written: str) -> Endpoint:
    """Return what a word, or one address of several in it, says of a host and its ports."""
    reason = unknown(word)
    if reason and "$" in written:
        return open_endpoint(written, reason)
    found = value_or_why(written, endpoint)
    return Endpoint(found, (found,)) if isinstance(found, Unknown) else found


def last(lines: Sequence[Said], *starts: tuple[str, ...]) -> Said | None:
    """Return the last of the lines that start with one of these words; it is the one that counts."""
    return next((each for each in reversed(lines) if any(each.starts(*words) for words in starts)), None)


def after(said: Said, at: int) -> Word | None:
    """Return the word of a line at a position, or None."""
    return said.words[at] if at < len(said.words) else None


def nanoseconds(text: str) -> int:
    """Read a duration."""
    return duration(text).ns


def number(text: str) -> int:
    """Read a number as C's atol does: the digits that it starts with, and 0 where there are none."""
    bare = text.strip()
    sign, digits = (-1, bare[1:]) if bare.startswith("-") else (1, bare.removeprefix("+"))
    end = next((n for n, char in enumerate(digits) if char not in "0123456789"), len(digits))
    return sign * int(digits[: min(end, 18)] or 0)


def text(word: str) -> str:
    """Read a word as it is."""
    return word
