"""Which whole numbers stand for the times of a machine: its unit, and the value at which clocks stand still.

Guards and deadlines are closed, so delays that are multiples of the greatest common divisor of all times reach all that
real delays reach (Henzinger, Manna, Pnueli 1992). Beyond the greatest time that it is compared with, a clock's value
makes no difference; so all clocks stand still at a common cap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

from checker.prove.machines.machine import Machine
from checker.prove.machines.terms import Term, Time, walk


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit in nanoseconds, and the cap of all clocks in units."""

    unit: int
    cap: int

    def units(self, ns: int) -> int:
        """Return a time in units. Raises ValueError if it is not a multiple of the unit."""
        if ns % self.unit:
            raise ValueError(f"{ns} ns is no multiple of the model's unit of {self.unit} ns")
        return ns // self.unit


def scale_of(machine: Machine, *extra: Term) -> Scale:
    """Return the unit and the cap of a machine and of terms that are asked about it."""
    unit = unit_of(machine, *extra)
    return Scale(unit, cap_of(machine, *extra) // unit)


def unit_of(machine: Machine, *extra: Term) -> int:
    """Return the greatest common divisor of all times, in nanoseconds; 1 if there are none."""
    return gcd(*times_of(machine, *extra)) or 1


def cap_of(machine: Machine, *extra: Term) -> int:
    """Return where clocks stand still, in nanoseconds: twice the greatest time, and one unit."""
    greatest = max((abs(ns) for ns in times_of(machine, *extra)), default=0)
    return 2 * greatest + unit_of(machine, *extra)


def times_of(machine: Machine, *extra: Term) -> frozenset[int]:
    """Return all times that occur in what a machine does, and in the terms; hints do not count."""
    return frozenset(ns for term in (*terms_of(machine), *extra) for ns in times_in(term))


def times_in(term: Term) -> tuple[int, ...]:
    """Return the times that a term names, in nanoseconds."""
    return tuple(each.ns for each in walk(term) if isinstance(each, Time))


def terms_of(machine: Machine) -> Iterator[Term]:
    """Yield the terms that say what a machine does: initial values, guards, updates, deadlines."""
    yield from (variable.initial for variable in machine.variables.values() if variable.initial is not None)
    yield from machine.starts
    for action in machine.actions:
        yield action.guard
        yield from action.under.values()
        yield from action.updates.values()
    yield from (each.term for each in machine.deadlines)
