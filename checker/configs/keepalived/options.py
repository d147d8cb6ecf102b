"""The statements of a block as settings: the last one counts, and a value that cannot be read is not known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from checker.base.time import NS_PER_S
from checker.configs.keepalived.keywords import BOUNDS, Bounds
from checker.configs.keepalived.tree import Node, Token
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Block, Statement

T = TypeVar("T")

_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)$", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+$", re.ASCII)


@dataclass(frozen=True)
class Options:
    """A block, and what its statements set."""

    kind: str
    node: Node

    @property
    def block(self) -> Block:
        """Return it as a section."""
        return self.node.block

    def all(self, keyword: str) -> list[Node]:
        """Return all statements of a keyword."""
        return [child for child in self.node.children or () if child.keyword == keyword]

    def last(self, *keywords: str) -> Node | None:
        """Return the last statement of some keywords."""
        return next((c for c in reversed(self.node.children or ()) if c.keyword in keywords), None)

    def entries(self, keyword: str) -> list[Node]:
        """Return the lines of all blocks of a keyword."""
        return [line for block in self.all(keyword) for line in block.children or ()]

    def inner(self, keyword: str) -> Options | None:
        """Return a block within it."""
        node = self.last(keyword)
        return Options(keyword, node) if node else None

    def lacking(self, value: T | Unknown, default: str) -> Setting[T]:
        """Return a setting that nothing in the block sets."""
        return Setting(value, self.block, default=default)

    def text(self, keyword: str, value: str | Unknown, default: str) -> Setting[str]:
        """Return a word, or the default."""
        node = self.last(keyword)
        return said(node, 1, str) if node and len(node.tokens) > 1 else self.lacking(value, default)

    def whole(self, keyword: str, value: int, default: str, fallback: int | None = None) -> Setting[int]:
        """Return a whole number; one that is out of bounds is ignored, unless keepalived has a `fallback` for it."""
        return self._number(keyword, value, default, fallback, int)

    def duration(self, keyword: str, value: int, default: str) -> Setting[int]:
        """Return seconds, with decimals, as nanoseconds."""
        return self._number(keyword, value, default, None, nanoseconds)

    def _number(
        self, keyword: str, value: int, default: str, fallback: int | None, read: Callable[[str], int]
    ) -> Setting[int]:
        for node in reversed(self.all(keyword)):
            if len(node.tokens) < 2:
                continue
            token = node.tokens[1]
            bounds = BOUNDS[self.kind, keyword]
            outside = outside_bounds(token.word.value, bounds) if not token.unknown else ""
            if outside and is_number(token.word.value, bounds):
                if fallback is not None:
                    return said(node, 1, lambda _: fallback)
                continue
            return said(node, 1, read, outside)
        return self.lacking(value, default)


def said(node: Node, index: int, read: Callable[[str], T], wrong: str = "") -> Setting[T]:
    """Return the setting of a word of a statement; of the variable that it is, where it is one and nothing else."""
    return of_token(node.tokens[index], node.statement, read, wrong)


def of_token(token: Token, at: Statement, read: Callable[[str], T], wrong: str = "") -> Setting[T]:
    """Return the setting of a word."""
    why = token.unknown or wrong
    known: T | Unknown = Unknown(why) if why else read(token.word.value)
    if token.defined:
        return Setting(known, at, token.defined, via=(token.word.place,))
    return Setting(known, at, token.word)


def nanoseconds(text: str) -> int:
    """Return seconds with decimals as nanoseconds; keepalived keeps microseconds."""
    whole, _, decimals = text.lstrip("+-").partition(".")
    value = int(whole or 0) * NS_PER_S + int((decimals + "000000")[:6]) * 1000
    return -value if text.startswith("-") else value


def is_number(text: str, bounds: Bounds) -> bool:
    """Say whether a word is a number of the kind that its keyword takes."""
    return bool((_DECIMAL if bounds.decimals else _WHOLE).match(text))


def outside_bounds(text: str, bounds: Bounds) -> str:
    """Say why keepalived does not take a number; '' if it does."""
    if not is_number(text, bounds):
        return f"`{text}` is no {'number' if bounds.decimals else 'whole number'}"
    if not bounds.low <= float(text) <= bounds.high:
        return f"{text} is not within {bounds.low:g} to {bounds.high:g}"
    return ""
