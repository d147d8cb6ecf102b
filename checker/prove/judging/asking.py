"""One question to the engines: the slice that matters, decided, and what they say believed only after a second look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from checker.prove.judging.result import Counterexample
from checker.prove.machines.interpreter import accepts, holds
from checker.prove.machines.machine import Machine, assuming
from checker.prove.machines.terms import FALSE, Term, every, negation, some
from checker.prove.questions.question import Answer, Effort, Found, Proof, Undecided, Watched
from checker.prove.questions.slicing import slice_of
from checker.prove.smt.deciding import decide
from checker.prove.smt.discharging import carry
from checker.prove.smt.searching import search


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, and the machine that it speaks of: unconditional, and only what the goal depends on.

    `beside` are further proofs without which it would say nothing.
    """

    machine: Machine
    answer: Answer
    beside: tuple[Proof, ...] = ()

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """The proofs of which the answer consists; none where it is no proof."""
        return (self.answer, *self.beside) if isinstance(self.answer, Proof) else ()


def ask(machine: Machine, goal: Term, assumptions: Collection[str], effort: Effort) -> Asked:
    """Return whether the goal can be reached under these assumptions and no others.

    A run that the interpreter refuses is no answer: then engines and interpreter disagree about the model, which is an
    error of ours and is said as such.
    """
    part = slice_of(assuming(machine, assumptions), goal)
    answer = decide(part, goal, effort)
    if isinstance(answer, Found) and (doubt := _doubt(part, goal, answer)):
        why = f"an error in verify: the run that the solver found is none for the interpreter: {doubt}"
        return Asked(part, Undecided(why, len(answer.run.steps)))
    return Asked(part, answer)


def ask_of(watched: Watched, assumptions: Collection[str], effort: Effort) -> Asked:
    """Return whether an instance of a property can be violated.

    What the watching machine could not remember (`overflow`) says nothing: a run counts only if it got by without, and
    a proof only if none gets there.
    """
    violated, *overflow = goals_of(watched)
    asked = ask(watched.machine, violated, assumptions, effort)
    if not overflow or not isinstance(asked.answer, Proof):
        return asked
    forgotten = ask(watched.machine, watched.overflow, assumptions, effort)
    match forgotten.answer:
        case Proof():
            return Asked(asked.machine, asked.answer, (forgotten.answer,))
        case Found(run):
            return Asked(asked.machine, Undecided("more happens at once than can be remembered", len(run.steps)))
        case Undecided():
            return forgotten


def goals_of(watched: Watched) -> tuple[Term, ...]:
    """Return what must be excluded so that an instance cannot be violated."""
    violated = every(watched.violated, negation(watched.overflow))
    return (violated,) if watched.overflow == FALSE else (violated, watched.overflow)


def carried(watched: Watched, proof: Proof, assumptions: Collection[str], effort: Effort) -> Proof | None:
    """Return what was proved of an instance, proved by the same lemmas under other assumptions; None if that fails."""
    return carry(proof, slice_of(assuming(watched.machine, assumptions), proof.goal), effort)


def runs_into(watched: Watched, assumptions: Collection[str], effort: Effort) -> bool:
    """Say whether a run of up to the effort's depth violates an instance; that none does proves nothing."""
    goal = goals_of(watched)[0]
    return isinstance(search(slice_of(assuming(watched.machine, assumptions), goal), goal, effort), Found)


def touching(watched: Watched) -> tuple[str, ...]:
    """Return the assumptions that can matter for an instance: those that restrain something in its slice, sorted."""
    return slice_of(watched.machine, some(watched.violated, watched.overflow)).assumptions


def counterexample(watched: Watched, asked: Asked) -> Counterexample | None:
    """Return the run against a property that an answer holds, with the machine whose run it is."""
    match asked.answer:
        case Found(run):
            return Counterexample(replace(watched, machine=asked.machine), run)
        case _:
            return None


def _doubt(machine: Machine, goal: Term, found: Found) -> str:
    refused = accepts(machine, found.run)
    if refused:
        return refused
    last = found.run.steps[-1].after if found.run.steps else found.run.start
    return "" if holds(goal, last, machine) else "it does not end where it should"
