"""Turns what a solver says about a state (whole numbers, times in real seconds) back into the model's own terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import gcd, lcm

import z3

from checker.base.time import NS_PER_S
from checker.prove.machines.machine import Clock, Machine, Range
from checker.prove.machines.terms import (
    FALSE,
    TRUE,
    AtMost,
    Choose,
    Equal,
    Number,
    Plus,
    Ref,
    Term,
    Time,
    every,
    negation,
    some,
)
from checker.prove.smt.algebra import Expression

MOST_CASES = 64
MOST_TIMES = 8


class CannotBeSaidError(Exception):
    """A formula has no counterpart among the model's terms; the message names it."""


def conjuncts(formula: Expression) -> Iterator[Expression]:
    """Yield the parts of a conjunction, each as far as it goes."""
    if z3.is_and(formula):
        for child in formula.children():
            yield from conjuncts(child)
    else:
        yield formula


def returned(formula: Expression, machine: Machine) -> Term:
    """Return a formula, whose free variable number i is the machine's variable number i, as a term.

    Raises CannotBeSaidError.
    """
    return _Returning(machine, tuple(machine.variables)).truth(formula)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A linear sum of variables, and a constant; a clock's factor is per nanosecond."""

    factors: Mapping[str, Fraction]
    constant: Fraction

    def plus(self, other: _Sum, times: Fraction) -> _Sum:
        names = dict.fromkeys((*self.factors, *other.factors))
        summed = {n: self.factors.get(n, Fraction(0)) + times * other.factors.get(n, Fraction(0)) for n in names}
        return _Sum({n: factor for n, factor in summed.items() if factor}, self.constant + times * other.constant)


@dataclass(frozen=True, slots=True)
class _Returning:
    machine: Machine
    names: tuple[str, ...]

    def truth(self, formula: Expression) -> Term:
        children = formula.children()
        kind = formula.decl().kind() if z3.is_app(formula) else None
        match kind:
            case None:
                return Ref(self.names[z3.get_var_index(formula)])
            case z3.Z3_OP_TRUE | z3.Z3_OP_FALSE:
                return TRUE if kind == z3.Z3_OP_TRUE else FALSE
            case z3.Z3_OP_NOT:
                return negation(self.truth(children[0]))
            case z3.Z3_OP_AND:
                return every(*(self.truth(each) for each in children))
            case z3.Z3_OP_OR:
                return some(*(self.truth(each) for each in children))
            case z3.Z3_OP_IMPLIES:
                return some(negation(self.truth(children[0])), self.truth(children[1]))
            case z3.Z3_OP_ITE:
                return Choose(*(self.truth(each) for each in children))
            case _:
                return self._compared(formula, kind)

    def _compared(self, formula: Expression, kind: int) -> Term:
        left, right = formula.children() if formula.num_args() == 2 else (None, None)
        if left is None:
            raise CannotBeSaidError(str(formula))
        if kind == z3.Z3_OP_EQ and z3.is_bool(left):
            return Equal(self.truth(left), self.truth(right))
        difference = self._sum(left).plus(self._sum(right), Fraction(-1))
        opposite = _Sum({}, Fraction(0)).plus(difference, Fraction(-1))
        match kind:
            case z3.Z3_OP_LE:
                return self._not_positive(difference)
            case z3.Z3_OP_GE:
                return self._not_positive(opposite)
            case z3.Z3_OP_LT:
                return negation(self._not_positive(opposite))
            case z3.Z3_OP_GT:
                return negation(self._not_positive(difference))
            case z3.Z3_OP_EQ:
                return every(self._not_positive(difference), self._not_positive(opposite))
            case _:
                raise CannotBeSaidError(str(formula))

    def _sum(self, term: Expression) -> _Sum:
        if z3.is_var(term):
            name = self.names[z3.get_var_index(term)]
            is_clock = isinstance(self.machine.variables[name].kind, Clock)
            return _Sum({name: Fraction(1, NS_PER_S if is_clock else 1)}, Fraction(0))
        if z3.is_int_value(term) or z3.is_rational_value(term):
            return _Sum({}, Fraction(term.as_fraction()) if z3.is_rational_value(term) else Fraction(term.as_long()))
        children, kind = term.children(), term.decl().kind()
        if kind == z3.Z3_OP_TO_REAL:
            return self._sum(children[0])
        sums = [self._sum(each) for each in children]
        match kind:
            case z3.Z3_OP_ADD:
                return _added(sums, Fraction(1))
            case z3.Z3_OP_SUB:
                return _added(sums, Fraction(-1))
            case z3.Z3_OP_UMINUS:
                return _Sum({}, Fraction(0)).plus(sums[0], Fraction(-1))
            case z3.Z3_OP_MUL if len(sums) == 2 and not sums[0].factors:
                return _Sum({}, Fraction(0)).plus(sums[1], sums[0].constant)
            case _:
                raise CannotBeSaidError(str(term))

    def _not_positive(self, total: _Sum) -> Term:
        """Return that a sum is at most zero. Where numbers are added to times, each value of a number is a case."""
        clocks = [name for name in total.factors if isinstance(self.machine.variables[name].kind, Clock)]
        numbers = [name for name in total.factors if name not in clocks]
        if not clocks or not numbers:
            return _inequality(total, bool(clocks))
        ranges = [self._range(name) for name in numbers]
        cases = list(product(*(range(each.least, each.most + 1) for each in ranges)))
        if len(cases) > MOST_CASES:
            raise CannotBeSaidError(f"times that depend on {', '.join(numbers)}")
        return every(*(self._case(total, dict(zip(numbers, case, strict=True))) for case in cases))

    def _case(self, total: _Sum, values: Mapping[str, int]) -> Term:
        others = (negation(Equal(Ref(name), Number(value))) for name, value in values.items())
        constant = total.constant + sum(total.factors[name] * value for name, value in values.items())
        rest = {name: factor for name, factor in total.factors.items() if name not in values}
        return some(*others, _inequality(_Sum(rest, constant), True))

    def _range(self, name: str) -> Range:
        kind = self.machine.variables[name].kind
        if not isinstance(kind, Range):
            raise CannotBeSaidError(f"a sum with {name}")
        return kind


def _added(sums: list[_Sum], times: Fraction) -> _Sum:
    total = sums[0]
    for each in sums[1:]:
        total = total.plus(each, times)
    return total


def _inequality(total: _Sum, is_time: bool) -> Term:
    if not total.factors:
        return TRUE if total.constant <= 0 else FALSE
    scale = Fraction(lcm(*(each.denominator for each in total.factors.values())))
    scale /= gcd(*(int(each * scale) for each in total.factors.values()))
    constant = total.constant * scale
    if constant.denominator != 1:
        # A sum of whole numbers is at most a fraction where it is at most the whole number below it.
        if is_time:
            raise CannotBeSaidError(f"a time of {constant} ns")
        constant = Fraction(-(-constant // 1))
    factors = {name: int(factor * scale) for name, factor in total.factors.items()}
    if sum(abs(factor) for factor in factors.values()) > MOST_TIMES:
        raise CannotBeSaidError(f"multiples of {', '.join(factors)}")
    one = Time if is_time else Number
    over, under = [one(int(constant))] * (constant > 0), [one(-int(constant))] * (constant < 0)
    left: list[Term] = [Ref(name) for name, factor in factors.items() for _ in range(factor)]
    right: list[Term] = [Ref(name) for name, factor in factors.items() for _ in range(-factor)]
    return AtMost(_total([*left, *over], one(0)), _total([*right, *under], one(0)))


def _total(terms: list[Term], nothing: Term) -> Term:
    if not terms:
        return nothing
    total = terms[0]
    for each in terms[1:]:
        total = Plus(total, each)
    return total
