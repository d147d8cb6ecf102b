"""Which assumptions a run breaks: what it does, or how long it waits, that one of them forbids."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from checker.prove.machines.interpreter import delayed, names_of_kind, value
from checker.prove.machines.machine import Machine, assuming
from checker.prove.machines.run import Run, State
from checker.prove.machines.terms import ANYTHING, Ref, Term, variables_of


def broken(machine: Machine, run: Run, made: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the assumptions that a run breaks, and those that it may break, as the run does not tell.

    `machine` is the whole one with its conditions; the run may be of a slice of it under the assumptions `made`.
    """
    fixed = _fixed(machine, made)
    sure: set[str] = set()
    perhaps: set[str] = set()
    for name, term, state in _required(machine, run, fixed):
        if name in made or name in sure:
            continue
        if not variables_of(term) <= state.keys():
            perhaps.add(name)
        elif not value(term, state, machine.variables):
            sure.add(name)
    return frozenset(sure), frozenset(perhaps - sure)


def _required(machine: Machine, run: Run, fixed: State) -> Iterator[tuple[str, Term, State]]:
    """Yield what each assumption demands of each step, with the state in which it must be so."""
    actions = {action.name: action for action in machine.actions}
    before = run.start
    for step in run.steps:
        state = {**fixed, **delayed(machine, before, step.delay)}
        yield from ((each.under, each.term, state) for each in machine.deadlines if each.under)
        if step.action in actions:
            yield from ((name, term, state) for name, term in actions[step.action].under.items())
        before = step.after


def _fixed(machine: Machine, made: Collection[str]) -> Mapping[str, int]:
    """Return the values of the variables that never change under the assumptions that are made."""
    changed = {
        name for action in assuming(machine, made).actions for name, term in action.updates.items() if term != Ref(name)
    }
    return {
        name: value(each.initial, {}, machine.variables, names_of_kind(each.kind))
        for name, each in machine.variables.items()
        if name not in changed and each.initial is not None and each.initial != ANYTHING
    }
