"""Why the grammar stopped, in words: what was found, what was expected, what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checker.diagram.errors import DiagramError
from checker.diagram.lexer import Lexer, Token


def syntax_error(token: Token, stack: Sequence[Any], expected: set[str], lexer: Lexer) -> DiagramError:
    """Describe the token at which the parser stopped."""
    return DiagramError(f"unexpected {token.type} {token.text!r}, expected {sorted(expected)}", token.source.span(token.start, token.end).place)
