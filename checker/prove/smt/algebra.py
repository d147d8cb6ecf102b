"""What numbers and times are to the solver: bit-vectors as narrow as possible, integers, or integers and real seconds.

Bit-vectors are for searching: z3's solver for finite domains decides them some hundred times faster than integers.
Integers are for Spacer, and to check a proof a second time by another theory. Real seconds are for certificates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import z3

from checker.base.time import NS_PER_S
from checker.prove.machines.scaling import Scale

# z3 comes without types: what one of its truth values is, and what one of its terms is.
Truth = Any
Expression = Any


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a time: the solver's term, and between which bounds it lies."""

    term: Expression
    low: int
    high: int


class Algebra(Protocol):
    """How quantities are made and compared. Times are given in units of the scale."""

    context: z3.Context
    scale: Scale

    def number(self, value: int) -> Quantity:
        """Return a whole number."""

    def time(self, units: int) -> Quantity:
        """Return a time."""

    def counter(self, name: str, low: int, high: int) -> Quantity:
        """Return a variable for a whole number."""

    def clock(self, name: str) -> Quantity:
        """Return a variable for a time."""

    def typed(self, variable: Quantity) -> Truth:
        """Say that the value of a variable lies between its bounds."""

    def at_most(self, left: Quantity, right: Quantity) -> Truth:
        """Compare."""

    def equal(self, left: Quantity, right: Quantity) -> Truth:
        """Compare."""

    def plus(self, left: Quantity, right: Quantity) -> Quantity:
        """Add."""

    def choose(self, condition: Truth, then: Quantity, otherwise: Quantity) -> Quantity:
        """Return one or the other."""

    def capped(self, time: Quantity) -> Quantity:
        """Return a time as a clock can show it."""


class Bits:
    """Bit-vectors, each as wide as its bounds ask; two's complement only where a bound is negative."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.context = z3.Context()

    def number(self, value: int) -> Quantity:
        """Return a whole number."""
        return Quantity(z3.BitVecVal(value, _width(value, value), self.context), value, value)

    def time(self, units: int) -> Quantity:
        """Return a time."""
        return self.number(units)

    def counter(self, name: str, low: int, high: int) -> Quantity:
        """Return a variable for a whole number."""
        return Quantity(z3.BitVec(name, _width(low, high), self.context), low, high)

    def clock(self, name: str) -> Quantity:
        """Return a variable for a time."""
        return self.counter(name, 0, self.scale.cap)

    def typed(self, variable: Quantity) -> Truth:
        """Say that the value of a variable lies between its bounds."""
        term, low, high = variable.term, variable.low, variable.high
        if low < 0:
            return z3.And(term >= low, term <= high)
        least = [] if low == 0 else [z3.UGE(term, low)]
        most = [] if high == 2 ** term.size() - 1 else [z3.ULE(term, high)]
        return conjunction(self.context, [*least, *most])

    def at_most(self, left: Quantity, right: Quantity) -> Truth:
        """Compare."""
        if left.high <= right.low or right.high < left.low:
            return z3.BoolVal(left.high <= right.low, self.context)
        one, other, low, _ = _aligned(left, right)
        return one <= other if low < 0 else z3.ULE(one, other)

    def equal(self, left: Quantity, right: Quantity) -> Truth:
        """Compare."""
        one, other, _, _ = _aligned(left, right)
        return one == other

    def plus(self, left: Quantity, right: Quantity) -> Quantity:
        """Add."""
        low, high = left.low + right.low, left.high + right.high
        width = _width(min(low, left.low, right.low), max(high, left.high, right.high))
        total = _widened(left, width) + _widened(right, width)
        return Quantity(_narrowed(total, _width(low, high)), low, high)

    def choose(self, condition: Truth, then: Quantity, otherwise: Quantity) -> Quantity:
        """Return one or the other."""
        one, other, low, high = _aligned(then, otherwise)
        return Quantity(z3.If(condition, one, other), low, high)

    def capped(self, time: Quantity) -> Quantity:
        """Return a time as a clock can show it."""
        cap = self.scale.cap
        if time.high <= cap:
            return time
        capped = self.choose(self.at_most(time, self.time(cap)), time, self.time(cap))
        return Quantity(_narrowed(capped.term, _width(0, cap)), 0, cap)


class Integers:
    """Whole numbers, and times in units, without a bound of their own; clocks stand still at the cap."""

    def __init__(self, scale: Scale, context: z3.Context | None = None) -> None:
        self.scale = scale
        self.context = context or z3.Context()

    def number(self, value: int) -> Quantity:
        """Return a whole number."""
        return Quantity(z3.IntVal(value, self.context), value, value)

    def time(self, units: int) -> Quantity:
        """Return a time."""
        return self.number(units)

    def counter(self, name: str, low: int, high: int) -> Quantity:
        """Return a variable for a whole number."""
        return Quantity(z3.Int(name, self.context), low, high)

    def clock(self, name: str) -> Quantity:
        """Return a variable for a time."""
        return self.counter(name, 0, self.scale.cap)

    def typed(self, variable: Quantity) -> Truth:
        """Say that the value of a variable lies between its bounds."""
        return z3.And(variable.term >= variable.low, variable.term <= variable.high)

    def at_most(self, left: Quantity, right: Quantity) -> Truth:
        """Compare."""
        return left.term <= right.term

    def equal(self, left: Quantity, right: Quantity) -> Truth:
        """Compare."""
        return left.term == right.term

    def plus(self, left: Quantity, right: Quantity) -> Quantity:
        """Add."""
        return Quantity(left.term + right.term, left.low + right.low, left.high + right.high)

    def choose(self, condition: Truth, then: Quantity, otherwise: Quantity) -> Quantity:
        """Return one or the other."""
        low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
        return Quantity(z3.If(condition, then.term, otherwise.term), low, high)

    def capped(self, time: Quantity) -> Quantity:
        """Return a time as a clock can show it."""
        cap = self.scale.cap
        return time if time.high <= cap else self.choose(time.term <= cap, time, self.time(cap))


class Seconds(Integers):
    """Whole numbers, and times as real seconds: dense time, in which a clock never stands still."""

    def time(self, units: int) -> Quantity:
        """Return a time."""
        return Quantity(z3.Q(units * self.scale.unit, NS_PER_S, self.context), units, units)

    def clock(self, name: str) -> Quantity:
        """Return a variable for a time."""
        return Quantity(z3.Real(name, self.context), 0, self.scale.cap)

    def typed(self, variable: Quantity) -> Truth:
        """Say that the value of a variable lies between its bounds; a time is not negative."""
        return variable.term >= 0 if z3.is_real(variable.term) else super().typed(variable)

    def capped(self, time: Quantity) -> Quantity:
        """Return the time itself."""
        return time


def conjunction(context: z3.Context, terms: Sequence[Truth]) -> Truth:
    """Return the conjunction, also of nothing."""
    return _joined(context, terms, z3.Z3_mk_and) if terms else z3.BoolVal(True, context)


def disjunction(context: z3.Context, terms: Sequence[Truth]) -> Truth:
    """Return the disjunction, also of nothing."""
    return _joined(context, terms, z3.Z3_mk_or) if terms else z3.BoolVal(False, context)


def _joined(context: z3.Context, terms: Sequence[Truth], make: Callable[..., object]) -> Truth:
    """Join truth values without z3.And's and z3.Or's look at the sort of each, which would take longest of all."""
    if len(terms) == 1:
        return terms[0]
    array = (z3.Ast * len(terms))(*(each.as_ast() for each in terms))
    return z3.BoolRef(make(context.ref(), len(terms), array), context)


def value_of(model: z3.ModelRef, quantity: Quantity) -> int:
    """Return the number that a model of bit-vectors or integers gives to a quantity."""
    value = model.eval(quantity.term, model_completion=True)
    if not z3.is_bv(value):
        return int(value.as_long())
    return int(value.as_signed_long() if quantity.low < 0 else value.as_long())


def _width(low: int, high: int) -> int:
    """How many bits values between these bounds need."""
    return max(high.bit_length(), 1) if low >= 0 else max((-low - 1).bit_length(), high.bit_length(), 0) + 1


def _aligned(one: Quantity, other: Quantity) -> tuple[Expression, Expression, int, int]:
    low, high = min(one.low, other.low), max(one.high, other.high)
    width = _width(low, high)
    return _widened(one, width), _widened(other, width), low, high


def _narrowed(term: Expression, width: int) -> Expression:
    return term if term.size() == width else z3.Extract(width - 1, 0, term)


def _widened(quantity: Quantity, width: int) -> Expression:
    more = width - quantity.term.size()
    if not more:
        return quantity.term
    return z3.SignExt(more, quantity.term) if quantity.low < 0 else z3.ZeroExt(more, quantity.term)
