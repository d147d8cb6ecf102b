"""Checks a proof again, from its machine and lemmas alone: each condition is a question to a fresh solver.

In dense time first, with real seconds and clocks that never stand still: such a proof rests neither on the scaling to
whole numbers nor on bit-vectors. Where the lemmas only hold for clocks that stand still at the cap, over integers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import z3

from checker.prove.machines.machine import Action, Machine
from checker.prove.machines.run import WAIT
from checker.prove.machines.scaling import scale_of
from checker.prove.machines.terms import Term, negation, variables_of
from checker.prove.questions.question import Effort, Proof
from checker.prove.smt.algebra import Algebra, Integers, Seconds, Truth, conjunction
from checker.prove.smt.encoding import Move, moves, reading, same, starts, terms_of, typed
from checker.prove.smt.reading import Reading
from checker.prove.smt.renaming import Renaming
from checker.prove.smt.searching import reads_clock


def discharge(proof: Proof, effort: Effort = Effort()) -> tuple[str, ...]:  # noqa: B008
    """Return which conditions of a proof do not hold or could not be shown, in words; nothing where it is a proof."""
    scale = scale_of(proof.machine, proof.goal, *proof.lemmas)
    dense = tuple(failing(proof, Seconds(scale), effort))
    return dense and tuple(failing(proof, Integers(scale), effort))


def carry(proof: Proof, machine: Machine, effort: Effort = Effort()) -> Proof | None:  # noqa: B008
    """Return the proof for another machine, None where it is none or that could not be shown.

    Only what happens otherwise there is looked at: for the rest the conditions are those of the proof that is known.
    """
    carried = replace(proof, machine=machine)
    if not all(variables_of(term) <= machine.variables.keys() for term in (proof.goal, *proof.lemmas)):
        return None  # a smaller slice suffices there
    alike = machine.deadlines == proof.machine.deadlines and proof.machine.variables.keys() <= machine.variables.keys()
    known = frozenset(_means(each) for each in proof.machine.actions) if alike and proof.steps == 1 else frozenset()
    algebra = Seconds(scale_of(machine, proof.goal, *proof.lemmas))
    changed = replace(machine, actions=tuple(each for each in machine.actions if _means(each) not in known))
    return None if any(failing(replace(proof, machine=changed), algebra, effort)) else carried


def _means(action: Action) -> tuple[object, ...]:
    """Return what an action does, apart from how it is told."""
    return action.guard, tuple(action.updates.items())


def failing(proof: Proof, algebra: Algebra, effort: Effort) -> Iterator[str]:
    """Yield the conditions of a proof that do not hold or could not be shown, read in an algebra."""
    conditions = _inductive(proof, algebra) if proof.steps == 1 else _stepwise(proof, algebra)
    for name, formulas in conditions:
        asked = z3.Solver(ctx=algebra.context)
        asked.set("rlimit", effort.rlimit)
        asked.set("random_seed", effort.seed)
        asked.add(*formulas)
        result = asked.check()
        if result != z3.unsat:
            yield f"{name}: {'it does not hold' if result == z3.sat else asked.reason_unknown()}"


Condition = tuple[str, list[Truth]]


def _inductive(proof: Proof, algebra: Algebra) -> Iterator[Condition]:
    """The lemmas and "not the goal" hold at the start, and after every step from where they hold."""
    yield from _kept(proof, algebra, (*proof.lemmas, negation(proof.goal)))


def _kept(proof: Proof, algebra: Algebra, terms: tuple[Term, ...]) -> Iterator[Condition]:
    now = reading(proof.machine, algebra, "")
    yield "the start", [*typed(now), *starts(now), z3.Not(_all(now, terms))]
    truths = [(now.truth(each), variables_of(each)) for each in terms]
    given = [*typed(now), *(truth for truth, _ in truths)]
    for move in moves(now, algebra.clock("delay")):
        after = Renaming(zip(terms_of(now), terms_of(move.after), strict=True))
        if touched := [after(truth) for truth, reads in truths if not move.sets.isdisjoint(reads)]:
            kept = conjunction(algebra.context, touched)
            yield f"after {move.action.name}", [*given, *move.possible, z3.Not(kept)]


def _stepwise(proof: Proof, algebra: Algebra) -> Iterator[Condition]:
    """The lemmas hold throughout; no shorter run reaches the goal; after so many steps without it comes none to it."""
    yield from _kept(proof, algebra, proof.lemmas)
    states = [reading(proof.machine, algebra, f"@{index}") for index in range(proof.steps + 1)]
    waits = reads_clock(proof.machine, proof.goal)
    steps = [
        (step(before, after, f"@{index}", False), step(before, after, f"@{index}", waits))
        for index, (before, after) in enumerate(pairwise(states))
    ]
    initial = [*typed(states[0]), *starts(states[0])]
    for length in range(proof.steps):
        path = [steps[i][i == length - 1] for i in range(length)]
        yield f"the start and {length} steps", [*initial, *path, states[length].truth(proof.goal)]
    path = [steps[i][i == proof.steps - 1] for i in range(proof.steps)]
    without = [each.truth(negation(proof.goal)) for each in states[:-1]]
    lemmas = [each.truth(lemma) for each in states for lemma in proof.lemmas]
    types = [each for state in states for each in typed(state)]
    yield f"{proof.steps} steps", [*types, *path, *without, *lemmas, states[-1].truth(proof.goal)]


def step(before: Reading, after: Reading, mark: str, waits: bool) -> Truth:
    """Say that a step leads from one state to another; `wait` is one only if so said."""
    made = moves(before, before.algebra.clock("delay" + mark), mark)
    possible = [_happens(move, after) for move in made if waits or move.action.name != WAIT]
    return z3.Or(*possible, z3.BoolVal(False, before.algebra.context))


def _happens(move: Move, after: Reading) -> Truth:
    values = (same(after.algebra, after.values[name], value) for name, value in move.after.values.items())
    return z3.And(*move.possible, *values)


def _all(state: Reading, terms: tuple[Term, ...]) -> Truth:
    return conjunction(state.algebra.context, [state.truth(each) for each in terms])
