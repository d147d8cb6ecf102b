"""The expressions of a model: neutral data that the solver's encoding and the interpreter read each in its own way.

Three kinds of values: truth values, small integers (an enumeration is one whose values have names) and clocks. A clock
is a time in nanoseconds that grows by itself; it can be compared with a time, with another clock, and set.

Time is dense. Guards and deadlines compare clocks by `<=` and `>=` only, never by `<`: such a model reaches the same
states, at the same times, whether its delays are real numbers or multiples of the greatest common divisor of
all its times (Henzinger, Manna, Pnueli 1992, "What good are digital clocks?"). So scaled integers lose nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


class _Node:
    """A term made of others. Its hash, and what it reads, are computed once: terms are keys everywhere, and large."""

    __slots__ = ("_hash", "_reads")
    _hash: int
    _reads: frozenset[str]

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            object.__setattr__(self, "_hash", hash((type(self), children(self))))  # type: ignore[arg-type]
            return self._hash


class _Truth(_Node):
    """What a truth value can be combined with."""

    __slots__ = ()

    def __and__(self, other: Term) -> Term:
        return every(self, other)  # type: ignore[arg-type]

    def __or__(self, other: Term) -> Term:
        return some(self, other)  # type: ignore[arg-type]

    def __invert__(self) -> Term:
        return negation(self)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Literal(_Truth):
    """True or false."""

    value: bool


TRUE = Literal(True)
FALSE = Literal(False)


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    value: int


@dataclass(frozen=True, slots=True)
class Time:
    """A time in nanoseconds."""

    ns: int


@dataclass(frozen=True, slots=True)
class Name:
    """A value of an enumeration, by its name; it stands beside a `Ref` of that enumeration."""

    name: str


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value of the variable's kind: an update that the environment chooses."""


ANYTHING = Anything()


@dataclass(frozen=True, slots=True)
class Ref(_Truth):
    """The value of a variable; as a truth value only if the variable is a switch."""

    variable: str

    def is_(self, name: str) -> Term:
        """Say that an enumeration has the value of this name."""
        return Equal(self, Name(name))

    def equals(self, value: int | Term) -> Term:
        """Say that a number has this value."""
        return Equal(self, _number(value))

    def at_most(self, value: int | Term) -> Term:
        """Say that a number is at most this one."""
        return AtMost(self, _number(value))

    def at_least(self, value: int | Term) -> Term:
        """Say that a number is at least this one."""
        return AtMost(_number(value), self)

    def within(self, ns: int) -> Term:
        """Say that a clock shows at most so many nanoseconds."""
        return AtMost(self, Time(ns))

    def since(self, ns: int) -> Term:
        """Say that a clock shows at least so many nanoseconds."""
        return AtMost(Time(ns), self)

    def plus(self, value: int) -> Term:
        """Return the number raised by `value` (which may be negative); it must stay in the variable's range."""
        return Plus(self, Number(value))


@dataclass(frozen=True, slots=True)
class Not(_Truth):
    """Negation."""

    __hash__ = _Node.__hash__

    operand: Term


@dataclass(frozen=True, slots=True)
class Every(_Truth):
    """Conjunction; of nothing, true."""

    __hash__ = _Node.__hash__

    operands: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Some(_Truth):
    """Disjunction; of nothing, false."""

    __hash__ = _Node.__hash__

    operands: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Equal(_Truth):
    """Equality of two numbers, or of an enumeration and a name."""

    __hash__ = _Node.__hash__

    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class AtMost(_Truth):
    """`left <= right`, of numbers or of times and clocks."""

    __hash__ = _Node.__hash__

    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Plus(_Node):
    """A sum of numbers, or of a clock and a time."""

    __hash__ = _Node.__hash__

    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Choose(_Truth):
    """`then` where the condition holds, else `otherwise`; both of one kind."""

    __hash__ = _Node.__hash__

    condition: Term
    then: Term
    otherwise: Term


Term = Literal | Number | Time | Name | Anything | Ref | Not | Every | Some | Equal | AtMost | Plus | Choose


def every(*operands: Term) -> Term:
    """Return the conjunction, without what changes nothing."""
    kept = tuple(dict.fromkeys(flat for each in operands for flat in _parts(each, Every) if flat != TRUE))
    if FALSE in kept:
        return FALSE
    return kept[0] if len(kept) == 1 else Every(kept) if kept else TRUE


def some(*operands: Term) -> Term:
    """Return the disjunction, without what changes nothing."""
    kept = tuple(dict.fromkeys(flat for each in operands for flat in _parts(each, Some) if flat != FALSE))
    if TRUE in kept:
        return TRUE
    return kept[0] if len(kept) == 1 else Some(kept) if kept else FALSE


def negation(operand: Term) -> Term:
    """Return the negation, without a double one."""
    match operand:
        case Literal(value):
            return Literal(not value)
        case Not(inner):
            return inner
        case _:
            return Not(operand)


def implies(left: Term, right: Term) -> Term:
    """Return `not left or right`."""
    return some(negation(left), right)


def children(term: Term) -> tuple[Term, ...]:
    """Return the terms that a term is directly made of."""
    match term:
        case Not(operand):
            return (operand,)
        case Every(operands) | Some(operands):
            return operands
        case Equal(left, right) | AtMost(left, right) | Plus(left, right):
            return (left, right)
        case Choose(condition, then, otherwise):
            return (condition, then, otherwise)
        case _:
            return ()


def walk(term: Term) -> Iterator[Term]:
    """Yield a term and all terms in it."""
    yield term
    for child in children(term):
        yield from walk(child)


def variables_of(term: Term) -> frozenset[str]:
    """Return the names of the variables that a term reads."""
    if isinstance(term, Ref):
        return frozenset((term.variable,))
    if not isinstance(term, _Node):
        return frozenset()
    try:
        return term._reads
    except AttributeError:
        object.__setattr__(term, "_reads", frozenset().union(*map(variables_of, children(term))))
        return term._reads


def _parts(term: Term, kind: type[Every | Some]) -> tuple[Term, ...]:
    return term.operands if isinstance(term, kind) else (term,)


def _number(value: int | Term) -> Term:
    return Number(value) if isinstance(value, int) else value
