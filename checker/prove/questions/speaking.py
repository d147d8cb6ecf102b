"""Of which individuals a property speaks: those for which the model has its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checker.logic.formula import Exists, Forall, Formula, Variable, atoms_of, walk
from checker.prove.machines.machine import Machine


def speaking_of(machine: Machine, formula: Formula) -> Machine:
    """Return the machine with only those individuals of each sort for which it knows the atoms that speak of them.

    The monitor observes, and so do load balancers; but only these have servers DOWN. An atom that the machine knows of
    nobody leaves all individuals as they are.
    """
    known = {(name, place, who) for name, args in _facts(machine) for place, who in enumerate(args)}
    names = {name for name, _ in _facts(machine)}
    wanted = {
        (sort, each.name, place)
        for sort, variable in _variables(formula)
        for each in atoms_of(formula)
        for place, arg in enumerate(each.args)
        if arg == Variable(variable) and each.name in names
    }
    sorts = {
        sort: tuple(who for who in members if all((n, p, who) in known for s, n, p in wanted if s == sort))
        for sort, members in machine.sorts.items()
    }
    return replace(machine, sorts=sorts)


def unknown_to(machine: Machine, formula: Formula) -> tuple[str, ...]:
    """Return the events and states of a formula that the machine knows of nobody."""
    names = {name for name, _ in _facts(machine)}
    return tuple(dict.fromkeys(atom.name for atom in atoms_of(formula) if atom.name not in names))


def _facts(machine: Machine) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from machine.fluents
    for action in machine.actions:
        yield from action.events


def _variables(formula: Formula) -> Iterator[tuple[str, str]]:
    for node in walk(formula):
        if isinstance(node, Forall | Exists):
            yield node.sort, node.variable
