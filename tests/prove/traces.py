"""A run of a machine as the signals that the trace monitor reads, and windows stretched to match.

Several actions of a run may happen at one time, one after the other. So that the monitor sees their order, time is
stretched: a nanosecond becomes `scale` ticks, and every step is moved by four ticks more than the one before. The event
of a step happens one tick before the fluents change. A window is stretched likewise; half a nanosecond decides its
edges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from checker.logic.formula import (
    And,
    Atom,
    Constant,
    Formula,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Since,
    Window,
    atoms_of,
)
from checker.logic.monitor import Monitor
from checker.logic.signal import Signal
from checker.logic.truth import Truth
from checker.prove.machines.interpreter import delayed, holds
from checker.prove.machines.machine import Machine
from checker.prove.machines.run import Run, State

TICKS = 4


@dataclass(frozen=True)
class Told:
    """What the monitor says: at each step before, at and after its action."""

    before: Truth
    at: Truth
    after: Truth


def monitored(machine: Machine, run: Run, formula: Formula, events: frozenset[str]) -> tuple[Truth, list[Told]]:
    """Return the truth of a ground formula (windows in quarters of a nanosecond) at the start and at each step."""
    scale = 8 * TICKS * (len(run.steps) + 2)
    stretched = _stretched(formula, True, scale, events)
    atoms = atoms_of(formula)
    monitor = Monitor(stretched, 0)
    never = {atom: Truth.FALSE for atom in atoms if atom.name in events}
    runs = monitor.advance(0, never | _fluents(machine, run.start, atoms, events))
    instants, now = [], 0
    by_name = {action.name: action for action in machine.actions}
    for index, step in enumerate(run.steps, 1):
        now += step.delay
        at = now * scale + index * TICKS
        happened = by_name[step.action].events if step.action in by_name else ()
        runs += monitor.advance(at, {}, [Atom(*each) for each in happened])
        runs += monitor.advance(at + 1, _fluents(machine, step.after, atoms, events))
        instants.append(at)
    runs += monitor.finish((instants[-1] if instants else 0) + 2)
    signal = Signal.from_runs(runs)
    return signal.at(0), [Told(signal.at(at - 1), signal.at(at), signal.at(at + 1)) for at in instants]


def pre_states(machine: Machine, run: Run) -> Iterator[State]:
    """Yield the state after each step's delay and before its action."""
    before = run.start
    for step in run.steps:
        yield delayed(machine, before, step.delay)
        before = step.after


def _fluents(machine: Machine, state: State, atoms: tuple[Atom, ...], events: frozenset[str]) -> dict[Atom, Truth]:
    named = [atom for atom in atoms if atom.name not in events]
    return {atom: Truth.of(holds(machine.fluents[atom.name, atom.args], state, machine)) for atom in named}


def _stretched(formula: Formula, must: bool, scale: int, events: frozenset[str]) -> Formula:
    """Return the formula with windows in ticks; what `must` hold is satisfied by a stretch of just the bound."""

    def part(each: Formula, same: bool = True) -> Formula:
        return _stretched(each, must if same else not must, scale, events)

    match formula:
        case Constant() | Atom():
            return formula
        case Not(operand):
            return Not(part(operand, False))
        case And(operands) | Or(operands):
            return type(formula)(tuple(part(each) for each in operands))
        case Implies(left, right):
            return Implies(part(left, False), part(right))
        case Once(operand, window):
            return Once(part(operand), _window(window, operand, must, scale, events))
        case Historically(operand, window):
            return Historically(part(operand), _window(window, Not(operand), not must, scale, events))
        case Since(left, right, window):
            return Since(part(left), part(right), _window(window, right, must, scale, events))
    raise TypeError(formula)


def _window(window: Window, sought: Formula, must: bool, scale: int, events: frozenset[str]) -> Window:
    """Stretch the window in which `sought` is to be found; of an event both ends are included."""
    assert isinstance(window.lower, int)
    half = scale // 2
    lower = {0: window.lower // 4 * scale - half, 1: window.lower // 4 * scale + half}[window.lower % 4]
    lower = (window.lower % 4) if window.lower < 4 else lower
    if window.upper is None:
        return Window(lower, None)
    assert isinstance(window.upper, int)
    strict = window.upper % 4 == 3
    ns = (window.upper + 1) // 4
    wide = not strict and (_passing(sought, events) or must)
    return Window(lower, 0 if ns == 0 else ns * scale + (half if wide else -half))


def _passing(formula: Formula, events: frozenset[str]) -> bool:
    """Say whether a formula without windows is true only where events are."""
    atoms = atoms_of(formula)
    free = [atom for atom in atoms if atom.name not in events]
    return not any(
        _true(formula, dict(zip(free, values, strict=True))) for values in product((False, True), repeat=len(free))
    )


def _true(formula: Formula, values: dict[Atom, bool]) -> bool:
    match formula:
        case Constant(truth):
            return truth is Truth.TRUE
        case Atom():
            return values.get(formula, False)
        case Not(operand):
            return not _true(operand, values)
        case And(operands):
            return all(_true(each, values) for each in operands)
        case Or(operands):
            return any(_true(each, values) for each in operands)
        case Implies(left, right):
            return not _true(left, values) or _true(right, values)
    raise TypeError(formula)
