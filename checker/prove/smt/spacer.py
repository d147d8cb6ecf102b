"""Asks z3's Spacer for an invariant (Komuravelli, Gurfinkel, Chaki 2014), over whole numbers and real seconds."""

from __future__ import annotations

import z3

from checker.prove.machines.machine import Machine
from checker.prove.machines.scaling import scale_of
from checker.prove.machines.terms import Term
from checker.prove.questions.question import Effort
from checker.prove.smt.algebra import Seconds
from checker.prove.smt.encoding import moves, reading, starts, term_of, terms_of, typed
from checker.prove.smt.returning import CannotBeSaidError, conjuncts, returned


class ReachableError(Exception):
    """Spacer says that the goal is reached."""


class NoInvariantError(Exception):
    """Spacer found none; the message says why."""


def invariant(machine: Machine, goal: Term, known: tuple[Term, ...], effort: Effort) -> tuple[Term, ...]:
    """Return statements that exclude the goal and that are, Spacer says, inductive together with those known.

    Raises ReachableError or NoInvariantError.
    """
    algebra = Seconds(scale_of(machine, goal, *known))
    context, now, delay = algebra.context, reading(machine, algebra, ""), algebra.clock("delay")
    here = terms_of(now)
    reached = z3.Function("reached", *(term.sort() for term in here), z3.BoolSort(context))
    asked = z3.SolverFor("HORN", ctx=context)
    asked.set("rlimit", effort.rlimit)
    asked.set("random_seed", effort.seed)
    asked.add(z3.ForAll(here, z3.Implies(z3.And(*typed(now), *starts(now)), reached(*here))))
    given = [now.truth(term) for term in known]
    for move in moves(now, delay):
        there = [term_of(move.after.values[name]) for name in machine.variables]
        body = z3.And(reached(*here), *given, *move.possible)
        asked.add(z3.ForAll([*here, delay.term, *move.inputs], z3.Implies(body, reached(*there))))
    bad = z3.Implies(z3.And(reached(*here), now.truth(goal)), z3.BoolVal(False, context))
    asked.add(z3.ForAll(here, bad))
    return _answer(asked, reached, machine)


def _answer(asked: z3.Solver, reached: z3.FuncDeclRef, machine: Machine) -> tuple[Term, ...]:
    result = asked.check()
    if result == z3.unsat:
        raise ReachableError
    if result == z3.unknown:
        raise NoInvariantError(f"Spacer gave up ({asked.reason_unknown()})")
    found = asked.model()[reached]
    body = found.else_value() if isinstance(found, z3.FuncInterp) else found
    try:
        return tuple(returned(each, machine) for each in conjuncts(body))
    except CannotBeSaidError as error:
        raise NoInvariantError(f"what Spacer found cannot be said in the model's terms ({error})") from error
