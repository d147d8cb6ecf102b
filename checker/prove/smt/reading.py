"""Reads the model's terms in a state, as terms of the solver: one walk for every algebra."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import z3

from checker.prove.machines.machine import Clock, Kind, Machine, Range, Switch
from checker.prove.machines.terms import (
    Anything,
    AtMost,
    Choose,
    Equal,
    Every,
    Literal,
    Name,
    Not,
    Number,
    Plus,
    Ref,
    Some,
    Term,
    Time,
    walk,
)
from checker.prove.smt.algebra import Algebra, Expression, Quantity, Truth, conjunction, disjunction

# The value of a variable: a truth value of the solver, or a quantity.
Value = Expression | Quantity


def _nothing() -> Value:
    raise ValueError("only an update can choose anything")


@dataclass(frozen=True, slots=True)
class Reading:
    """A state: what each variable's value is to the solver."""

    machine: Machine
    algebra: Algebra
    values: Mapping[str, Value]

    def truth(self, term: Term) -> Truth:
        """Return a truth value. Raises ValueError if the term is none, KeyError if a variable is unknown."""
        match term:
            case Literal(value):
                return z3.BoolVal(value, self.algebra.context)
            case Ref(variable):
                return self._switch(variable)
            case Not(operand):
                return z3.Not(self.truth(operand))
            case Every(operands):
                return conjunction(self.algebra.context, [self.truth(each) for each in operands])
            case Some(operands):
                return disjunction(self.algebra.context, [self.truth(each) for each in operands])
            case Choose(condition, then, otherwise):
                return z3.If(self.truth(condition), self.truth(then), self.truth(otherwise))
            case _:
                return self._compared(term)

    def value(self, term: Term, kind: Kind, anything: Callable[[], Value] = _nothing) -> Value:
        """Return the value that a variable of this kind is set to; `anything` gives what is chosen freely."""
        match term:
            case Anything():
                return anything()
            case Choose(condition, then, otherwise) if not isinstance(kind, Switch):
                one, other = self.value(then, kind, anything), self.value(otherwise, kind, anything)
                return self.algebra.choose(self.truth(condition), one, other)
            case Choose(condition, then, otherwise):
                one, other = self.value(then, kind, anything), self.value(otherwise, kind, anything)
                return z3.If(self.truth(condition), one, other)
        match kind:
            case Switch():
                return self.truth(term)
            case Clock():
                return self.algebra.capped(self.quantity(term))
            case Range(_, _, names):
                return self.quantity(term, names)

    def quantity(self, term: Term, names: tuple[str, ...] = ()) -> Quantity:
        """Return a number or a time; `names` are those of the enumeration beside which the term stands.

        Raises ValueError if the term is none.
        """
        match term:
            case Number(value):
                return self.algebra.number(value)
            case Time(ns):
                return self.algebra.time(self.algebra.scale.units(ns))
            case Name(name):
                return self.algebra.number(names.index(name))
            case Ref(variable) if isinstance(found := self.values[variable], Quantity):
                return found
            case Plus(left, right):
                return self.algebra.plus(self.quantity(left, names), self.quantity(right, names))
            case Choose(condition, then, otherwise):
                one, other = self.quantity(then, names), self.quantity(otherwise, names)
                return self.algebra.choose(self.truth(condition), one, other)
            case _:
                raise ValueError(f"neither a number nor a time: {term}")

    def _switch(self, variable: str) -> Truth:
        value = self.values[variable]
        if isinstance(value, Quantity):
            raise ValueError(f"{variable} is no truth value")
        return value

    def _compared(self, term: Term) -> Truth:
        match term:
            case AtMost(left, right):
                return self.algebra.at_most(self.quantity(left), self.quantity(right))
            case Equal(left, right) if self._is_truth(left):
                return self.truth(left) == self.truth(right)
            case Equal(left, right):
                names = next(self._names(term), ())
                return self.algebra.equal(self.quantity(left, names), self.quantity(right, names))
            case _:
                raise ValueError(f"no truth value: {term}")

    def _is_truth(self, term: Term) -> bool:
        match term:
            case Ref(variable):
                return not isinstance(self.values[variable], Quantity)
            case Choose(_, then, _):
                return self._is_truth(then)
            case _:
                return isinstance(term, Literal | Not | Every | Some | Equal | AtMost)

    def _names(self, term: Term) -> Iterator[tuple[str, ...]]:
        """Yield the names of the enumerations that a comparison is about."""
        kinds = (self.machine.variables[each.variable].kind for each in walk(term) if isinstance(each, Ref))
        yield from (kind.names for kind in kinds if isinstance(kind, Range) and kind.names)
