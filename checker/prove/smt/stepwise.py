"""Induction over several steps: what no run reaches in fewer, and no state without it reaches at the k-th step."""

from __future__ import annotations

import z3

from checker.prove.question import Effort
from checker.prove.smt.copies import Copies
from checker.prove.smt.encoding import Encoding
from checker.prove.smt.searching import OutOfEffortError, reads_clock, solver
from checker.prove.terms import Term


def steps_needed(encoding: Encoding, goal: Term, lemmas: tuple[Term, ...], most: int, effort: Effort) -> int | None:
    """Return the least k up to `most` for which k steps without the goal, all in states with the lemmas, exclude it.

    The caller knows that no run of fewer than `most` steps reaches the goal. As in a search, only the last step may be
    a `wait`: otherwise more steps would prove no more than one, because waiting without delay is always possible.
    Raises OutOfEffortError.
    """
    copies, asked = Copies(encoding), solver(encoding, effort)
    bad, waits = encoding.now.truth(goal), reads_clock(encoding.machine, goal)
    always = z3.And(encoding.typed, *(encoding.now.truth(each) for each in lemmas))
    asked.add(copies.state(0, always))
    for index in range(most):
        asked.add(z3.Not(copies.state(index, bad)), copies.step(index, encoding.step), copies.state(index + 1, always))
        if index and waits:
            asked.add(z3.Not(copies.step(index - 1, encoding.wait)))
        if not waits:
            asked.add(z3.Not(copies.step(index, encoding.wait)))
        result = asked.check(copies.state(index + 1, bad))
        if result == z3.unsat:
            return index + 1
        if result == z3.unknown:
            raise OutOfEffortError(f"the solver's effort ended at {index + 1} steps of induction")
    return None
