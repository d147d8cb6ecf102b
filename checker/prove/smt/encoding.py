"""A machine as formulas of a solver: the start, and one step from `now` to `next`.

The step's relation is built once; the steps of a longer run are copies of it (`checker.prove.smt.copies`), made by the
solver's own substitution, which costs far less than building the terms anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import z3

from checker.prove.machines.machine import Action, Clock, Machine, Range, Switch, Variable
from checker.prove.machines.run import WAIT, State
from checker.prove.machines.terms import ANYTHING
from checker.prove.smt.algebra import Algebra, Expression, Quantity, Truth, conjunction, value_of
from checker.prove.smt.reading import Reading, Value

_WAIT = Action(WAIT)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A machine's formulas: `init` and `typed` of `now`; `step` of `now`, `next`, the delay and which action happens.

    `chosen` has one truth value for each of `actions`, of which exactly one is true; `own` are all solver variables
    that belong to a step alone.
    """

    machine: Machine
    algebra: Algebra
    actions: tuple[Action, ...]
    now: Reading
    later: Reading
    next: Reading
    delay: Quantity
    chosen: tuple[Truth, ...]
    own: tuple[Expression, ...]
    init: Truth
    typed: Truth
    step: Truth

    @property
    def wait(self) -> Truth:
        """Whether the step does nothing after its delay."""
        return self.chosen[-1]


def encode(machine: Machine, algebra: Algebra) -> Encoding:
    """Return the formulas of a machine without conditions (`assuming` took them away).

    Raises ValueError if actions or deadlines still depend on assumptions, or a term is not well formed.
    """
    if machine.assumptions:
        raise ValueError("the machine still depends on assumptions: " + ", ".join(machine.assumptions))
    actions = actions_of(machine)
    now, following = reading(machine, algebra, ""), reading(machine, algebra, "'")
    delay = algebra.clock("delay")
    later = delayed(now, delay)
    chosen, exactly_one = _selectors(algebra, actions)
    inputs = Inputs(machine, algebra)
    constraints = [exactly_one, algebra.typed(delay), *typed(following), *deadlines(later)]
    constraints += [z3.Implies(sign, later.truth(each.guard)) for sign, each in zip(chosen, actions, strict=True)]
    effects = [effect(each, later, inputs) for each in actions]
    constraints += [
        same(algebra, following.values[name], _chain(algebra, name, later.values[name], chosen, effects))
        for name in machine.variables
    ]
    return Encoding(
        machine=machine,
        algebra=algebra,
        actions=actions,
        now=now,
        later=later,
        next=following,
        delay=delay,
        chosen=tuple(chosen),
        own=(delay.term, *chosen, *inputs.terms),
        init=conjunction(algebra.context, [*typed(now), *starts(now)]),
        typed=conjunction(algebra.context, typed(now)),
        step=conjunction(algebra.context, [*constraints, *inputs.constraints]),
    )


def reading(machine: Machine, algebra: Algebra, mark: str) -> Reading:
    """Return how terms are read in a state whose solver variables have the machine's names and a mark."""
    return Reading(machine, algebra, {name: fresh(algebra, each, mark) for name, each in machine.variables.items()})


def fresh(algebra: Algebra, variable: Variable, mark: str) -> Value:
    """Return a solver variable for a variable."""
    match variable.kind:
        case Switch():
            return z3.Bool(variable.name + mark, algebra.context)
        case Clock():
            return algebra.clock(variable.name + mark)
        case kind:
            return algebra.counter(variable.name + mark, kind.least, kind.most)


def delayed(now: Reading, delay: Quantity) -> Reading:
    """Return how terms are read after a delay."""
    algebra = now.algebra
    clocks = {
        name: algebra.capped(algebra.plus(value, delay))
        for name, value in now.values.items()
        if isinstance(now.machine.variables[name].kind, Clock) and isinstance(value, Quantity)
    }
    return Reading(now.machine, algebra, {**now.values, **clocks})


def typed(state: Reading) -> list[Truth]:
    """Say that all values lie within their kinds."""
    return [state.algebra.typed(value) for value in state.values.values() if isinstance(value, Quantity)]


def starts(now: Reading) -> list[Truth]:
    """Say that a state is one of the machine's starts."""
    initial = [
        same(now.algebra, now.values[name], now.value(each.initial, each.kind))
        for name, each in now.machine.variables.items()
        if each.initial is not None and each.initial != ANYTHING
    ]
    return [*initial, *(now.truth(term) for term in now.machine.starts)]


def deadlines(later: Reading) -> list[Truth]:
    """Say that all deadlines hold."""
    return [later.truth(each.term) for each in later.machine.deadlines]


class Inputs:
    """What the environment chooses in a step: one solver variable for each variable that is set to anything."""

    def __init__(self, machine: Machine, algebra: Algebra, mark: str = "") -> None:
        self._machine, self._algebra, self._mark = machine, algebra, mark
        self.found: dict[str, Value] = {}

    def __call__(self, name: str) -> Value:
        """Return the solver variable for a variable."""
        if name not in self.found:
            self.found[name] = fresh(self._algebra, self._machine.variables[name], "?" + self._mark)
        return self.found[name]

    @property
    def terms(self) -> list[Expression]:
        """The solver variables."""
        return [term_of(each) for each in self.found.values()]

    @property
    def constraints(self) -> list[Truth]:
        """That what is chosen lies within the kinds."""
        return [self._algebra.typed(each) for each in self.found.values() if isinstance(each, Quantity)]


def effect(action: Action, later: Reading, inputs: Inputs) -> dict[str, Value]:
    """Return the values that an action gives to the variables that it sets."""
    kinds = later.machine.variables
    return {name: later.value(term, kinds[name].kind, partial(inputs, name)) for name, term in action.updates.items()}


@dataclass(frozen=True, slots=True)
class Move:
    """One action after a delay: when it is possible, and the state after it, in terms of the state before.

    `sets` are the variables that it sets, for `wait` the clocks. As each delay is one that `wait` could do, an action
    keeps what `wait` keeps unless that reads one of them.
    """

    action: Action
    possible: tuple[Truth, ...]
    after: Reading
    inputs: tuple[Expression, ...]
    sets: frozenset[str]


def moves(now: Reading, delay: Quantity, mark: str = "") -> Iterator[Move]:
    """Yield what each action does after a delay, `wait` last; `mark` tells the inputs of several steps apart."""
    machine, algebra, later = now.machine, now.algebra, delayed(now, delay)
    passing = [algebra.typed(delay), *deadlines(later)]
    clocks = frozenset(name for name, each in machine.variables.items() if isinstance(each.kind, Clock))
    for action in actions_of(machine):
        inputs = Inputs(machine, algebra, mark)
        values = effect(action, later, inputs)
        fits = [_fits(algebra, machine.variables[name], value) for name, value in values.items()]
        possible = (*passing, later.truth(action.guard), *fits, *inputs.constraints)
        sets = frozenset(values) if action.name != WAIT else clocks
        yield Move(action, possible, replace(later, values={**later.values, **values}), tuple(inputs.terms), sets)


def actions_of(machine: Machine) -> tuple[Action, ...]:
    """Return the machine's actions, and `wait` last."""
    return (*(each for each in machine.actions if each.name != WAIT), _WAIT)


def _fits(algebra: Algebra, variable: Variable, value: Value) -> Truth:
    """Say that a value lies in its variable's range: an action that would leave it is not possible."""
    if not isinstance(variable.kind, Range) or not isinstance(value, Quantity):
        return z3.BoolVal(True, algebra.context)
    least, most = algebra.number(variable.kind.least), algebra.number(variable.kind.most)
    return z3.And(algebra.at_most(least, value), algebra.at_most(value, most))


def same(algebra: Algebra, one: Value, other: Value) -> Truth:
    """Compare two values of one kind."""
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return algebra.equal(one, other)
    return one == other


def _chain(
    algebra: Algebra, name: str, unchanged: Value, chosen: Sequence[Truth], effects: Sequence[Mapping[str, Value]]
) -> Value:
    """Return a variable's next value: what the chosen action sets it to, else what it was."""
    grouped: dict[tuple[int, int], tuple[Value, list[Truth]]] = {}
    for sign, values in zip(chosen, effects, strict=True):
        if name in values:
            value = values[name]
            key = (term_of(value).get_id(), value.low if isinstance(value, Quantity) else 0)
            grouped.setdefault(key, (value, []))[1].append(sign)
    result = unchanged
    for value, signs in grouped.values():
        happens = signs[0] if len(signs) == 1 else z3.Or(*signs)
        if isinstance(value, Quantity) and isinstance(result, Quantity):
            result = algebra.choose(happens, value, result)
        else:
            result = z3.If(happens, value, result)
    return result


def _selectors(algebra: Algebra, actions: Sequence[Action]) -> tuple[list[Truth], Truth]:
    chosen = [z3.Bool(f"happens {each.name}", algebra.context) for each in actions]
    if len(chosen) == 1:
        return chosen, chosen[0]
    return chosen, z3.And(z3.Or(*chosen), z3.AtMost(*chosen, 1))


def term_of(value: Value) -> Expression:
    """Return the solver's term of a value."""
    return value.term if isinstance(value, Quantity) else value


def terms_of(state: Reading) -> list[Expression]:
    """Return the solver's terms of all values of a state, in the order of the machine's variables."""
    return [term_of(each) for each in state.values.values()]


def state_of(model: z3.ModelRef, machine: Machine, state: Reading) -> State:
    """Return the values that a model gives to the variables of a state; clocks in nanoseconds."""
    unit = state.algebra.scale.unit
    found = {}
    for name, value in state.values.items():
        if isinstance(value, Quantity):
            found[name] = value_of(model, value) * (unit if isinstance(machine.variables[name].kind, Clock) else 1)
        else:
            found[name] = int(z3.is_true(model.eval(value, model_completion=True)))
    return found
