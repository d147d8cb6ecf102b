"""The syntax tree of past-time metric first-order temporal logic over events and fluents.

The operators are those of metric temporal logic (Koymans 1990), restricted to the past and with quantifiers over
finite sorts (Basin, Klaedtke, Mueller, Zalinescu 2015, "Monitoring metric first-order temporal properties"). At each
integer instant t a formula has one of Kleene's three truth values; with `min` for conjunction and `max` for disjunction

    once[a,b] f          at t  =  max of f(t') over t' in [t-b, t-a]
    historically[a,b] f  at t  =  min of f(t') over t' in [t-b, t-a]
    f since[a,b] g       at t  =  max over t' in [t-b, t-a] of min(g(t'), min of f(t'') over t'' in (t', t])

Outside the observed stretch of time every atom is UNKNOWN, so a window that reaches back beyond the start is not
vacuously true or false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from checker.logic.truth import Truth


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that an enclosing quantifier binds."""

    name: str


# A term is a variable, or a constant written as the name itself.
Term = Variable | str

# What a sum adds up: a number of nanoseconds, or the name of a parameter that has one.
Summand = int | str


@dataclass(frozen=True, slots=True)
class Sum:
    """A bound made of others, such as `interval + tolerance`."""

    plus: tuple[Summand, ...]
    minus: tuple[Summand, ...] = ()


Bound = Summand | Sum

Comparison = Literal["=", "!=", "<"]


@dataclass(frozen=True, slots=True)
class Window:
    """How far back an operator looks: from `lower` to `upper` before now, both included; None is infinity."""

    lower: Bound = 0
    upper: Bound | None = None

    def __post_init__(self) -> None:
        if isinstance(self.lower, int) and self.lower < 0:
            raise ValueError(f"a past window starts at 0 or earlier, not in the future: {self.lower}")
        if isinstance(self.lower, int) and isinstance(self.upper, int) and self.lower > self.upper:
            raise ValueError(f"window ends before it starts: [{self.lower}, {self.upper}]")


@dataclass(frozen=True, slots=True)
class Constant:
    """A formula with the same truth value at every instant."""

    truth: Truth


@dataclass(frozen=True, slots=True)
class Atom:
    """A predicate over terms: an event (TRUE exactly when it happens) or a fluent (TRUE while it holds)."""

    name: str
    args: tuple[Term, ...] = ()

    def __str__(self) -> str:
        """Return `name(argument, ...)` for messages; `checker.logic.syntax.show` gives text that parses again."""
        words = (arg.name if isinstance(arg, Variable) else arg for arg in self.args)
        return f"{self.name}({', '.join(words)})" if self.args else self.name


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two terms by name; `<` is the order of strings, used to name each pair once."""

    operator: Comparison
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Not:
    """Kleene negation: 2 - f."""

    operand: Formula


@dataclass(frozen=True, slots=True)
class And:
    """The minimum of two or more operands."""

    operands: tuple[Formula, ...]

    def __post_init__(self) -> None:
        _at_least_two(self.operands)


@dataclass(frozen=True, slots=True)
class Or:
    """The maximum of two or more operands."""

    operands: tuple[Formula, ...]

    def __post_init__(self) -> None:
        _at_least_two(self.operands)


@dataclass(frozen=True, slots=True)
class Implies:
    """The maximum of 2 - left and right."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Exists:
    """The maximum of the body over every member of a sort."""

    variable: str
    sort: str
    body: Formula


@dataclass(frozen=True, slots=True)
class Forall:
    """The minimum of the body over every member of a sort."""

    variable: str
    sort: str
    body: Formula


@dataclass(frozen=True, slots=True)
class Once:
    """At some instant of the window the operand was true."""

    operand: Formula
    window: Window = Window()


@dataclass(frozen=True, slots=True)
class Historically:
    """At every instant of the window the operand was true."""

    operand: Formula
    window: Window = Window()


@dataclass(frozen=True, slots=True)
class Since:
    """`right` was true at an instant of the window, and `left` has been true at each instant after that one."""

    left: Formula
    right: Formula
    window: Window = Window()


@dataclass(frozen=True, slots=True)
class Always:
    """The body is true at every instant; only at the top of a property, below its universal quantifiers."""

    body: Formula


Formula = Constant | Atom | Compare | Not | And | Or | Implies | Exists | Forall | Once | Historically | Since | Always


def conjunction(*operands: Formula) -> Formula:
    """Return the conjunction of any number of formulas (TRUE of none)."""
    if len(operands) == 1:
        return operands[0]
    return And(operands) if operands else Constant(Truth.TRUE)


def disjunction(*operands: Formula) -> Formula:
    """Return the disjunction of any number of formulas (FALSE of none)."""
    if len(operands) == 1:
        return operands[0]
    return Or(operands) if operands else Constant(Truth.FALSE)


def children(formula: Formula) -> tuple[Formula, ...]:
    """Return the direct subformulas, from left to right."""
    match formula:
        case Constant() | Atom() | Compare():
            return ()
        case And() | Or():
            return formula.operands
        case Implies() | Since():
            return (formula.left, formula.right)
        case Exists() | Forall() | Always():
            return (formula.body,)
        case Not() | Once() | Historically():
            return (formula.operand,)


def walk(formula: Formula) -> Iterator[Formula]:
    """Yield the formula and all its subformulas, each before its parts."""
    yield formula
    for child in children(formula):
        yield from walk(child)


def atoms_of(formula: Formula) -> tuple[Atom, ...]:
    """Return the distinct atoms in the order of their first occurrence."""
    return tuple(dict.fromkeys(node for node in walk(formula) if isinstance(node, Atom)))


def parameters_of(formula: Formula) -> frozenset[str]:
    """Return the names of the parameters that the windows mention."""
    windows = [node.window for node in walk(formula) if isinstance(node, Once | Historically | Since)]
    bounds = [bound for w in windows for bound in (w.lower, w.upper)]
    parts = [part for b in bounds for part in ((*b.plus, *b.minus) if isinstance(b, Sum) else (b,))]
    return frozenset(part for part in parts if isinstance(part, str))


def misplaced_always(formula: Formula) -> Always | None:
    """Return an `always` that is not at the top (below universal quantifiers only), or None."""
    body = formula
    while isinstance(body, Forall):
        body = body.body
    if isinstance(body, Always):
        body = body.body
    return next((node for node in walk(body) if isinstance(node, Always)), None)


def _at_least_two(operands: tuple[Formula, ...]) -> None:
    if len(operands) < 2:
        raise ValueError("and/or take two operands or more; see conjunction() and disjunction() for any number")
