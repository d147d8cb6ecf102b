"""From the text of a file to words, as nginx's ngx_conf_read_token cuts them; the text between them is not kept.

crossplane has a lexer, too, but it knows no columns, ends words at `}`, joins `${a} b`, and drops what stands behind
the last `;` of a file. What it knows of directives is used in `checking`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from checker.base.places import Place
from checker.configs.source import Source
from checker.configs.words import Word

Kind = Literal["word", ";", "{", "}", "lua", "bad"]

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n\ufeff]+|\#[^\n]*)
    |(?P<mark>[;{}])
    |(?P<quoted>"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*')
    |(?P<open>["'])
    |(?P<plain>(?:\\[\s\S]|\$\{?|[^ \t\r\n;{\\$])+|\\\Z)""",
    re.VERBOSE,
)
_AFTER_QUOTE = re.compile(r"[ \t\r\n;{)]|\Z")
_ESCAPE = re.compile(r"\\([\"'\\trn])")
_ESCAPED = {"t": "\t", "r": "\r", "n": "\n"}
_TEMPLATE = re.compile(r"\$(?:\{([A-Z_][A-Z0-9_]*)\}|([A-Z_][A-Z0-9_]*))")
_LUA = re.compile(r"""--\[\[[\s\S]*?\]\]|--[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\[\[[\s\S]*?\]\]|[{}]""")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or one of the marks `;`, `{`, `}`; `lua` is the code of a block, `bad` what nginx refuses, and why."""

    kind: Kind
    word: Word
    why: str = ""


class _Lines:
    """Offsets as places."""

    def __init__(self, source: Source) -> None:
        self._path = source.path
        self._starts = [0, *(m.end() for m in re.finditer("\n", source.text))]

    def place(self, offset: int) -> Place:
        line = bisect_right(self._starts, offset)
        return Place(self._path, line, offset - self._starts[line - 1] + 1)


def unescaped(raw: str) -> str:
    """Return what nginx takes for the inside of a word: only quotes, backslashes, `\\t`, `\\r`, `\\n` are special."""
    return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), raw)


def _filled(value: str, environment: Mapping[str, str]) -> str:
    """Return a word with the variables of the environment, as the images' templates write them (envsubst)."""
    if "$" not in value or not environment:
        return value
    return _TEMPLATE.sub(lambda m: environment.get(m[1] or m[2], m[0]), value)


def tokens_of(source: Source, environment: Mapping[str, str]) -> Iterator[Token]:
    """Yield all tokens of a file. It always ends, and never raises."""
    text, lines, at, lua = source.text, _Lines(source), 0, False

    def word(start: int, end: int, value: str) -> Word:
        return Word(value, text[start:end], start, lines.place(start))

    while match := _TOKEN.match(text, at):
        start, at = match.start(), match.end()
        raw, group = match[0], match.lastgroup
        if group == "mark":
            yield Token(raw, word(start, at, raw))  # type: ignore[arg-type]  # one of the three
            if raw == "{" and lua:
                end = _end_of_lua(text, at)
                yield Token("lua", word(at, end, text[at:end]))
                at = end
            lua = False
        elif group == "quoted":
            yield Token("word", word(start, at, _filled(unescaped(raw[1:-1]), environment)))
            if not _AFTER_QUOTE.match(text, at):
                yield Token("bad", word(at, at + 1, text[at]), f"unexpected {text[at]!r} behind a closing quote")
        elif group == "plain":
            lua = lua or raw.endswith("_by_lua_block")
            yield Token("word", word(start, at, _filled(unescaped(raw), environment)))
        elif group == "open":
            yield Token("bad", word(start, len(text), raw), f"the quote {raw} is never closed")
            return


def _end_of_lua(text: str, at: int) -> int:
    """Return where the code of a Lua block ends: at the `}` that closes it, or with the file."""
    depth = 1
    for match in _LUA.finditer(text, at):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.start()
    return len(text)
