"""Reads the text of a formula with lark. Imported by `checker.logic.syntax.parse` only when there is text to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NoReturn, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from checker.base.errors import InputError
from checker.base.places import Place
from checker.base.time import parse_duration
from checker.logic.formula import (
    Always,
    And,
    Atom,
    Bound,
    Compare,
    Comparison,
    Constant,
    Exists,
    Forall,
    Formula,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Since,
    Term,
    Variable,
    Window,
)
from checker.logic.syntax import Vocabulary
from checker.logic.truth import Truth

Node = Tree[Token]
Sorts = Mapping[str, str]

_WORDS = {
    "NAME": "a name",
    "STRING": "a quoted constant",
    "DURATION": "a duration such as 100ms",
    "COMPARISON": "'=', '!=', '<'",
    "$END": "the end",
}


def read(text: str, place: Place, vocabulary: Vocabulary | None) -> Formula:
    """Return the formula of a text that starts at `place`; see `checker.logic.syntax.parse`."""
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _syntax_error(error, text, place) from None
    return _Builder(place, vocabulary).build(cast(Node, tree.children[0]), {}, top=True)


@cache
def _parser() -> Lark:
    # The basic lexer reserves keywords everywhere; the contextual one would read the second word of `p and or q` as a
    # name, and complain about the third.
    return Lark.open_from_package(
        __package__, "formula.lark", parser="lalr", lexer="basic", maybe_placeholders=True, propagate_positions=True
    )


def _syntax_error(error: UnexpectedInput, text: str, place: Place) -> InputError:
    line, column, found = error.line, error.column, "the end"
    expected: set[str] = set()
    if isinstance(error, UnexpectedToken):
        expected = error.accepts or error.expected
        if error.token.type == "$END":
            lines = text.split("\n")
            line, column = len(lines), len(lines[-1]) + 1
        else:
            found = f"'{error.token}'"
    elif isinstance(error, UnexpectedCharacters):
        expected, found = error.allowed, f"'{error.char}'"
    words = sorted({_word(name) for name in expected})
    wanted = " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
    return InputError(f"formula: found {found}, expected {wanted}", _place(place, line, column))


def _word(terminal: str) -> str:
    if terminal in _WORDS:
        return _WORDS[terminal]
    pattern = next((str(t.pattern.value) for t in _parser().terminals if t.name == terminal), terminal)
    return f"'{pattern}'"


def _place(start: Place, line: int, column: int) -> Place:
    """Return where a position within the text stands in its file."""
    return Place(start.file, start.line + line - 1, column + (start.column - 1 if line == 1 else 0))


class _Builder:
    """Turns lark's tree into formulas; `sorts` maps the variables in scope to their sorts."""

    def __init__(self, place: Place, vocabulary: Vocabulary | None) -> None:
        self.place = place
        self.vocabulary = vocabulary

    def build(self, node: Node, sorts: Sorts, top: bool = False) -> Formula:
        """Return the formula of a tree; `top` says that nothing but universal quantifiers encloses it."""
        match node.data:
            case "quantified":
                return self._quantified(node, sorts, top)
            case "always":
                if not top:
                    self._fail(node.children[0], "'always' may stand only at the top, below 'forall'")
                return Always(self.build(_tree(node, 1), sorts))
            case "atom":
                return self._atom(node, sorts)
            case "compare":
                operator = node.children[1]
                return Compare(
                    cast(Comparison, str(operator)),
                    self._term(_tree(node, 0), sorts),
                    self._term(_tree(node, 2), sorts),
                )
            case "constant":
                return Constant(Truth[str(node.children[0]).upper()])
            case _:
                return self._operator(node, sorts)

    def _operator(self, node: Node, sorts: Sorts) -> Formula:
        parts = [self.build(c, sorts) for c in node.children if isinstance(c, Tree) and c.data != "window"]
        window = next((c for c in node.children if isinstance(c, Tree) and c.data == "window"), None)
        if window is None:
            plain: dict[str, Callable[[], Formula]] = {
                "implies": lambda: Implies(parts[0], parts[1]),
                "disjunction": lambda: Or(tuple(parts)),
                "conjunction": lambda: And(tuple(parts)),
                "negation": lambda: Not(parts[0]),
            }
            return plain[node.data]()
        bounds = self._window(window)
        if node.data == "since":
            return Since(parts[0], parts[1], bounds)
        return Once(parts[0], bounds) if node.data == "once" else Historically(parts[0], bounds)

    def _quantified(self, node: Node, sorts: Sorts, top: bool) -> Formula:
        kind = cast(Token, node.children[0])
        names: list[tuple[str, str]] = []
        for binding in cast(list[Node], node.children[1:-1]):
            variable, sort = cast(list[Token], binding.children)
            known = {s for args in (self.vocabulary or {}).values() for s in args}
            if self.vocabulary is not None and sort not in known:
                self._fail(sort, f"unknown sort '{sort}', expected one of {', '.join(sorted(known))}")
            names.append((str(variable), str(sort)))
        body = self.build(_tree(node, -1), {**sorts, **dict(names)}, top and kind.type == "FORALL")
        for variable_name, sort_name in reversed(names):
            body = (Forall if kind.type == "FORALL" else Exists)(variable_name, sort_name, body)
        return body

    def _atom(self, node: Node, sorts: Sorts) -> Atom:
        name, *rest = node.children
        terms = [cast(Node, term) for term in rest if term is not None]
        if self.vocabulary is not None:
            self._check(cast(Token, name), terms, sorts)
        return Atom(str(name), tuple(self._term(term, sorts) for term in terms))

    def _check(self, name: Token, terms: list[Node], sorts: Sorts) -> None:
        assert self.vocabulary is not None
        wanted = self.vocabulary.get(str(name))
        if wanted is None:
            self._fail(name, f"unknown predicate '{name}', expected one of {', '.join(sorted(self.vocabulary))}")
        if len(wanted) != len(terms):
            self._fail(name, f"'{name}' has {len(terms)} arguments, expected {len(wanted)}: ({', '.join(wanted)})")
        for term, sort in zip(terms, wanted, strict=True):
            found = sorts.get(str(term.children[0]), sort)
            if found != sort:
                self._fail(
                    term.children[0], f"'{term.children[0]}' is of the sort {found}, expected {sort} in '{name}'"
                )

    def _term(self, node: Node, sorts: Sorts) -> Term:
        token = cast(Token, node.children[0])
        if token.type == "STRING":
            try:
                return cast(str, json.loads(token))
            except ValueError:
                self._fail(token, f"{token} is not a quoted constant, expected the escapes of JSON")
        if token not in sorts:
            self._fail(token, f"no quantifier binds '{token}'", "a constant is written in double quotes")
        return Variable(str(token))

    def _window(self, node: Node) -> Window:
        if node.children[0] is None:
            return Window()
        lower, upper = (child if isinstance(child, Tree) else None for child in node.children)
        assert lower is not None
        try:
            return Window(self._bound(lower) or 0, self._bound(upper))
        except ValueError as error:
            self._fail(lower.children[0], str(error))

    def _bound(self, node: Node | None) -> Bound | None:
        if node is None:
            return None
        token = cast(Token, node.children[0])
        if token.type == "NAME":
            return str(token)
        if token.strip() == "0":
            return 0
        try:
            return parse_duration(str(token))
        except ValueError as error:
            self._fail(token, str(error))

    def _fail(self, at: Any, message: str, hint: str = "") -> NoReturn:  # noqa: ANN401 - lark's children are untyped
        raise InputError(f"formula: {message}", _place(self.place, at.line, at.column), hint)


def _tree(node: Node, index: int) -> Node:
    return cast(Node, node.children[index])
