"""Finds which guesses hold together in every reachable state: they hold at the start, and every step keeps them.

Each family starts with its strongest statement. Where the solver shows a state at the start, or after a step from a
state in which all current statements hold, in which one does not hold, its family goes on to the next weaker one that
holds there. What is left is the strongest inductive conjunction of the families (Houdini: Flanagan, Leino 2001).

In dense time, and one action at a time: such small questions in linear arithmetic take a fraction of what one
question about all actions takes with bit-vectors, as sums of clocks are long chains of bits. Of an action only those
statements are asked that read what it sets: its delay is one that `wait` could do, which keeps all others.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import z3

from checker.base.time import NS_PER_S
from checker.prove.machines.machine import Clock, Machine
from checker.prove.machines.scaling import Scale, cap_of
from checker.prove.machines.terms import Term, variables_of
from checker.prove.questions.question import Effort
from checker.prove.smt.algebra import Quantity, Seconds, Truth, conjunction, disjunction
from checker.prove.smt.candidates import Family
from checker.prove.smt.encoding import Move, moves, reading, starts, term_of, terms_of, typed
from checker.prove.smt.evaluating import evaluator
from checker.prove.smt.reading import Reading
from checker.prove.smt.renaming import Renaming
from checker.prove.smt.searching import OutOfEffortError

NOTHING = (z3.Ast * 0)()


class Sieve:
    """A machine's start and moves in dense time, and which statements they keep."""

    def __init__(self, machine: Machine, effort: Effort) -> None:
        self._machine, self._effort = machine, effort
        self._algebra = Seconds(Scale(1, cap_of(machine)))
        self._now = reading(machine, self._algebra, "")
        self._moves = [_Kept(self, move) for move in moves(self._now, self._algebra.clock("delay"))]
        self._typed = conjunction(self._algebra.context, typed(self._now))
        self._truths: dict[Term, Truth | None] = {}
        self._reads: dict[Term, frozenset[str]] = {}
        self._assumptions: dict[Term, _Assumption] = {}

    def inductive(self, families: tuple[Family, ...]) -> tuple[Term, ...]:
        """Return the strongest statements that hold together at the start and after every step.

        Raises OutOfEffortError.
        """
        guesses = [_Guess(self._machine, tuple(term for term in each if self._can_be_said(term))) for each in families]
        self._sift_start(guesses)
        # Each action once more after the last that weakened anything.
        waiting = list(self._moves)
        while waiting:
            move = waiting.pop(0)
            if move.sift(guesses):
                waiting += [each for each in self._moves if each is not move and each not in waiting]
        return tuple(dict.fromkeys(term for guess in guesses if (term := guess.term) is not None))

    def needed(self, lemmas: tuple[Term, ...], wanted: tuple[Term, ...]) -> tuple[Term, ...]:
        """Return the wanted statements and those of the lemmas that it takes so that they are inductive together.

        Raises OutOfEffortError, and ValueError if all of them together are not inductive.
        """
        kept, failing = self._closure(tuple(dict.fromkeys((*wanted, *lemmas))), wanted)
        if failing:
            raise ValueError("the lemmas are not inductive")
        return kept

    def directed(self, guesses: tuple[Term, ...], wanted: Term) -> tuple[Term, ...]:
        """Return the wanted statement and guesses that are inductive with it, looking only at those that it takes.

        Without the wanted statement where it is not inductive with any of them: then what is returned holds all guesses
        that are inductive together, and maybe others. Raises OutOfEffortError.
        """
        singles = [_Guess(self._machine, (term,)) for term in (wanted, *guesses) if self._can_be_said(term)]
        self._sift_start(singles)
        known = _terms(singles)
        while wanted in known:
            kept, failing = self._closure(known, (wanted,))
            if not failing:
                return kept
            known = tuple(term for term in known if term not in failing)
        return known

    def _closure(self, known: tuple[Term, ...], wanted: tuple[Term, ...]) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
        """Return the wanted statements and what of the known keeps them, what keeps that, ...; or what fails."""
        kept, latest, assumed = dict.fromkeys(wanted), tuple(wanted), self.knowing(known)
        while latest:
            used: set[Term] = set()
            for move in self._moves:
                core, failing = move.keeping(assumed, latest)
                if failing:
                    return (), failing
                used.update(core)
            latest = tuple(term for term in known if term in used and term not in kept)
            kept.update(dict.fromkeys(latest))
        return tuple(kept), ()

    def truth(self, term: Term) -> Truth:
        """Return a statement about the state before the step."""
        if term not in self._truths:
            self._truths[term] = self._now.truth(term)
        return self._truths[term]

    @property
    def context(self) -> z3.Context:
        """The solver's context."""
        return self._algebra.context

    def reads(self, term: Term) -> frozenset[str]:
        """Return the variables that a statement reads."""
        if term not in self._reads:
            self._reads[term] = variables_of(term)
        return self._reads[term]

    def knowing(self, terms: tuple[Term, ...]) -> _Known:
        """Return what it takes to assume statements before a step."""
        return _Known([(term, self._assumption(term)) for term in terms])

    def _assumption(self, term: Term) -> _Assumption:
        if term not in self._assumptions:
            sign = z3.Bool(f"holds {len(self._assumptions)}", self.context)
            self._assumptions[term] = _Assumption(sign, z3.Implies(sign, self.truth(term)))
        return self._assumptions[term]

    def asking(self) -> z3.Solver:
        """Return a solver for questions about the state before a step."""
        made = z3.Solver(ctx=self._algebra.context)
        made.set("rlimit", self._effort.rlimit)
        made.set("random_seed", self._effort.seed)
        made.add(self._typed)
        return made

    def before(self) -> list[Truth]:
        """Return the variables of the state before the step."""
        return terms_of(self._now)

    def _can_be_said(self, term: Term) -> bool:
        """Whether a statement's times are multiples of the unit, and its variables are the machine's."""
        try:
            self.truth(term)
        except (KeyError, ValueError):
            return False
        return True

    def _sift_start(self, guesses: list[_Guess]) -> None:
        asked = self.asking()
        asked.add(*starts(self._now))
        while terms := _terms(guesses):
            asked.push()
            asked.add(disjunction(self.context, [z3.Not(self.truth(term)) for term in terms]))
            model = shown(asked, "the start")
            asked.pop()
            if model is None:
                return
            _weaken(guesses, _state(model, self._now))


@dataclass(frozen=True, slots=True)
class _Assumption:
    """The truth value that makes a statement hold before the step, and that it does."""

    sign: Truth
    implied: Truth


class _Known:
    """Statements assumed before a step, prepared once for the questions about all moves."""

    def __init__(self, assumptions: list[tuple[Term, _Assumption]]) -> None:
        self.implied = {term: each.implied for term, each in assumptions}
        self.signs = (z3.Ast * len(assumptions))(*(each.sign.as_ast() for _, each in assumptions))
        self._of_sign = {each.sign.get_id(): term for term, each in assumptions}

    def named(self, signs: Iterable[Truth]) -> list[Term]:
        """Return the statements of some signs."""
        return [self._of_sign[sign.get_id()] for sign in signs]


class _Kept:
    """A move, and a solver that knows it."""

    def __init__(self, sieve: Sieve, move: Move) -> None:
        self._sieve, self._move = sieve, move
        self._solver: z3.Solver | None = None
        self._said: set[Term] = set()
        after = [term_of(value) for value in move.after.values.values()]
        self._primed = Renaming(zip(sieve.before(), after, strict=True))
        self._after: dict[Term, Truth] = {}

    def sift(self, guesses: list[_Guess]) -> bool:
        """Weaken the guesses until the move keeps them; say whether any was weakened."""
        weakened = False
        while terms := _terms(guesses):
            model = self._failing(self._sieve.knowing(terms), terms)[0]
            if model is None:
                return weakened
            _weaken(guesses, _state(model, self._move.after))
            weakened = True
        return weakened

    def keeping(self, known: _Known, wanted: tuple[Term, ...]) -> tuple[list[Term], tuple[Term, ...]]:
        """Return from which known statements the wanted ones follow after the move; or which fail."""
        model, core = self._failing(known, wanted)
        if model is None:
            return core, ()
        after = ((term, model.eval(self._fails_after(term), model_completion=True)) for term in wanted)
        return [], tuple(term for term, fails in after if z3.is_true(fails))

    def _failing(self, known: _Known, wanted: tuple[Term, ...]) -> tuple[z3.ModelRef | None, list[Term]]:
        wanted = tuple(term for term in wanted if not self._move.sets.isdisjoint(self._sieve.reads(term)))
        if not wanted:
            return None, []
        solver = self._ready(known)
        solver.push()
        solver.add(disjunction(self._sieve.context, [self._fails_after(term) for term in wanted]))
        model = shown(solver, f"a step of {self._move.action.name}", known.signs)
        core = [] if model is not None else known.named(solver.unsat_core())
        solver.pop()
        return model, core

    def _ready(self, known: _Known) -> z3.Solver:
        if self._solver is None:
            self._solver = self._sieve.asking()
            self._solver.add(*self._move.possible)
        if new := known.implied.keys() - self._said:
            self._solver.add(
                conjunction(self._sieve.context, [known.implied[term] for term in known.implied if term in new])
            )
            self._said |= new
        return self._solver

    def _fails_after(self, term: Term) -> Truth:
        if term not in self._after:
            self._after[term] = z3.Not(self._primed(self._sieve.truth(term)))
        return self._after[term]


class _Guess:
    """A family, and the strongest of its statements that may still hold."""

    def __init__(self, machine: Machine, family: Family) -> None:
        self._machine, self._rest = machine, list(family)
        self._holds = evaluator(family[0], machine) if family else None

    @property
    def term(self) -> Term | None:
        """The statement, None if none of the family holds."""
        return self._rest[0] if self._rest else None

    def weakened(self, state: dict[str, int | Fraction]) -> bool:
        """Go on to the strongest statement that holds in a state; say whether that is another than before."""
        before = len(self._rest)
        while self._holds is not None and not self._holds(state):
            self._rest.pop(0)
            self._holds = evaluator(self._rest[0], self._machine) if self._rest else None
        return before != len(self._rest)


def shown(asked: z3.Solver, where: str, given: ctypes.Array[z3.Ast] = NOTHING) -> z3.ModelRef | None:
    """Return the solver's model where the given truth values hold, None if there is none. Raises OutOfEffortError."""
    # Not by z3.Solver.check, which looks at the sort of each.
    result = z3.CheckSatResult(z3.Z3_solver_check_assumptions(asked.ctx.ref(), asked.solver, len(given), given))
    if result == z3.unknown:
        raise OutOfEffortError(f"the solver's effort ended at {where} ({asked.reason_unknown()})")
    return asked.model() if result == z3.sat else None


def _state(model: z3.ModelRef, state: Reading) -> dict[str, int | Fraction]:
    """Return the values of a state in a model; clocks in nanoseconds, maybe parts of one."""
    found: dict[str, int | Fraction] = {}
    for name, value in state.values.items():
        seen = model.eval(term_of(value), model_completion=True)
        if not isinstance(value, Quantity):
            found[name] = int(z3.is_true(seen))
        elif isinstance(state.machine.variables[name].kind, Clock):
            found[name] = Fraction(seen.numerator_as_long(), seen.denominator_as_long()) * NS_PER_S
        else:
            found[name] = seen.as_long()
    return found


def _terms(guesses: list[_Guess]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(term for guess in guesses if (term := guess.term) is not None))


def _weaken(guesses: list[_Guess], state: dict[str, int | Fraction]) -> None:
    if not sum(guess.weakened(state) for guess in guesses):
        raise AssertionError("the solver's state and the evaluation of terms disagree")
