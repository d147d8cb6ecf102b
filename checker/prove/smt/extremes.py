"""How large or small a clock can be: the best run that a search finds, and a proof that nothing goes beyond it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from checker.prove.machines.machine import Machine
from checker.prove.machines.run import Run
from checker.prove.machines.scaling import scale_of
from checker.prove.machines.terms import AtMost, Ref, Term, Time, every, negation, variables_of
from checker.prove.questions.question import Effort, Found, Proof, Undecided
from checker.prove.smt.algebra import Bits
from checker.prove.smt.encoding import Encoding, encode
from checker.prove.smt.inducing import FIRST_TRY, Induction, exclude
from checker.prove.smt.searching import OutOfEffortError, Runs, search

# The search for a run with the expected value may take so much more effort: it is the only one.
AIMED = 8
# A measured clock may grow so many times beyond the machine's own times before it counts as without bound.
WIDEST = 8


@dataclass(frozen=True, slots=True)
class Extreme:
    """The greatest or least value of a clock in ns, and a run that ends with it; `proved` if nothing goes beyond it.

    Then `proof` says why, where that is not plain (no time is below zero). Otherwise `why` says what is not known, and
    the value is only the best that was found.
    """

    value: int
    run: Run
    proved: bool
    proof: Proof | None = None
    why: str = ""


def maximum(
    machine: Machine,
    of: str,
    when: Term,
    effort: Effort = Effort(),  # noqa: B008
    aim: int | None = None,
) -> Extreme | Undecided:
    """Return the greatest value of a clock in the reachable states in which `when` holds, Undecided if none was found.

    `aim` is the value that is expected, in ns: only what is shown to be so counts. Raises ValueError if the machine
    still depends on assumptions.
    """
    return _answered(_Question(machine, Ref(of), when, effort, True), aim)


def minimum(
    machine: Machine,
    of: str,
    when: Term,
    effort: Effort = Effort(),  # noqa: B008
    aim: int | None = None,
) -> Extreme | Undecided:
    """Return the least value of a clock in the reachable states in which `when` holds, Undecided if none was found.

    `aim` is the value that is expected, in ns: only what is shown to be so counts. Raises ValueError if the machine
    still depends on assumptions.
    """
    return _answered(_Question(machine, Ref(of), when, effort, False), aim)


@dataclass(frozen=True, slots=True)
class _Question:
    """How large (`upwards`) or small a clock can be in the reachable states of a machine in which `when` holds."""

    machine: Machine
    clock: Ref
    when: Term
    effort: Effort
    upwards: bool

    def beyond(self, value: int) -> Term:
        """Say that the clock shows more than this value, or less."""
        clock = self.clock
        return every(self.when, negation(AtMost(clock, Time(value)) if self.upwards else AtMost(Time(value), clock)))


def _answered(asked: _Question, aim: int | None) -> Extreme | Undecided:
    return (None if aim is None else _aimed(asked, aim)) or _extreme(asked)


def _aimed(asked: _Question, aim: int) -> Extreme | None:
    """Return the extreme value where it is the expected one: hints exclude more, and a run has it."""
    proof: Proof | None = None
    if asked.upwards or aim > 0:
        answer = Induction(asked.machine, asked.beyond(aim), asked.effort).by_hints()
        if not isinstance(answer, Proof):
            return None
        proof = answer
    reached = AtMost(Time(aim), asked.clock) if asked.upwards else AtMost(asked.clock, Time(aim))
    effort = replace(asked.effort, rlimit=AIMED * asked.effort.rlimit)
    found = search(asked.machine, every(asked.when, reached), effort)
    return Extreme(aim, found.run, True, proof) if isinstance(found, Found) else None


def _extreme(asked: _Question) -> Extreme | Undecided:
    """Return the extreme value; where the clock stands still before it gets there, it is given more room.

    The hints about the clock, too, are read before it stands still: they name the times that it may reach.
    """
    machine, of = asked.machine, asked.clock.variable
    scale = scale_of(machine, asked.when, *(each for each in machine.hints if of in variables_of(each)))
    narrow = _Improving(encode(machine, Bits(scale)), asked).best()
    if not (isinstance(narrow, Extreme) and narrow.value == scale.cap * scale.unit):
        return narrow
    wider = replace(scale, cap=WIDEST * scale.cap)
    wide = _Improving(encode(machine, Bits(wider)), asked).best()
    if isinstance(wide, Extreme) and wide.value == wider.cap * wider.unit:
        return replace(wide, proof=None, why="it grows beyond every time that was tried")
    return wide


class _Improving:
    """A search for better and better values, one step more at a time."""

    def __init__(self, encoding: Encoding, asked: _Question) -> None:
        self._encoding, self._asked, self._effort = encoding, asked, asked.effort
        self._machine, self._scale, self._upwards = encoding.machine, encoding.algebra.scale, asked.upwards
        self._runs = Runs(self._encoding, asked.effort, True)
        self._value: int | None = None
        self._run: Run | None = None

    def best(self) -> Extreme | Undecided:
        """Return the best value, proved if possible."""
        tried: int | None = None
        why = ""
        while not why:
            try:
                improved = self._improve()
            except OutOfEffortError as error:
                why = str(error)
                break
            if self._value == self._limit:
                return self._extreme(None, "")
            if not improved and tried != self._value and (proof := self._cheap_proof()):
                return self._extreme(proof, "")
            tried = tried if improved else self._value
            if self._runs.length == self._effort.depth:
                why = f"runs of up to {self._effort.depth} steps were searched"
            else:
                self._runs.extend()
        return self._in_the_end(why)

    @property
    def _limit(self) -> int:
        return self._scale.cap * self._scale.unit if self._upwards else 0

    def _in_the_end(self, why: str) -> Extreme | Undecided:
        if self._value is None:
            return Undecided(f"nothing to measure was found: {why}", self._runs.length)
        answer = exclude(self._machine, self._asked.beyond(self._value), self._effort)
        if isinstance(answer, Proof):
            return self._extreme(answer, "")
        return self._extreme(None, f"{why}, and that nothing goes beyond was not proved: {answer.why}")

    def _extreme(self, proof: Proof | None, why: str) -> Extreme:
        if self._value is None or self._run is None:
            raise AssertionError("there is no value yet")
        return Extreme(
            self._value, self._run, proof is not None or (self._value == 0 and not self._upwards), proof, why
        )

    def _improve(self) -> bool:
        """Find the best value of runs of the present length; say whether it is better than those before."""
        goal = self._asked.when if self._value is None else self._asked.beyond(self._value)
        if not self._better(goal):
            return False
        unit = self._scale.unit
        # What is possible, and one step beyond what is not known to be impossible.
        possible, limit = self._known() // unit, self._limit // unit + (1 if self._upwards else -1)
        while abs(limit - possible) > 1:
            middle = (possible + limit) // 2
            if self._better(self._asked.beyond((middle - 1 if self._upwards else middle + 1) * unit)):
                possible = self._known() // unit
            else:
                limit = middle
        return True

    def _better(self, goal: Term) -> bool:
        run = self._runs.ending(self._encoding.now.truth(goal))
        if run is None:
            return False
        state = run.steps[-1].after if run.steps else run.start
        self._run, self._value = run, state[self._asked.clock.variable]
        return True

    def _known(self) -> int:
        if self._value is None:
            raise AssertionError("there is no value yet")
        return self._value

    def _cheap_proof(self) -> Proof | None:
        """Try what costs little, before the search goes deeper."""
        if self._value is None:
            return None
        goal = self._asked.beyond(self._value)
        induction = Induction(self._machine, goal, self._effort)
        proof = induction.by_hints()
        if isinstance(proof, Proof):
            return proof
        invariant = induction.by_spacer(self._effort.rlimit // FIRST_TRY)
        return invariant if isinstance(invariant, Proof) else None
