"""The form that properties have: `forall ... always (trigger and guard implies requirement)`, taken apart.

The trigger is the first atom of the antecedent. It may stand under `once[d, d]`, with what else counts at that instant
(`once[d, d] (trigger and guard)`): then the requirement is about the instant `d` later, such as a deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.logic.formula import (
    Always,
    And,
    Atom,
    Bound,
    Constant,
    Forall,
    Formula,
    Implies,
    Once,
    conjunction,
)
from checker.logic.truth import Truth


@dataclass(frozen=True, slots=True)
class Triggered:
    """The parts of a property: `sorts` by variable in their order, and the requirement `delay` (ns) after the trigger.

    `guard` is about the instant of the requirement; what counts at the trigger stands in it under `once[d, d]`.
    """

    sorts: Mapping[str, str]
    trigger: Atom
    guard: Formula
    requirement: Formula
    delay: Bound = 0


def taken_apart(formula: Formula) -> Triggered:
    """Return the parts of a property; raise ValueError, in words, when it has another form."""
    sorts: dict[str, str] = {}
    while isinstance(formula, Forall):
        sorts[formula.variable] = formula.sort
        formula = formula.body
    if not isinstance(formula, Always) or not isinstance(formula.body, Implies):
        raise ValueError("the formula is not of the form 'forall ... always (... implies ...)'")
    first, *others = _parts(formula.body.left)
    delay: Bound = 0
    if isinstance(first, Once) and first.window.lower == first.window.upper:
        delay, window = first.window.lower, first.window
        first, *then = _parts(first.operand)
        others = [*([Once(conjunction(*then), window)] if then else []), *others]
    if not isinstance(first, Atom):
        raise ValueError("the antecedent does not start with an event or a fluent")
    guard = conjunction(*others) if others else Constant(Truth.TRUE)
    return Triggered(sorts, first, guard, formula.body.right, delay)


def _parts(formula: Formula) -> tuple[Formula, ...]:
    return formula.operands if isinstance(formula, And) else (formula,)
