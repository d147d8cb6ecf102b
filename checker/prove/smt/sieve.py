"""Finds which guesses hold together in every reachable state: they hold at the start, and every step keeps them.

Each family starts with its strongest statement. Where the solver shows a state at the start, or after a step from a
state in which all current statements hold, in which one does not hold, its family goes on to the next weaker one that
holds there. What is left is the strongest inductive conjunction of the families (Houdini: Flanagan, Leino 2001).
"""

from __future__ import annotations

import z3

from checker.prove.question import Effort
from checker.prove.run import State
from checker.prove.smt.algebra import Truth, disjunction
from checker.prove.smt.candidates import Family
from checker.prove.smt.encoding import Encoding, state_of
from checker.prove.smt.evaluating import evaluator
from checker.prove.smt.searching import OutOfEffortError, solver
from checker.prove.terms import Term


def inductive(encoding: Encoding, families: tuple[Family, ...], effort: Effort) -> tuple[Term, ...]:
    """Return the strongest statements that hold together at the start and after every step.

    Raises OutOfEffortError.
    """
    guesses = [guess for guess in (_Guess(encoding, family) for family in families) if guess.term is not None]
    _sift_start(encoding, guesses, effort)
    _sift_steps(encoding, guesses, effort)
    return tuple(dict.fromkeys(guess.term for guess in guesses if guess.term is not None))


def needed(encoding: Encoding, lemmas: tuple[Term, ...], wanted: tuple[Term, ...], effort: Effort) -> tuple[Term, ...]:
    """Return the wanted statements and those of the lemmas that it takes so that they are inductive together.

    Raises OutOfEffortError, and ValueError if all of them together are not inductive.
    """
    asked, context = solver(encoding, effort), encoding.algebra.context
    asked.add(encoding.typed, encoding.step)
    before = {term: encoding.now.truth(term) for term in (*wanted, *lemmas)}
    after = {term: z3.substitute(truth, *encoding.primes) for term, truth in before.items()}
    signs = {term: z3.Bool(f"holds {number}", context) for number, term in enumerate(before)}
    asked.add(*(z3.Implies(signs[term], truth) for term, truth in before.items()))
    kept = set(wanted)
    open_, count = list(wanted), 0
    while open_:
        fails, count = z3.Bool(f"round {count}", context), count + 1
        asked.add(z3.Implies(fails, z3.Or(*(z3.Not(after[term]) for term in open_))))
        if _shown(asked, "a step", fails, *signs.values()):
            raise ValueError("the lemmas are not inductive")
        core = {sign.get_id() for sign in asked.unsat_core()}
        open_ = [term for term, sign in signs.items() if sign.get_id() in core and term not in kept]
        kept.update(open_)
    return tuple(term for term in before if term in kept)


class _Guess:
    """A family, and the strongest of its statements that may still hold."""

    def __init__(self, encoding: Encoding, family: Family) -> None:
        self._encoding = encoding
        self._rest = [term for term in family if _can_be_said(encoding, term)]
        self._holds = evaluator(self._rest[0], encoding.machine) if self._rest else None
        self._signs: tuple[Truth, Truth] | None = None
        self.now: Truth = encoding.now.truth(self._rest[0]) if self._rest else None

    @property
    def term(self) -> Term | None:
        """The statement, None if none of the family holds."""
        return self._rest[0] if self._rest else None

    def weakened(self, state: State) -> bool:
        """Go on to the strongest statement that holds in a state; say whether that is another than before."""
        before = len(self._rest)
        while self._holds is not None and not self._holds(state):
            self._rest.pop(0)
            self._holds = evaluator(self._rest[0], self._encoding.machine) if self._rest else None
        if before == len(self._rest):
            return False
        self._signs = None
        self.now = self._encoding.now.truth(self._rest[0]) if self._rest else None
        return True

    def signs(self, into: z3.Solver, count: int) -> tuple[Truth, Truth]:
        """Return two truth values: one makes the statement hold before the step, the other makes it fail after it."""
        if self._signs is None:
            context = self._encoding.algebra.context
            on, off = z3.Bool(f"holds {count}", context), z3.Bool(f"fails {count}", context)
            into.add(z3.Implies(on, self.now))
            into.add(z3.Implies(off, z3.Not(z3.substitute(self.now, *self._encoding.primes))))
            self._signs = (on, off)
        return self._signs


def _can_be_said(encoding: Encoding, term: Term) -> bool:
    """Whether a statement's times are multiples of the unit, and its variables are the machine's (not sliced away)."""
    try:
        encoding.now.truth(term)
    except (KeyError, ValueError):
        return False
    return True


def _sift_start(encoding: Encoding, guesses: list[_Guess], effort: Effort) -> None:
    starts = solver(encoding, effort)
    starts.add(encoding.init)
    while current := [guess.now for guess in guesses if guess.term is not None]:
        starts.push()
        starts.add(z3.Not(z3.And(*current)) if len(current) > 1 else z3.Not(current[0]))
        if not _shown(starts, "the start"):
            return
        state = state_of(starts.model(), encoding.machine, encoding.now)
        starts.pop()
        _weaken(guesses, state)


def _sift_steps(encoding: Encoding, guesses: list[_Guess], effort: Effort) -> None:
    steps = solver(encoding, effort)
    steps.add(encoding.typed, encoding.step)
    context, count = encoding.algebra.context, 0
    while alive := [guess for guess in guesses if guess.term is not None]:
        signs = []
        for guess in alive:
            count += 1
            signs.append(guess.signs(steps, count))
        some_fails = z3.Bool(f"round {count}", context)
        steps.add(z3.Implies(some_fails, disjunction(context, [off for _, off in signs])))
        if not _shown(steps, "a step", some_fails, *(on for on, _ in signs)):
            return
        _weaken(alive, state_of(steps.model(), encoding.machine, encoding.next))


def _shown(asked: z3.Solver, where: str, *given: Truth) -> bool:
    result = asked.check(*given)
    if result == z3.unknown:
        raise OutOfEffortError(f"the solver's effort ended at {where} ({asked.reason_unknown()})")
    return bool(result == z3.sat)


def _weaken(guesses: list[_Guess], state: State) -> None:
    if not sum(guess.weakened(state) for guess in guesses):
        raise AssertionError("the solver's state and the evaluation of terms disagree")
