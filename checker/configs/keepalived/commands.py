"""Commands as keepalived takes them: split into words, run without a shell.

Quotes of both kinds and escapes count, within words too; nothing else does. The first word behind `script` is the
command, and it is split again: what stands behind it on the line, outside of its quotes, is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.configs.keepalived.facts import Argument

SHELL_WORD = re.compile(r"""(?:"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\\.|[^\s"'\\]|\\$)+""")
_PART = re.compile(r'"((?:\\.|[^"\\])*)("?)|' + r"'((?:\\.|[^'\\])*)('?)|((?:\\.|[^\"'\\])+)|\\$")
_ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def arguments_of(command: str) -> tuple[Argument, ...]:
    """Return the program of a command, and its arguments."""
    return tuple(_arguments(command))


def _arguments(command: str) -> Iterator[Argument]:
    for found in SHELL_WORD.finditer(command):
        raw = found.group()
        yield Argument(unescaped(raw), any(sign in raw for sign in "\"'\\"))


def unescaped(raw: str) -> str:
    """Return a word without its quotes, and with its escapes as C has them."""
    parts = (found.group(1) or found.group(3) or found.group(5) or "" for found in _PART.finditer(raw))
    return "".join(_ESCAPE.sub(_meant, part) for part in parts)


def _meant(found: re.Match[str]) -> str:
    sign: str = found.group(1)
    if sign[0] in "01234567":
        return chr(int(sign, 8))
    if len(sign) > 1:
        return chr(int(sign[1:], 16))
    return _SIGNS.get(sign, sign)


def has_open_quote(value: str) -> bool:
    """Say whether a quote is not closed."""
    return any(
        (found.group(1) is not None and not found.group(2)) or (found.group(3) is not None and not found.group(4))
        for found in _PART.finditer(value)
    )
