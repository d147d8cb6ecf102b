"""Reads the text of a formula by recursive descent. The grammar, loosest first:

    formula     = ("forall" | "exists") name ":" sort ("," name ":" sort)* "." formula
                | disjunction ["implies" formula]
    disjunction = conjunction ("or" conjunction)*
    conjunction = since ("and" since)*
    since       = unary ["since" [window] unary]
    unary       = ("not" | "once" [window] | "historically" [window] | "always") unary | primary
    primary     = "(" formula ")" | "true" | "false" | "unknown"
                | name ["(" term ("," term)* ")"] | term ("=" | "!=" | "<") term
    window      = "[" bound "," (bound | "inf") "]"
    bound       = summand (("+" | "-") summand)*
    summand     = duration | name
    term        = name | quoted constant

A start of `verify` reads its properties; a parser generator would take longer over that than a small log takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn, cast

from checker.base.errors import InputError
from checker.base.places import Place
from checker.base.time import parse_duration
from checker.logic.formula import (
    Always,
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
    Since,
    Sum,
    Summand,
    Term,
    Variable,
    Window,
    conjunction,
    disjunction,
    misplaced_always,
)
from checker.logic.syntax import Vocabulary
from checker.logic.tokens import Token, tokens
from checker.logic.truth import Truth

# Deeper text than this is no formula of a person; it would exhaust the stack of whoever walks through the tree.
DEEPEST = 50
_CONSTANTS = ("true", "false", "unknown")
_COMPARISONS = ("=", "!=", "<")
_WORDS = {"name": "a name", "string": "a quoted constant", "duration": "a duration such as 100ms", "end": "the end"}

# Operators of the future, as other logics have them.
_AHEAD = frozenset({"eventually", "finally", "globally", "henceforth", "next", "until", "release"})
_BACK = "once[...], historically[...] and since look back; what must come later says `response:` with `within:`"


def _looks_ahead(token: Token) -> str:
    return f"'{token.text}' looks ahead, and formulas only look back"


def read(text: str, place: Place, vocabulary: Vocabulary | None) -> Formula:
    """Return the formula of a text that starts at `place`; see `checker.logic.syntax.parse`."""
    return _Parser(list(tokens(text, place)), vocabulary).whole()


class _Parser:
    """One reading of one text. What does not fit the vocabulary is told only where all of the text can be read."""

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary | None) -> None:
        self._tokens = tokens
        self._vocabulary = vocabulary
        self._at = 0
        self._depth = 0
        self._wanted: set[str] = set()
        self._sorts: Mapping[str, str] = {}
        self._always: list[tuple[Always, Token]] = []
        self._problems: list[InputError] = []

    def whole(self) -> Formula:
        """Return the formula that all of the text is."""
        formula = self._formula()
        self._need("end")
        misplaced = misplaced_always(formula)
        for always, token in self._always:
            if always is misplaced:
                self._problem(token, "'always' may stand only at the top, below 'forall'")
        if self._problems:
            raise min(self._problems, key=lambda p: cast(Place, p.place))
        return formula

    def _take(self, *kinds: str) -> Token | None:
        """Go on if the next word is of one of these kinds; remember that they could have stood here."""
        token = self._tokens[self._at]
        if token.kind not in kinds:
            self._wanted.update(kinds)
            return None
        self._at += 1
        self._wanted.clear()
        return token

    def _need(self, *kinds: str) -> Token:
        return self._take(*kinds) or self._stop()

    def _stop(self) -> NoReturn:
        token = self._tokens[self._at]
        for near in (token, self._tokens[max(0, self._at - 1)]):
            if near.text in _AHEAD:
                raise InputError(f"formula: {_looks_ahead(near)}", near.place, _BACK)
        words = sorted(_WORDS.get(kind, f"'{kind}'") for kind in self._wanted)
        wanted = " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
        found = f"'{token.text}'" if token.text else "the end"
        raise InputError(f"formula: found {found}, expected {wanted}", token.place)

    def _problem(self, token: Token, message: str, hint: str = "") -> None:
        self._problems.append(InputError(f"formula: {message}", token.place, hint))

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise InputError(f"formula: nested deeper than {DEEPEST} levels", self._tokens[self._at].place)

    def _formula(self) -> Formula:
        self._deeper()
        if kind := self._take("forall", "exists"):
            formula = self._quantified(Forall if kind.kind == "forall" else Exists)
        else:
            formula = self._disjunction()
            if self._take("implies"):
                formula = Implies(formula, self._formula())
        self._depth -= 1
        return formula

    def _quantified(self, quantifier: type[Forall | Exists]) -> Formula:
        outside = self._sorts
        bindings = [self._binding()]
        while self._take(","):
            bindings.append(self._binding())
        self._need(".")
        self._sorts = {**outside, **dict(bindings)}
        formula = self._formula()
        self._sorts = outside
        for variable, sort in reversed(bindings):
            formula = quantifier(variable, sort, formula)
        return formula

    def _binding(self) -> tuple[str, str]:
        variable, _, sort = self._need("name"), self._need(":"), self._need("name")
        if self._vocabulary is not None:
            known = {s for args in self._vocabulary.values() for s in args}
            if sort.text not in known:
                self._problem(sort, f"unknown sort '{sort.text}', expected one of {', '.join(sorted(known))}")
        return variable.text, sort.text

    def _disjunction(self) -> Formula:
        operands = [self._conjunction()]
        while self._take("or"):
            operands.append(self._conjunction())
        return disjunction(*operands)

    def _conjunction(self) -> Formula:
        operands = [self._since()]
        while self._take("and"):
            operands.append(self._since())
        return conjunction(*operands)

    def _since(self) -> Formula:
        left = self._unary()
        if not self._take("since"):
            return left
        window = self._window()
        return Since(left, self._unary(), window)

    def _unary(self) -> Formula:
        operator = self._take("not", "once", "historically", "always")
        if operator is None:
            return self._primary()
        self._deeper()
        formula = self._operation(operator)
        self._depth -= 1
        return formula

    def _operation(self, operator: Token) -> Formula:
        match operator.kind:
            case "not":
                return Not(self._unary())
            case "always":
                always = Always(self._unary())
                self._always.append((always, operator))
                return always
            case _:
                window, timed = self._window(), Once if operator.kind == "once" else Historically
                return timed(self._unary(), window)

    def _primary(self) -> Formula:
        if self._take("("):
            formula = self._formula()
            self._need(")")
            return formula
        if constant := self._take(*_CONSTANTS):
            return Constant(Truth[constant.text.upper()])
        first = self._need("name", "string")
        if first.kind == "name" and self._take("("):
            return self._atom(first, self._terms())
        comparison = self._need(*_COMPARISONS) if first.kind == "string" else self._take(*_COMPARISONS)
        if comparison is None:
            return self._atom(first, [])
        second = self._need("name", "string")
        return Compare(cast(Comparison, comparison.text), self._term(first), self._term(second))

    def _terms(self) -> list[Token]:
        tokens = [self._need("name", "string")]
        while self._take(","):
            tokens.append(self._need("name", "string"))
        self._need(")")
        return tokens

    def _atom(self, name: Token, tokens: list[Token]) -> Atom:
        if self._vocabulary is not None:
            self._check(name, tokens, self._vocabulary)
        return Atom(name.text, tuple(map(self._term, tokens)))

    def _check(self, name: Token, tokens: list[Token], vocabulary: Vocabulary) -> None:
        wanted = vocabulary.get(name.text)
        if wanted is None and name.text in _AHEAD:
            self._problem(name, _looks_ahead(name), _BACK)
        elif wanted is None:
            self._problem(name, f"unknown predicate '{name.text}', expected one of {', '.join(sorted(vocabulary))}")
        elif len(wanted) != len(tokens):
            few = f"'{name.text}' has {len(tokens)} arguments, expected {len(wanted)}: ({', '.join(wanted)})"
            self._problem(name, few)
        else:
            for token, sort in zip(tokens, wanted, strict=True):
                found = self._sorts.get(token.text, sort)
                if found != sort:
                    self._problem(token, f"'{token.text}' is of the sort {found}, expected {sort} in '{name.text}'")

    def _term(self, token: Token) -> Term:
        if token.kind == "string":
            import json  # constants are rare, and it is not loaded otherwise

            try:
                return cast(str, json.loads(token.text))
            except ValueError:
                self._problem(token, f"{token.text} is not a quoted constant, expected the escapes of JSON")
        elif token.text not in self._sorts:
            self._problem(token, f"no quantifier binds '{token.text}'", "a constant is written in double quotes")
        return Variable(token.text)

    def _window(self) -> Window:
        begin = self._at
        if not self._take("["):
            return Window()
        first = self._tokens[self._at]
        lower = self._bound()
        self._need(",")
        upper = None if self._take("inf") else self._bound()
        self._need("]")
        try:
            return Window(lower, upper)
        except ValueError as error:
            said = str(error).partition(":")[0]
            words = " ".join(each.text for each in self._tokens[begin + 1 : self._at - 1]).replace(" ,", ",")
            self._problem(first, f"{said}: [{words}]")
            return Window()

    def _bound(self) -> Bound:
        parts: dict[str, list[Summand]] = {"+": [self._summand()], "-": []}
        while sign := self._take("+", "-"):
            parts[sign.kind].append(self._summand())
        (first, *more), minus = parts["+"], parts["-"]
        return Sum((first, *more), tuple(minus)) if more or minus else first

    def _summand(self) -> Summand:
        token = self._need("duration", "name")
        if token.kind == "name":
            return token.text
        if token.text.strip() == "0":
            return 0
        try:
            return parse_duration(token.text)
        except ValueError as error:
            self._problem(token, str(error))
            return token.text
