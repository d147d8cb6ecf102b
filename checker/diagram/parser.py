"""From the text of a diagram to its tree: the steps before the grammar, the grammar, the rules after it.

lark is loaded here and nowhere else, and its tables are built once, when the first diagram is parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import cast

from lark import Lark, UnexpectedToken
from lark import Token as LarkToken
from lark.exceptions import VisitError
from lark.lexer import Lexer as LarkLexer

from checker.diagram.builder import Builder
from checker.diagram.lexer import Lexer, Token
from checker.diagram.rules import participants_of
from checker.diagram.shortcuts import Plain
from checker.diagram.source import DiagramSource, Prepared, prepare
from checker.diagram.tree import Diagram, Statement
from checker.diagram.wanted import syntax_error


class _NoLexer(LarkLexer):
    """Stands where lark wants a lexer: the tokens are fed one by one."""

    def __init__(self, conf: object) -> None:
        """Take the configuration that lark hands over; nothing of it is needed."""

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[LarkToken]:
        """Never called."""
        raise NotImplementedError


@cache
def _grammar() -> Lark:
    text = Path(__file__).with_name("sequence.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer=_NoLexer, transformer=Builder(), maybe_placeholders=False)


def parse(source: DiagramSource) -> Diagram:
    """Parse one diagram as the official reader of release 12.3.0 does. Raises DiagramError where that one rejects."""
    prepared = prepare(source)
    lexer = Lexer(prepared)
    statements = tuple(_statements(prepared, lexer))
    participants = participants_of(statements)
    size = len(prepared.plain)
    return Diagram(statements, participants, prepared.title, tuple(lexer.skipped), prepared.span(0, max(size - 1, 0)))


def _statements(prepared: Prepared, lexer: Lexer) -> list[Statement]:
    state = _grammar().parse_interactive().parser_state
    # lark asks of a token no more than its type.
    feed = cast(Callable[..., list[Statement]], state.feed_token)
    end = Token("$END", "", len(prepared.plain), len(prepared.plain), prepared)
    token: Token | Plain = end
    try:
        for token in lexer.tokens():
            feed(token)
        token = end
        return feed(end, True)
    except UnexpectedToken:
        raise syntax_error(token, state.value_stack, lexer) from None
    except VisitError as error:
        raise error.orig_exc from None


def diagram_of(text: str, path: str = "") -> Diagram:
    """Parse the bare text of one diagram. Raises DiagramError."""
    return parse(DiagramSource(1, "", text, path=path))
