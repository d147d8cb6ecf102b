"""Induction over several steps: what no run reaches in fewer, and no state without it reaches at the k-th step."""

from __future__ import annotations

from dataclasses import dataclass

import z3

from checker.prove.machines.terms import Term
from checker.prove.questions.question import Effort
from checker.prove.smt.copies import Copies
from checker.prove.smt.encoding import Encoding
from checker.prove.smt.searching import OutOfEffortError, reads_clock, solver


@dataclass(frozen=True, slots=True)
class Stepwise:
    """How many steps exclude the goal, and with which of the lemmas."""

    steps: int
    lemmas: tuple[Term, ...]


def steps_needed(
    encoding: Encoding, goal: Term, lemmas: tuple[Term, ...], most: int, effort: Effort
) -> Stepwise | None:
    """Return the least k up to `most` for which k steps without the goal, all in states with the lemmas, exclude it.

    The caller knows that no run of fewer than `most` steps reaches the goal. As in a search, only the last step may be
    a `wait`: otherwise more steps would prove no more than one, because waiting without delay is always possible.
    Raises OutOfEffortError.
    """
    copies, asked = Copies(encoding), solver(encoding, effort)
    bad = encoding.now.truth(goal)
    signs = {z3.Bool(f"holds {number}", encoding.algebra.context): term for number, term in enumerate(lemmas)}
    always = z3.And(encoding.typed, *(z3.Implies(sign, encoding.now.truth(term)) for sign, term in signs.items()))
    waits = reads_clock(encoding.machine, goal)
    asked.add(copies.state(0, always))
    for index in range(most):
        asked.add(z3.Not(copies.state(index, bad)), copies.step(index, encoding.step), copies.state(index + 1, always))
        if index or not waits:
            asked.add(z3.Not(copies.step(index - waits, encoding.wait)))
        result = asked.check(copies.state(index + 1, bad), *signs)
        if result == z3.unsat:
            core = {sign.get_id() for sign in asked.unsat_core()}
            return Stepwise(index + 1, tuple(term for sign, term in signs.items() if sign.get_id() in core))
        if result == z3.unknown:
            raise OutOfEffortError(f"the solver's effort ended at {index + 1} steps of induction")
    return None
