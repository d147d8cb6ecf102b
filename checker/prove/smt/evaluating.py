"""Turns a term into a function of a state, to sieve many guesses quickly. No proof rests on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from checker.prove.machines.machine import Machine, Range
from checker.prove.machines.terms import (
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

# Clocks in nanoseconds, in dense time maybe parts of one.
Evaluator = Callable[[Mapping[str, int | Fraction]], int | Fraction]


def evaluator(term: Term, machine: Machine, names: tuple[str, ...] = ()) -> Evaluator:
    """Return the function from states to the term's value, 0 or 1 of a truth value.

    Raises ValueError if the term has no value.
    """
    match term:
        case Literal(value) | Number(value) | Time(value):
            constant = int(value)
            return lambda state: constant
        case Name(name):
            position = names.index(name)
            return lambda state: position
        case Ref(variable):
            return lambda state: state[variable]
        case Not(operand):
            inner = evaluator(operand, machine)
            return lambda state: not inner(state)
        case Every(operands):
            conjuncts = [evaluator(each, machine) for each in operands]
            return lambda state: all(each(state) for each in conjuncts)
        case Some(operands):
            disjuncts = [evaluator(each, machine) for each in operands]
            return lambda state: any(each(state) for each in disjuncts)
        case _:
            return _of_parts(term, machine, names or _names(term, machine))


def _of_parts(term: Term, machine: Machine, names: tuple[str, ...]) -> Evaluator:
    match term:
        case Choose(condition, then, otherwise):
            decides = evaluator(condition, machine)
            one, other = evaluator(then, machine, names), evaluator(otherwise, machine, names)
            return lambda state: one(state) if decides(state) else other(state)
        case Equal(left, right):
            one, other = evaluator(left, machine, names), evaluator(right, machine, names)
            return lambda state: one(state) == other(state)
        case AtMost(left, right):
            one, other = evaluator(left, machine), evaluator(right, machine)
            return lambda state: one(state) <= other(state)
        case Plus(left, right):
            one, other = evaluator(left, machine), evaluator(right, machine)
            return lambda state: one(state) + other(state)
        case _:
            raise ValueError(f"it has no value: {term}")


def _names(term: Term, machine: Machine) -> tuple[str, ...]:
    for each in walk(term):
        if isinstance(each, Ref) and isinstance(kind := machine.variables[each.variable].kind, Range) and kind.names:
            return kind.names
    return ()
