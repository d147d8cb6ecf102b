"""Runs of a machine by chance, with a liking for the instants at which something begins or ceases to be possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from checker.prove.machines.interpreter import (
    WAITING,
    delayed,
    enabled,
    holds,
    largest_time,
    may_pass,
    names_of_kind,
    successors,
    terms_of,
    value,
)
from checker.prove.machines.machine import Clock, Kind, Machine, Range, Switch
from checker.prove.machines.run import Run, State, Step
from checker.prove.machines.terms import (
    ANYTHING,
    AtMost,
    Choose,
    Equal,
    Every,
    Not,
    Ref,
    Some,
    Term,
    variables_of,
    walk,
)

# How often values for the start are changed before it is said that none fit.
ATTEMPTS = 1000

# How often nothing happens after a delay although something could.
WAITS = 0.1


def random_run(machine: Machine, rng: Random, length: int, unit_ns: int) -> Run:
    """Return a run of at most `length` steps, shorter where nothing is possible any more; delays are multiples of
    `unit_ns` nanoseconds.

    Raises ValueError where no state to start in is found.
    """
    start = state = _start(machine, rng, unit_ns)
    steps: list[Step] = []
    while len(steps) < length and (step := _step(machine, state, rng, unit_ns)):
        steps.append(step)
        state = step.after
    return Run(start, tuple(steps))


def delays(machine: Machine, state: State, unit_ns: int) -> tuple[int, ...]:
    """Return delays that the deadlines allow: none, one unit, those at which some comparison of a clock changes, and
    those one unit before and after; so the longest is among them where there is one.
    """
    comparisons = {each for term in terms_of(machine) for each in walk(term) if isinstance(each, AtMost | Equal)}
    turns = {turn for each in comparisons if (turn := _turn(machine, state, each, unit_ns)) is not None}
    candidates = {0, unit_ns} | {turn + more for turn in turns for more in (-unit_ns, 0, unit_ns)}
    possible = sorted(each for each in candidates if each >= 0 and each % unit_ns == 0)
    return tuple(each for each in possible if may_pass(machine, delayed(machine, state, each)))


def _turn(machine: Machine, state: State, comparison: AtMost | Equal, unit_ns: int) -> int | None:
    """Return the delay after which both sides are equal, if one of them grows and the other does not."""
    now = _difference(machine, state, comparison.left, comparison.right)
    later = _difference(machine, delayed(machine, state, unit_ns), comparison.left, comparison.right)
    if now is None or later is None or now == later:
        return None
    return -now if later > now else now


def _difference(machine: Machine, state: State, left: Term, right: Term) -> int | None:
    try:
        return value(left, state, machine.variables) - value(right, state, machine.variables)
    except ValueError:  # an enumeration beside a name
        return None


def _step(machine: Machine, state: State, rng: Random, unit_ns: int) -> Step | None:
    possible = delays(machine, state, unit_ns)
    if not possible:
        return None
    clocks = tuple(range(0, 2 * largest_time(machine) + 2 * unit_ns, unit_ns))
    for delay in rng.sample(possible, len(possible)):
        then = delayed(machine, state, delay)
        if rng.random() < WAITS:
            return Step(delay, WAITING.name, then)
        for action in rng.sample(actions := enabled(machine, then), len(actions)):
            if after := list(successors(machine, then, action, (rng.choice(clocks),))):
                return Step(delay, action.name, rng.choice(after))
    delay = possible[-1]
    return Step(delay, WAITING.name, delayed(machine, state, delay))


def _start(machine: Machine, rng: Random, unit_ns: int) -> State:
    """Return a state to start in: values by chance, and what fails is repaired by chance until nothing does."""
    free = {name: each.kind for name, each in machine.variables.items() if each.initial in (None, ANYTHING)}
    wishing = _Wishing(machine, free, rng, unit_ns)
    state = {name: wishing.any(kind) for name, kind in free.items()}
    for name, variable in machine.variables.items():
        if variable.initial is not None and name not in free:
            state[name] = value(variable.initial, {}, machine.variables, names_of_kind(variable.kind))
    ordered = {name: state[name] for name in machine.variables}
    for _ in range(ATTEMPTS):
        failing = [each for each in machine.starts if not holds(each, ordered, machine)]
        if not failing:
            return ordered
        wishing.grant(rng.choice(failing), True, ordered)
    raise ValueError(f"no state to start in was found in {ATTEMPTS} attempts")


@dataclass(frozen=True, slots=True)
class _Wishing:
    """Changes the free variables of a state so that a term becomes true, as far as one look at it tells how."""

    machine: Machine
    free: Mapping[str, Kind]
    rng: Random
    unit: int

    def any(self, kind: Kind, most: int | None = None) -> int:
        match kind:
            case Switch():
                return self.rng.randint(0, 1)
            case Range(least, greatest):
                return self.rng.randint(least, greatest)
            case Clock():
                longest = 2 * largest_time(self.machine) + self.unit if most is None else most
                return self.rng.choice([0, self.rng.randint(0, longest // self.unit) * self.unit, longest])

    def grant(self, term: Term, truth: bool, state: dict[str, int]) -> None:
        match term:
            case Not(operand):
                self.grant(operand, not truth, state)
            case Every(operands) | Some(operands):
                whole = isinstance(term, Every) == truth
                for each in operands if whole else (self.rng.choice(operands),) if operands else ():
                    self.grant(each, truth, state)
            case Ref(name) if name in self.free:
                state[name] = int(truth)
            case Equal(Ref(name), other) | Equal(other, Ref(name)) if name in self.free:
                names = names_of_kind(self.free[name])
                same = value(other, state, self.machine.variables, names)
                state[name] = same if truth else self.any(self.free[name])
            case AtMost(Ref(name), bound) if truth and isinstance(self.free.get(name), Clock):
                state[name] = self.any(Clock(), value(bound, state, self.machine.variables))
            case AtMost() | Choose():
                for name in sorted(variables_of(term) & self.free.keys()):
                    state[name] = self.any(self.free[name])
            case _:
                return
