"""Excludes a goal for every run, of any length: by lemmas that are inductive together, and induction over steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from checker.prove.machines.machine import Machine
from checker.prove.machines.scaling import scale_of, times_in, unit_of
from checker.prove.machines.terms import Term, negation
from checker.prove.questions.question import Effort, Found, Proof, Undecided
from checker.prove.smt.algebra import Bits
from checker.prove.smt.candidates import Family, candidates, given
from checker.prove.smt.discharging import discharge
from checker.prove.smt.encoding import encode
from checker.prove.smt.searching import OutOfEffortError, Search
from checker.prove.smt.sieve import Sieve
from checker.prove.smt.spacer import NoInvariantError, ReachableError, invariant
from checker.prove.smt.stepwise import steps_needed

__all__ = ["Induction", "discharge", "exclude"]

# Spacer's first try has so much less effort than its last.
FIRST_TRY = 8


def exclude(machine: Machine, goal: Term, effort: Effort = Effort()) -> Proof | Undecided:  # noqa: B008
    """Return why the goal is never reached, or that no reason was found.

    Raises ValueError if the machine still depends on assumptions.
    """
    induction = Induction(machine, goal, effort)
    why = ""
    for attempt in (*induction.cheap(), *induction.dear()):
        answer = attempt()
        if isinstance(answer, Proof | Undecided):
            return answer
        why = answer
    return Undecided(why, max(induction.search.depth, 0))


# A proof, that the goal is reached, or why an attempt came to neither.
Attempt = Callable[[], Proof | Undecided | str]


class Induction:
    """The lemmas of a machine found so far, and the proofs with them."""

    def __init__(self, machine: Machine, goal: Term, effort: Effort) -> None:
        self.encoding = encode(machine, Bits(scale_of(machine, goal)))
        self.search = Search(self.encoding, goal, effort)
        self.lemmas: tuple[Term, ...] = ()
        self._sieve = Sieve(machine, effort)
        self._spacer = int(effort.rlimit * effort.spacer)
        self._machine, self._goal, self._effort = machine, goal, effort
        self._hints = given(machine, goal)

    def cheap(self) -> tuple[Attempt, ...]:
        """Return the attempts with lemmas that the roles give, over a few steps, and a first one with Spacer."""
        if not self._effort.spacer:
            return (self.by_hints,)
        return self.by_hints, self._sifting, self.by_steps, partial(self.by_spacer, self._spacer // FIRST_TRY)

    def dear(self) -> tuple[Attempt, ...]:
        """Return the attempts that cost more: with guessed lemmas, unless the effort is without, and with Spacer."""
        guessing = (self._guessing, self.by_steps) if self._effort.guesses else ()
        spacer = (partial(self.by_spacer, self._spacer),) if self._effort.spacer else ()
        return *guessing, *spacer

    def by_hints(self) -> Proof | str:
        """Look for a proof with the hints and deadlines alone, and only with those that it takes."""
        excluded = negation(self._goal)
        try:
            kept = self._sieve.directed(tuple(term for (term,) in self._hints), excluded)
        except OutOfEffortError as error:
            return str(error)
        if excluded not in kept:
            self._hints = tuple((term,) for term in kept)
            return "hints and deadlines do not exclude it"
        return self._checked(Proof(self._machine, self._goal, _without(kept, excluded), 1, "induction"))

    def _sifting(self) -> Proof | str:
        return self.by_lemmas(self._hints)

    def _guessing(self) -> Proof | str:
        return self.by_lemmas(candidates(self._machine, self._goal))

    def by_lemmas(self, families: tuple[Family, ...]) -> Proof | str:
        """Find lemmas among the families; the goal is excluded if its negation is one of them."""
        excluded = negation(self._goal)
        try:
            found = self._sieve.inductive(families)
            if excluded in found:
                kept = self._sieve.needed(found, (excluded,))
                return self._checked(Proof(self._machine, self._goal, _without(kept, excluded), 1, "induction"))
        except OutOfEffortError as error:
            return str(error)
        self.lemmas = tuple(dict.fromkeys((*self.lemmas, *found)))
        return "no lemmas were found that exclude it"

    def by_steps(self) -> Proof | Undecided | str:
        """Try induction over more and more steps, with the lemmas found so far."""
        base = self.search.up_to(min(self._effort.induction - 1, self._effort.depth))
        if isinstance(base, Found):
            return Undecided("it is reached", len(base.run.steps))
        most = min(self._effort.induction, self.search.depth + 1)
        # A hint may name a time that is no multiple of the unit in which the steps are counted.
        unit = unit_of(self._machine, self._goal)
        lemmas = tuple(each for each in self.lemmas if all(ns % unit == 0 for ns in times_in(each)))
        try:
            found = steps_needed(self.encoding, self._goal, lemmas, most, self._effort)
            if found is None:
                return f"induction over {most} steps does not exclude it"
            lemmas = self._sieve.needed(lemmas, found.lemmas)
        except OutOfEffortError as error:
            return str(error)
        return self._checked(Proof(self._machine, self._goal, lemmas, found.steps, "k-induction"))

    def by_spacer(self, rlimit: int) -> Proof | Undecided | str:
        """Ask Spacer for an invariant, and check it without Spacer."""
        try:
            found = invariant(self._machine, self._goal, self.lemmas, replace(self._effort, rlimit=rlimit))
        except NoInvariantError as error:
            return str(error)
        except ReachableError:
            return Undecided("Spacer says that it is reached", max(self.search.depth, 0))
        lemmas = _without(self._fewer((*self.lemmas, *found)), negation(self._goal))
        return self._checked(Proof(self._machine, self._goal, lemmas, 1, "spacer"))

    def _fewer(self, lemmas: tuple[Term, ...]) -> tuple[Term, ...]:
        """Leave out what the proof does not take."""
        try:
            return self._sieve.needed(lemmas, (negation(self._goal),))
        except (OutOfEffortError, ValueError):
            return lemmas

    def _checked(self, proof: Proof) -> Proof | str:
        problems = discharge(proof, self._effort)
        return f"what {proof.method} found is no proof: {problems[0]}" if problems else proof


def _without(lemmas: tuple[Term, ...], excluded: Term) -> tuple[Term, ...]:
    return tuple(each for each in dict.fromkeys(lemmas) if each != excluded)
