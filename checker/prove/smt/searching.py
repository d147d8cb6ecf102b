"""Finds a shortest run to a goal: bounded model checking, one step more at a time (Biere et al. 1999).

A `wait` between two delays changes nothing that one longer delay does not; so only the last step may be one, and only
if the goal reads a clock.
"""

from __future__ import annotations

import z3

from checker.prove.machine import Clock, Machine
from checker.prove.question import Effort, Found, Undecided
from checker.prove.scaling import scale_of
from checker.prove.smt.algebra import Bits, Truth
from checker.prove.smt.encoding import Copies, Encoding, encode
from checker.prove.terms import Term, variables_of


def search(machine: Machine, goal: Term, effort: Effort = Effort()) -> Found | Undecided:  # noqa: B008
    """Return a run of fewest steps to a state in which the goal holds, or how deep there is none.

    Raises ValueError if the machine still depends on assumptions.
    """
    return Search(encode(machine, Bits(scale_of(machine, goal))), goal, effort).up_to(effort.depth)


class Search:
    """A search that remembers how deep it has been."""

    def __init__(self, encoding: Encoding, goal: Term, effort: Effort) -> None:
        self.encoding = encoding
        self.depth = -1
        self._copies = Copies(encoding)
        self._goal: Truth = encoding.now.truth(goal)
        self._waits = reads_clock(encoding.machine, goal)
        self._solver = solver(encoding, effort)
        self._solver.add(self._copies.state(0, encoding.init))

    def up_to(self, depth: int) -> Found | Undecided:
        """Search runs of up to so many steps, beyond those searched before."""
        while self.depth < depth:
            answer = self._deeper()
            if answer is not None:
                return answer
        return Undecided(f"no run of up to {depth} steps reaches it", depth)

    def _deeper(self) -> Found | Undecided | None:
        depth = self.depth + 1
        if depth:
            self._extend(depth - 1)
        result = self._solver.check(self._copies.state(depth, self._goal))
        if result == z3.sat:
            return Found(self._copies.run(self._solver.model(), depth))
        if result == z3.unknown:
            why = f"the solver's effort ended at {depth} steps ({self._solver.reason_unknown()})"
            return Undecided(why, max(self.depth, 0))
        self.depth = depth
        return None

    def _extend(self, index: int) -> None:
        """Add a step; the one before it is no longer the last, so it is no wait."""
        encoding = self.encoding
        self._solver.add(self._copies.step(index, encoding.step))
        if index and self._waits:
            self._solver.add(z3.Not(self._copies.step(index - 1, encoding.wait)))
        if not self._waits:
            self._solver.add(z3.Not(self._copies.step(index, encoding.wait)))


def solver(encoding: Encoding, effort: Effort) -> z3.Solver:
    """Return a solver for bit-vectors that tries as hard as is said, the same on every machine."""
    made = z3.SolverFor("QF_FD", ctx=encoding.algebra.context)
    made.set("random_seed", effort.seed)
    made.set("rlimit", effort.rlimit)
    return made


def reads_clock(machine: Machine, term: Term) -> bool:
    """Whether a term's value can change by mere passing of time."""
    return any(isinstance(machine.variables[name].kind, Clock) for name in variables_of(term))
