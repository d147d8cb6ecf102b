"""Property patterns as formulas of the past: the forms in which people were found to write what must hold.

Dwyer, Avrunin, Corbett 1999, "Patterns in property specifications for finite-state verification"; Konrad and Cheng
2005, "Real-time specification patterns". Each pattern has the form of `checker.logic.triggered`: whenever the trigger
happens (or `within` after it), and the scope is open, something is required of the past. So a verdict falls at an
instant of the trace; what only a trace without end could show is no pattern here.

Of a scope, `after` opens it (again and again) and `until` closes it. With `closed` it counts only if it does close, and
all is judged there. `until` without `after` is the stretch before its first occurrence. What a scope is open for lies
between: the event that opens it belongs to it, the one that closes it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from checker.logic.formula import (
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
    Since,
    Sum,
    Variable,
    Window,
    conjunction,
    disjunction,
)
from checker.logic.grounding import negation
from checker.logic.truth import Truth

TRUE, FALSE = Constant(Truth.TRUE), Constant(Truth.FALSE)
# Each time more nests the formula deeper, and texts of formulas are nested so deep only (`checker.logic.reading`).
MOST_TIMES = 8
# Each one more looks at all members of its sort again.
MOST_OF = 5
_EVER = Window()
_EARLIER = Window(1)
_JUST_BEFORE = Window(1, 1)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a pattern is asked for: always, where nothing is given."""

    after: Formula | None = None
    until: Formula | None = None
    closed: bool = False

    @property
    def opened(self) -> Formula:
        """Whether the scope is open (up to and with now)."""
        if self.after is None:
            return TRUE
        return Once(self.after) if self.until is None else Since(Not(self.until), self.after)

    def had(self, formula: Formula, window: Window = _EVER) -> Formula:
        """Whether something was at an instant of the part of the scope that has passed, now included."""
        if self.after is None or self.until is None:
            return Once(_both(formula, self.opened), window)
        return Since(Not(self.until), _both(formula, self.opened), window)

    def had_before(self, formula: Formula, window: Window = _EARLIER) -> Formula:
        """Whether something was at an earlier instant of it."""
        if self.after is None or self.until is None:
            return Once(_both(formula, self.opened), window)
        narrower = Window(0, window.upper if window.upper is None else _less(window.upper, 1))
        # what closes the scope now parts it from all that was before
        return conjunction(Not(self.until), Once(self.had(formula, narrower), _JUST_BEFORE))


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is asked: the names are those of the contract, such as `response: subject, to: other, within: bound`."""

    subject: Formula
    scope: Scope = Scope()
    other: Formula = FALSE
    within: Bound | None = None
    most: int = 0


def absence(p: Pattern) -> Formula:
    """`subject` does not happen."""
    return _never(p, p.subject, TRUE)


def at_most(p: Pattern) -> Formula:
    """`subject` happens at most `most` times (Dwyer's bounded existence); with `within`, once in any such stretch."""
    if p.most > MOST_TIMES:
        raise ValueError(f"no more than {MOST_TIMES} times can be counted: say less")
    if p.within is not None and p.most != 1:
        raise ValueError("'within' goes with 'at-most: 1' only: the logic does not count in a stretch of time")
    window = Window(1, p.within)
    earlier: Formula = TRUE
    for _ in range(p.most):
        earlier = p.scope.had_before(_both(p.subject, earlier), window)
    return _never(p, p.subject, earlier)


def precedence(p: Pattern) -> Formula:
    """Whenever `other` happens, `subject` was before it, in the same scope (and at most `within` earlier)."""
    return _never(p, p.other, Not(p.scope.had(p.subject, Window(0, p.within))))


def existence(p: Pattern) -> Formula:
    """`subject` happens before the scope closes; or, with `within`, by then after it opened."""
    if p.within is not None:
        if p.scope.after is None or p.scope.closed:
            raise ValueError("'within' counts from where the scope opens: say 'after'")
        return _answered(p, p.scope.after, p.subject == p.scope.after, p.within)
    if p.scope.until is None:
        raise ValueError("no trace could show that it never comes: say 'within', 'before' or 'between'")
    if p.scope.after is None:
        return Implies(_first(p.scope.until), Once(p.subject, _EARLIER))
    closing = conjunction(p.scope.until, Once(p.scope.opened, _JUST_BEFORE))
    return Implies(closing, Once(p.scope.had(p.subject), _JUST_BEFORE))


def response(p: Pattern) -> Formula:
    """After each `other` comes a `subject` no later than `within`, unless the scope closes first."""
    if p.within is None:
        raise ValueError("no trace could show that it never comes: say 'within'")
    if p.scope.closed or (p.scope.after is None and p.scope.until is not None):
        raise ValueError("what it asks for is due by itself: say 'after', 'after' and 'until', or nothing")
    return _answered(p, _both(p.other, p.scope.opened), p.subject == p.other, p.within)


def at_most_one(atom: Atom, variable: str, sort: str, tolerance: Bound | None) -> Formula:
    """A state holds of one value of a variable at most; of two no longer than the tolerance."""
    other = f"another-{variable}"
    same = tuple(Variable(other) if arg == Variable(variable) else arg for arg in atom.args)
    both = conjunction(atom, Atom(atom.name, same))
    apart = Compare("!=", Variable(other), Variable(variable))
    return Implies(atom, Forall(other, sort, Implies(apart, Not(_throughout(both, tolerance)))))


def at_most_for(atom: Atom, bound: Bound) -> Formula:
    """A state lasts no longer than a bound (Konrad and Cheng's maximum duration)."""
    return Implies(atom, Not(_throughout(atom, bound)))


def at_least(count: int, trigger: Formula, counted: Exists, within: Bound | None) -> Formula:
    """Whenever the trigger happens, something is so of so many members of a sort (or was, at most `within` earlier)."""
    if not 1 <= count <= MOST_OF:
        raise ValueError(f"from 1 to {MOST_OF} can be counted")
    names = [counted.variable, *(f"{counted.variable}/{n}" for n in range(2, count + 1))]
    apart = [Compare("<", Variable(one), Variable(other)) for one, other in pairwise(names)]
    each = [_renamed(counted.body, counted.variable, name) for name in names]
    found = each if within is None else [Once(one, Window(0, within)) for one in each]
    formula = conjunction(*apart, *found)
    for name in reversed(names):
        formula = Exists(name, counted.sort, formula)
    return Implies(trigger, formula)


def _renamed(formula: Formula, old: str, new: str) -> Formula:
    """Return an event or state with one variable for another."""
    if not isinstance(formula, Atom):
        raise ValueError("what is counted is one event or state, with one _ in it")
    return Atom(formula.name, tuple(Variable(new) if arg == Variable(old) else arg for arg in formula.args))


PATTERNS: Mapping[str, Callable[[Pattern], Formula]] = MappingProxyType(
    {
        "absence": absence,
        "existence": existence,
        "precedence": precedence,
        "response": response,
        "at-most": at_most,
    }
)


def _never(p: Pattern, event: Formula, bad: Formula) -> Formula:
    """An event never happens where it is bad: judged when it happens, or when a scope closes that has to."""
    scope = p.scope
    if scope.until is None or (scope.after is not None and not scope.closed):
        return Implies(_both(event, scope.opened), negation(bad))
    if scope.after is None:
        return Implies(_first(scope.until), Not(Once(_both(event, bad), _EARLIER)))
    closing = conjunction(scope.until, Once(scope.opened, _JUST_BEFORE))
    return Implies(closing, Not(Once(scope.had(_both(event, bad)), _JUST_BEFORE)))


def _answered(p: Pattern, asked: Formula, itself: bool, within: Bound) -> Formula:
    """What was asked is answered by the deadline, or need not be any more; what would answer itself, by another one."""
    enough = p.subject if p.scope.until is None else disjunction(p.subject, p.scope.until)
    by = Window(0, _less(within, 1) if itself else within)
    return Implies(Once(asked, Window(within, within)), Once(enough, by))


def _throughout(formula: Formula, bound: Bound | None) -> Formula:
    return formula if bound is None else Historically(formula, Window(0, bound))


def _first(event: Formula) -> Formula:
    return conjunction(event, Not(Once(event, _EARLIER)))


def _both(one: Formula, other: Formula) -> Formula:
    return one if other == TRUE else conjunction(one, other)


def _less(bound: Bound, ns: int) -> Bound:
    match bound:
        case int():
            return bound - ns
        case str():
            return Sum((bound,), (ns,))
        case Sum(plus, minus):
            return Sum(plus, (*minus, ns))
