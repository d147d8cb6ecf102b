"""Excludes a goal for every run, of any length: by lemmas that are inductive together, and induction over steps."""

from __future__ import annotations

from checker.prove.machine import Machine
from checker.prove.question import Effort, Proof, Undecided
from checker.prove.scaling import scale_of
from checker.prove.smt.algebra import Bits
from checker.prove.smt.candidates import candidates, given
from checker.prove.smt.encoding import encode
from checker.prove.smt.sieve import OutOfEffortError, inductive, needed
from checker.prove.terms import Term, negation


def exclude(machine: Machine, goal: Term, effort: Effort = Effort()) -> Proof | Undecided:  # noqa: B008
    """Return why the goal is never reached, or that no reason was found.

    Raises ValueError if the machine still depends on assumptions.
    """
    encoding = encode(machine, Bits(scale_of(machine, goal)))
    try:
        for guesses in (given(machine, goal), candidates(machine, goal)):
            lemmas = inductive(encoding, guesses, effort)
            if negation(goal) in lemmas:
                return Proof(machine, goal, needed(encoding, lemmas, negation(goal), effort), 1, "induction")
    except OutOfEffortError as error:
        return Undecided(str(error))
    return Undecided("no lemmas were found that exclude it")
