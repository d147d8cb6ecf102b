"""Finds a shortest run to a goal: bounded model checking, one step more at a time (Biere et al. 1999).

A `wait` between two delays changes nothing that one longer delay does not; so only the last step may be one, and only
if the goal reads a clock.
"""

from __future__ import annotations

import z3

from checker.prove.machines.machine import Clock, Machine
from checker.prove.machines.run import Run
from checker.prove.machines.scaling import scale_of
from checker.prove.machines.terms import Term, variables_of
from checker.prove.questions.question import Effort, Found, Undecided
from checker.prove.smt.algebra import Bits, Truth
from checker.prove.smt.copies import Copies
from checker.prove.smt.encoding import Encoding, encode


class OutOfEffortError(Exception):
    """The solver's effort ended before an answer; the message says where."""


def search(machine: Machine, goal: Term, effort: Effort = Effort()) -> Found | Undecided:  # noqa: B008
    """Return a run of fewest steps to a state in which the goal holds, or how deep there is none.

    Raises ValueError if the machine still depends on assumptions.
    """
    return Search(encode(machine, Bits(scale_of(machine, goal))), goal, effort).up_to(effort.depth)


class Search:
    """A search that remembers how deep it has been."""

    def __init__(self, encoding: Encoding, goal: Term, effort: Effort) -> None:
        self.depth = -1
        self._goal = encoding.now.truth(goal)
        self._runs = Runs(encoding, effort, reads_clock(encoding.machine, goal))

    def up_to(self, depth: int) -> Found | Undecided:
        """Search runs of up to so many steps, beyond those searched before."""
        try:
            while self.depth < depth:
                while self._runs.length <= self.depth:
                    self._runs.extend()
                if run := self._runs.ending(self._goal):
                    return Found(run)
                self.depth += 1
        except OutOfEffortError as error:
            return Undecided(str(error), max(self.depth, 0))
        return Undecided(f"no run of up to {depth} steps reaches it", depth)


class Runs:
    """All runs of a number of steps, which can be raised; only the last step can be a `wait`, if any."""

    def __init__(self, encoding: Encoding, effort: Effort, waits: bool) -> None:
        self.length = 0
        self._encoding, self._waits = encoding, waits
        self._copies = Copies(encoding)
        self._solver = solver(encoding, effort)
        self._solver.add(self._copies.state(0, encoding.init))

    def extend(self) -> None:
        """Add a step; the one before it is no longer the last, so it is no `wait`."""
        encoding, index = self._encoding, self.length
        self._solver.add(self._copies.step(index, encoding.step))
        if index and self._waits:
            self._solver.add(z3.Not(self._copies.step(index - 1, encoding.wait)))
        if not self._waits:
            self._solver.add(z3.Not(self._copies.step(index, encoding.wait)))
        self.length += 1

    def ending(self, goal: Truth) -> Run | None:
        """Return a run whose last state satisfies a formula of `now`, if there is one. Raises OutOfEffortError."""
        result = self._solver.check(self._copies.state(self.length, goal))
        if result == z3.unknown:
            why = self._solver.reason_unknown()
            raise OutOfEffortError(f"the solver's effort ended at {self.length} steps ({why})")
        return self._copies.run(self._solver.model(), self.length) if result == z3.sat else None


def solver(encoding: Encoding, effort: Effort) -> z3.Solver:
    """Return a solver for bit-vectors that tries as hard as is said, the same on every machine."""
    made = z3.SolverFor("QF_FD", ctx=encoding.algebra.context)
    made.set("random_seed", effort.seed)
    made.set("rlimit", effort.rlimit)
    return made


def reads_clock(machine: Machine, term: Term) -> bool:
    """Whether a term's value can change by mere passing of time."""
    return any(isinstance(machine.variables[name].kind, Clock) for name in variables_of(term))
