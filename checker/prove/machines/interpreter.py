"""What a machine means, read directly: values of terms, steps, and whether a run is one.

The second reader of `checker.prove.machines.machine`, beside the encoding for the solver, with which it shares no
code: it counts in nanoseconds, has no largest clock, and evaluates one state at a time. A run that the solver found
counts only if this reading accepts it. A machine is read as under no assumption; see `machine.assuming`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from checker.base.time import show_duration
from checker.prove.machines.machine import Action, Clock, Kind, Machine, Range, Switch, Variable
from checker.prove.machines.run import WAIT, Run, State, Step
from checker.prove.machines.terms import (
    ANYTHING,
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
from checker.prove.machines.wording import told

Variables = Mapping[str, Variable]
Names = tuple[str, ...]

WAITING = Action(WAIT)


def value(term: Term, state: State, variables: Variables, names: Names = ()) -> int:
    """Return what a term is in a state: 0 or 1 of a truth value, a number, a position, or nanoseconds.

    `names` are those of the enumeration beside which a bare `Name` stands. Raises ValueError for a name that it does
    not have and for `Anything`, which has no value; KeyError for a variable that the state does not have.
    """
    match term:
        case Ref(variable):
            return state[variable]
        case Every(operands):
            return int(all(value(each, state, variables) for each in operands))
        case Some(operands):
            return int(any(value(each, state, variables) for each in operands))
        case Not(operand):
            return 1 - value(operand, state, variables)
        case AtMost(left, right):
            return int(value(left, state, variables) <= value(right, state, variables))
        case Equal(left, right):
            shared = names_of(left, variables) or names_of(right, variables)
            return int(value(left, state, variables, shared) == value(right, state, variables, shared))
        case Plus(left, right):
            return value(left, state, variables) + value(right, state, variables)
        case Choose(condition, then, otherwise):
            return value(then if value(condition, state, variables) else otherwise, state, variables, names)
        case _:
            return _constant(term, names)


def _constant(term: Term, names: Names) -> int:
    match term:
        case Literal(truth):
            return int(truth)
        case Number(number):
            return number
        case Time(ns):
            return ns
        case Name(name):
            if name not in names:
                raise ValueError(f"{name!r} is no value of an enumeration of {', '.join(names) or 'nothing'}")
            return names.index(name)
        case _:
            raise ValueError(f"{told(term)} has no value")


def names_of(term: Term, variables: Variables) -> Names:
    """Return the names of the enumeration that a term is of, or none."""
    match term:
        case Ref(variable):
            return names_of_kind(variables[variable].kind)
        case Choose(_, then, otherwise):
            return names_of(then, variables) or names_of(otherwise, variables)
        case _:
            return ()


def names_of_kind(kind: Kind) -> Names:
    """Return the names of a kind that is an enumeration, or none."""
    return kind.names if isinstance(kind, Range) else ()


def holds(term: Term, state: State, machine: Machine) -> bool:
    """Say whether a truth term is true in a state of the machine."""
    return bool(value(term, state, machine.variables))


def fits(kind: Kind, number: int) -> bool:
    """Say whether a number is a value of a kind (a clock's: not negative)."""
    match kind:
        case Switch():
            return number in (0, 1)
        case Range(least, most):
            return least <= number <= most
        case Clock():
            return number >= 0


def initial(machine: Machine, state: State) -> tuple[str, ...]:
    """Return why a state is none that the machine starts in; nothing where it is one."""
    missing = [name for name in machine.variables if name not in state]
    if missing:
        return tuple(f"{name} has no value" for name in missing)
    found = []
    for name, variable in machine.variables.items():
        if not fits(variable.kind, state[name]):
            found.append(f"{name} cannot be {state[name]}")
        elif variable.initial is not None and variable.initial != ANYTHING:
            expected = value(variable.initial, state, machine.variables, names_of_kind(variable.kind))
            if state[name] != expected:
                found.append(f"{name} starts as {told(variable.initial)}, not as {state[name]}")
    found += [
        f"at the start it must be that {told(each)}" for each in machine.starts if not holds(each, state, machine)
    ]
    return tuple(found)


def delayed(machine: Machine, state: State, ns: int) -> dict[str, int]:
    """Return the state after a delay in nanoseconds: all clocks have grown by it, and nothing else has changed."""
    clocks = {name for name, variable in machine.variables.items() if isinstance(variable.kind, Clock)}
    return {name: number + ns if name in clocks else number for name, number in state.items()}


def may_pass(machine: Machine, state: State) -> bool:
    """Say whether every deadline holds in a state, so that a delay may end in it."""
    return all(holds(each.term, state, machine) for each in machine.deadlines if not each.under)


def enabled(machine: Machine, state: State) -> tuple[Action, ...]:
    """Return the actions whose guards hold in a state, without `wait`, which always is one."""
    return tuple(action for action in machine.actions if holds(action.guard, state, machine))


def updated(machine: Machine, state: State, action: Action) -> dict[str, int | None]:
    """Return what an action sets which variables to; None stands for any value of the kind."""
    return {
        name: None
        if isinstance(term, Anything)
        else value(term, state, machine.variables, names_of_kind(machine.variables[name].kind))
        for name, term in action.updates.items()
    }


def successors(machine: Machine, state: State, action: Action, clocks: tuple[int, ...] = (0,)) -> Iterator[State]:
    """Yield the states after an action whose guard holds; none where an update leaves its range.

    A clock that is set to anything is set to each of `clocks`.
    """
    changed = updated(machine, state, action)
    choices = []
    for name, number in changed.items():
        kind = machine.variables[name].kind
        if number is not None and not fits(kind, number):
            return
        choices.append(_values(kind, clocks) if number is None else (number,))
    for chosen in product(*choices):
        yield {**state, **dict(zip(changed, chosen, strict=True))}


def _values(kind: Kind, clocks: tuple[int, ...]) -> tuple[int, ...]:
    match kind:
        case Switch():
            return (0, 1)
        case Range(least, most):
            return tuple(range(least, most + 1))
        case Clock():
            return clocks


def starting(machine: Machine, clocks: tuple[int, ...] = (0,)) -> Iterator[State]:
    """Yield the states that the machine starts in; a clock that starts with any value starts with each of `clocks`."""
    known: dict[str, int] = {}
    free: dict[str, tuple[int, ...]] = {}
    for name, variable in machine.variables.items():
        if variable.initial is None or variable.initial == ANYTHING:
            free[name] = _values(variable.kind, clocks)
        else:
            known[name] = value(variable.initial, {}, machine.variables, names_of_kind(variable.kind))
    for chosen in product(*free.values()):
        state = {**known, **dict(zip(free, chosen, strict=True))}
        ordered = {name: state[name] for name in machine.variables}
        if all(holds(each, ordered, machine) for each in machine.starts):
            yield ordered


def accepts(machine: Machine, run: Run) -> str:
    """Return '' if the run is one of the machine, else which step is not and why.

    Clocks beyond twice the machine's largest time need not be exact: a solver's clocks stand still there.
    """
    if problems := initial(machine, run.start):
        return f"at the start: {'; '.join(problems)}"
    beyond = 2 * largest_time(machine)
    actions = {action.name: action for action in (WAITING, *machine.actions)}
    state: State = run.start
    for number, step in enumerate(run.steps, 1):
        here = f"step {number} ({step.action}, after {show_duration(step.delay)})"
        if step.action not in actions:
            return f"{here}: the model has no such action"
        if why := _before(machine, state, step, actions[step.action]):
            return f"{here}: {why}"
        state, why = _after(machine, delayed(machine, state, step.delay), step, actions[step.action], beyond)
        if why:
            return f"{here}: {why}"
    return ""


def _before(machine: Machine, state: State, step: Step, action: Action) -> str:
    if step.delay < 0:
        return "time runs backwards"
    then = delayed(machine, state, step.delay)
    late = [each.term for each in machine.deadlines if not each.under and not holds(each.term, then, machine)]
    if late:
        return f"the delay is longer than a deadline allows: {told(late[0])}"
    return "" if holds(action.guard, then, machine) else f"its guard does not hold: {told(action.guard)}"


def _after(machine: Machine, before: State, step: Step, action: Action, beyond: int) -> tuple[State, str]:
    changed = updated(machine, before, action)
    state: dict[str, int] = {}
    for name, variable in machine.variables.items():
        if name not in step.after:
            return before, f"{name} has no value after it"
        shown = step.after[name]
        expected = changed[name] if name in changed else before[name]
        state[name] = number = shown if expected is None else expected
        if not fits(variable.kind, number):
            return before, f"it would set {name} to {number}, which is out of its range"
        same = number == shown or (isinstance(variable.kind, Clock) and min(number, shown) >= beyond)
        if not same:
            return before, f"{name} is {number} after it, not {shown}"
    return state, ""


def largest_time(machine: Machine) -> int:
    """Return the largest time, in nanoseconds, that the machine mentions anywhere; 0 where it mentions none."""
    return max((each.ns for term in terms_of(machine) for each in walk(term) if isinstance(each, Time)), default=0)


def terms_of(machine: Machine) -> Iterator[Term]:
    """Yield every term that the behaviour of a machine depends on."""
    for variable in machine.variables.values():
        if variable.initial is not None:
            yield variable.initial
    for action in machine.actions:
        yield action.guard
        yield from action.updates.values()
        yield from action.under.values()
    yield from (each.term for each in machine.deadlines)
    yield from machine.starts
