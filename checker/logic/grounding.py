"""From a property to the ground formulas that the monitor reads: parameters, comparisons and quantifiers go away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    Window,
    conjunction,
    disjunction,
    misplaced_always,
)
from checker.logic.truth import Truth

Domains = Mapping[str, Sequence[str]]
Binding = Mapping[str, str]
Parameters = Mapping[str, int]

NO_PARAMETERS: Parameters = {}
UNBOUND: Binding = {}
TRUE, FALSE, UNKNOWN = Constant(Truth.TRUE), Constant(Truth.FALSE), Constant(Truth.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a property: the values of its leading variables, and what must be true at every instant."""

    binding: tuple[tuple[str, str], ...]
    formula: Formula


def instances(formula: Formula, domains: Domains, parameters: Parameters = NO_PARAMETERS) -> tuple[Instance, ...]:
    """Return the instances of `forall x: s, ... . always f`, in the order of the domains.

    Those that are TRUE whatever happens (such as `h < g and ...` for h = g) are left out.
    """
    if misplaced_always(formula):
        raise ValueError("'always' may stand only at the top, below 'forall'")
    found = [
        Instance(binding, ground(body, domains, parameters, dict(binding)))
        for binding, body in _open(formula, domains, ())
    ]
    return tuple(instance for instance in found if instance.formula != TRUE)


def _open(
    formula: Formula, domains: Domains, binding: tuple[tuple[str, str], ...]
) -> list[tuple[tuple[tuple[str, str], ...], Formula]]:
    match formula:
        case Forall(variable, sort, body):
            values = _members(sort, domains)
            return [leaf for value in values for leaf in _open(body, domains, (*binding, (variable, value)))]
        case Always(body):
            return [(binding, body)]
        case _:
            return [(binding, formula)]


def ground(
    formula: Formula, domains: Domains, parameters: Parameters = NO_PARAMETERS, binding: Binding = UNBOUND
) -> Formula:
    """Return the formula without quantifiers, comparisons and parameters, its constants folded.

    Raises ValueError for a sort without a domain, a parameter without a value, or an unbound variable.
    """
    return _Grounding(domains, parameters).ground(formula, binding)


@dataclass(frozen=True, slots=True)
class _Grounding:
    domains: Domains
    parameters: Parameters

    def ground(self, formula: Formula, binding: Binding) -> Formula:
        match formula:
            case Constant():
                return formula
            case Atom(name, args):
                return Atom(name, tuple(_value(arg, binding) for arg in args))
            case Compare(operator, left, right):
                return _compare(operator, _value(left, binding), _value(right, binding))
            case Exists() | Forall():
                return self._quantified(formula, binding)
            case Once() | Historically() | Since():
                return self._past(formula, binding)
            case Always(body):
                return Always(self.ground(body, binding))
            case Not() | And() | Or() | Implies():
                return self._connective(formula, binding)

    def _quantified(self, formula: Exists | Forall, binding: Binding) -> Formula:
        members = _members(formula.sort, self.domains)
        parts = [self.ground(formula.body, {**binding, formula.variable: member}) for member in members]
        return any_of(*parts) if isinstance(formula, Exists) else all_of(*parts)

    def _connective(self, formula: Not | And | Or | Implies, binding: Binding) -> Formula:
        match formula:
            case Not(operand):
                return negation(self.ground(operand, binding))
            case And(operands):
                return all_of(*(self.ground(f, binding) for f in operands))
            case Or(operands):
                return any_of(*(self.ground(f, binding) for f in operands))
            case Implies(left, right):
                return implication(self.ground(left, binding), self.ground(right, binding))

    def _past(self, formula: Once | Historically | Since, binding: Binding) -> Formula:
        window = self._window(formula.window)
        match formula:
            case Since(left, right):
                return since(self.ground(left, binding), self.ground(right, binding), window)
            case Once(operand) | Historically(operand):
                part = self.ground(operand, binding)
                # A constant is the same at each instant of a window, and no window is empty.
                return part if isinstance(part, Constant) else type(formula)(part, window)

    def _window(self, window: Window) -> Window:
        upper = window.upper if window.upper is None else self._bound(window.upper)
        return Window(self._bound(window.lower), upper)

    def _bound(self, bound: Bound) -> int:
        if isinstance(bound, int):
            return bound
        if isinstance(bound, Sum):
            return sum(map(self._bound, bound.plus)) - sum(map(self._bound, bound.minus))
        if bound not in self.parameters:
            raise ValueError(f"no value for the parameter '{bound}', there are: {', '.join(sorted(self.parameters))}")
        return self.parameters[bound]


def _members(sort: str, domains: Domains) -> Sequence[str]:
    if sort not in domains:
        raise ValueError(f"no members for the sort '{sort}', there are: {', '.join(sorted(domains))}")
    return domains[sort]


def _value(term: Term, binding: Binding) -> str:
    if isinstance(term, str):
        return term
    if term.name not in binding:
        raise ValueError(f"no quantifier binds '{term.name}'")
    return binding[term.name]


def _compare(operator: str, left: str, right: str) -> Constant:
    holds = left < right if operator == "<" else (left == right) == (operator == "=")
    return Constant(Truth.of(holds))


def negation(operand: Formula) -> Formula:
    """Return the negation, folded: not of a constant, not of a negation."""
    match operand:
        case Constant(truth):
            return Constant(truth.negated())
        case Not(inner):
            return inner
        case _:
            return Not(operand)


def all_of(*operands: Formula) -> Formula:
    """Return the conjunction without repetitions and neutral operands; FALSE if an operand is FALSE."""
    kept = dict.fromkeys(f for f in operands if f != TRUE)
    return FALSE if FALSE in kept else conjunction(*kept)


def any_of(*operands: Formula) -> Formula:
    """Return the disjunction without repetitions and neutral operands; TRUE if an operand is TRUE."""
    kept = dict.fromkeys(f for f in operands if f != FALSE)
    return TRUE if TRUE in kept else disjunction(*kept)


def implication(left: Formula, right: Formula) -> Formula:
    """Return the implication, folded where a side is TRUE or FALSE, or both sides are constants."""
    if left == FALSE or right == TRUE:
        return TRUE
    if left == TRUE:
        return right
    if right == FALSE or (isinstance(left, Constant) and isinstance(right, Constant)):
        return any_of(negation(left), right)
    return Implies(left, right)


def since(left: Formula, right: Formula, window: Window) -> Formula:
    """Return `left since[a,b] right`, folded where a side is a constant and the value follows."""
    if right == FALSE:
        return FALSE
    if left == FALSE:
        # Only t' = t leaves no instant at which the left side would have to hold.
        return right if window.lower == 0 else FALSE
    if isinstance(left, Constant) and isinstance(right, Constant):
        return right if window.lower == 0 else Constant(min(left.truth, right.truth))
    return Once(right, window) if left == TRUE else Since(left, right, window)
