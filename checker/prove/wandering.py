"""Runs of a machine by chance, with a liking for the instants at which something begins or ceases to be possible."""

from __future__ import annotations

from random import Random

from checker.prove.interpreter import (
    WAITING,
    delayed,
    enabled,
    holds,
    largest_time,
    may_pass,
    successors,
    terms_of,
    value,
)
from checker.prove.machine import Clock, Kind, Machine, Range, Switch
from checker.prove.run import Run, State, Step
from checker.prove.terms import ANYTHING, AtMost, Equal, Term, walk

# How often values for the start are drawn before it is said that none fit.
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
    most = 2 * largest_time(machine) // unit_ns + 1
    for _ in range(ATTEMPTS):
        state: dict[str, int] = {}
        for name, variable in machine.variables.items():
            if variable.initial is None or variable.initial == ANYTHING:
                state[name] = _any(variable.kind, rng, most) * (unit_ns if isinstance(variable.kind, Clock) else 1)
            else:
                names = variable.kind.names if isinstance(variable.kind, Range) else ()
                state[name] = value(variable.initial, {}, machine.variables, names)
        if all(holds(each, state, machine) for each in machine.starts):
            return state
    raise ValueError(f"no state to start in was found in {ATTEMPTS} attempts")


def _any(kind: Kind, rng: Random, most: int) -> int:
    match kind:
        case Switch():
            return rng.randint(0, 1)
        case Range(least, greatest):
            return rng.randint(least, greatest)
        case Clock():
            return rng.randint(0, most)
