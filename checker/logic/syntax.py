"""The text form of formulas: `parse` and `show`, each the inverse of the other.

    forall o: observer, s: server. always (assigned(o, s) and (exists d: server. down(o, d)) implies not down(o, s))

Binding is loosest for quantifiers (they reach as far to the right as they can), then `implies` (to the right), `or`,
`and`, `since`, and tightest for `not`, `once`, `historically` and `always`. Windows are `[0, 100ms]`, `[1s, inf]` or
`[0, vip.handover]`, and [0, inf] where none is written. A bare argument is a bound variable; constants are quoted, so
that a mistyped variable cannot pass for a constant that never matches.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S, NS_PER_US
from checker.logic.formula import (
    Always,
    And,
    Atom,
    Bound,
    Compare,
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
    Sum,
    Term,
    Variable,
    Window,
)

# The predicates that formulas may use, each with the sorts of its arguments.
Vocabulary = Mapping[str, Sequence[str]]

NAME = re.compile(r"[A-Za-z_]\w*(?:[.@/-]\w+)*")
KEYWORDS = frozenset(
    {"forall", "exists", "always", "implies", "or", "and", "since", "not", "once", "historically"}
    | {"true", "false", "unknown", "inf"}
)


def parse(text: str, *, place: Place | None = None, vocabulary: Vocabulary | None = None) -> Formula:
    """Return the formula of a text whose first character stands at `place`.

    With a vocabulary (predicate -> sorts of its arguments) predicates, arities and sorts are checked. Raises InputError
    at the offending word, saying what was expected there.
    """
    from checker.logic.reading import read

    return read(text, place or Place("<formula>", 1), vocabulary)


def show(formula: Formula) -> str:
    """Return the text of a closed formula that `parse` reads back as the same tree."""
    return _text(formula, 0)


# How tightly each operator binds; an operand that binds more loosely than its place asks for goes into parentheses.
_LOOSEST, _OR, _AND, _SINCE, _UNARY, _PRIMARY = range(6)


def _text(formula: Formula, place: int) -> str:
    text, binding = _bare(formula)
    return text if binding >= place else f"({text})"


def _bare(formula: Formula) -> tuple[str, int]:
    match formula:
        case Implies(left, right):
            return f"{_text(left, _OR)} implies {_text(right, _LOOSEST)}", _LOOSEST
        case Or(operands):
            return " or ".join(_text(f, _AND) for f in operands), _OR
        case And(operands):
            return " and ".join(_text(f, _SINCE) for f in operands), _AND
        case Since(left, right, window):
            return f"{_text(left, _UNARY)} since{_window(window)} {_text(right, _UNARY)}", _SINCE
        case Exists() | Forall():
            return _quantified(formula), _LOOSEST
        case Constant() | Atom() | Compare():
            return _primary(formula), _PRIMARY
        case Not() | Once() | Historically() | Always():
            return _unary(formula), _UNARY


def _unary(formula: Not | Once | Historically | Always) -> str:
    match formula:
        case Not(operand):
            return f"not {_text(operand, _UNARY)}"
        case Always(body):
            return f"always {_text(body, _UNARY)}"
        case Once(operand, window):
            return f"once{_window(window)} {_text(operand, _UNARY)}"
        case Historically(operand, window):
            return f"historically{_window(window)} {_text(operand, _UNARY)}"


def _primary(formula: Constant | Atom | Compare) -> str:
    match formula:
        case Constant(truth):
            return truth.name.lower()
        case Atom(name, args):
            return _name(name) + (f"({', '.join(map(_term, args))})" if args else "")
        case Compare(operator, left, right):
            return f"{_term(left)} {operator} {_term(right)}"


def _quantified(formula: Exists | Forall) -> str:
    kind = type(formula)
    bindings = []
    body: Formula = formula
    while isinstance(body, kind):
        bindings.append(f"{_name(body.variable)}: {_name(body.sort)}")
        body = body.body
    return f"{'exists' if kind is Exists else 'forall'} {', '.join(bindings)}. {_text(body, _LOOSEST)}"


def _term(term: Term) -> str:
    if isinstance(term, Variable):
        return _name(term.name)
    import json  # constants are rare, and it is not loaded otherwise

    return json.dumps(term, ensure_ascii=False)


def _window(window: Window) -> str:
    if window == Window():
        return ""
    upper = "inf" if window.upper is None else _bound(window.upper)
    return f"[{_bound(window.lower)}, {upper}]"


def _bound(bound: Bound) -> str:
    if isinstance(bound, Sum):
        return " + ".join(map(_bound, bound.plus)) + "".join(f" - {_bound(part)}" for part in bound.minus)
    if isinstance(bound, str):
        return _name(bound)
    # checker.base.time.show_duration rounds for reading; a formula must come back as it was.
    for unit, ns in (("s", NS_PER_S), ("ms", NS_PER_MS), ("us", NS_PER_US)):
        if bound % ns == 0:
            return f"{bound // ns}{unit}" if bound else "0"
    return f"{bound}ns"


def _name(name: str) -> str:
    if name in KEYWORDS or not NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be written as a name in a formula")
    return name
