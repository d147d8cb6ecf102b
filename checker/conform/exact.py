"""Decides a formula at a moment for every admissible timing of changes whose stamps and clocks are uncertain.

Cheapest first: one timing, if all agree on the order of the critical points; bounds over all timings, if they meet; a
number of timings at the ends of the intervals, which find both sides of most open questions; and only then z3.

The encoding for z3 is finite because the truth of a past formula changes only at its critical points. Within a stretch
in which g is constant, the latest instant is the best witness of `f since g`, as it leaves the fewest instants at which
f has to hold; so the only candidates in [t-b, t-a] are t-a and the instants just before a critical point of g. Instants
are z3 integers, hence exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checker.base.finding import Verdict
from checker.logic.bounds import bounds
from checker.logic.critical import NOW, CriticalPoints, Point, later, nanoseconds
from checker.logic.formula import (
    And,
    Atom,
    Constant,
    Formula,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Since,
    Window,
)
from checker.logic.timing import Question, Timing
from checker.logic.truth import TRUTHS, Truth

# z3 comes without types; this names what one of its terms is.
Term = Any

# Changes, terms and solver steps, not seconds, so that every machine gives the same answer.
MOST_CHANGES = 400
MOST_TERMS = 20_000
MOST_STEPS = 20_000_000
CORNERS = 128


@dataclass(frozen=True, slots=True)
class Outcome:
    """What every admissible timing together says, with one timing for each truth value that was found possible.

    `undecided` is empty, or says why the search ended before each timing was accounted for.
    """

    verdict: Verdict
    witnesses: Mapping[Truth, Timing]
    undecided: str = ""


class TooLarge(Exception):
    """The encoding has more terms, or the search more steps, than it may have."""


def decide(question: Question, most_terms: int = MOST_TERMS, most_steps: int = MOST_STEPS) -> Outcome:
    """Return whether the formula is TRUE under every timing (holds), FALSE under every one (violated), or neither."""
    if len(question.relevant) > MOST_CHANGES:
        reason = f"{len(question.relevant)} changes can matter, more than the bound of {MOST_CHANGES}"
        return Outcome(Verdict.INCONCLUSIVE, {}, reason)
    if CriticalPoints(question).in_one_order():
        timing = next(question.corners(CORNERS))
        return _outcome({timing.truth: timing})
    least, greatest = bounds(question)
    found: dict[Truth, Timing] = {}
    for timing in question.corners(CORNERS):
        found.setdefault(timing.truth, timing)
        if least == greatest or {Truth.FALSE, Truth.TRUE} <= found.keys():
            return _outcome(found)
    open_truths = [truth for truth in (Truth.FALSE, Truth.TRUE, Truth.UNKNOWN) if least <= truth <= greatest]
    try:
        search = Search(question, most_terms, most_steps)
        for truth in open_truths:
            # UNKNOWN tells nothing more once both sides are possible.
            if truth not in found and not {Truth.FALSE, Truth.TRUE} <= found.keys():
                found |= {timing.truth: timing for timing in search.timings(truth)}
    except TooLarge as reason:
        return Outcome(Verdict.INCONCLUSIVE, found, str(reason))
    return _outcome(found)


def _outcome(found: Mapping[Truth, Timing]) -> Outcome:
    verdicts = {Truth.TRUE: Verdict.HOLDS, Truth.FALSE: Verdict.VIOLATED}
    (truth, *others) = found
    return Outcome(Verdict.INCONCLUSIVE if others else verdicts.get(truth, Verdict.INCONCLUSIVE), found)


class Search:
    """The question in z3: one integer for each clock, change and the moment, and what formulas are at points."""

    def __init__(self, question: Question, most_terms: int, most_steps: int) -> None:
        # Importing z3 costs more than checking a small log, and few questions come this far.
        import z3

        self.z3: Any = z3
        self.question = question
        self.room = most_terms
        self.context = z3.Context()
        self.indices = sorted(question.relevant)
        self.instants = {i: self._integer(f"t{i}") for i in (NOW, *self.indices)}
        self.offsets = {clock: self._integer(f"offset {clock}") for clock in question.clocks}
        self.ranks = {i: self._integer(f"rank{i}") for i in self.indices}
        self._values: dict[tuple[Formula, Point, int], Term] = {}
        self._points = CriticalPoints(question)
        self.solver = z3.SolverFor("QF_LIA", ctx=self.context)
        self.solver.set("random_seed", 0)
        self.solver.set("rlimit", most_steps)
        self.solver.add(*self._admissible())

    def timings(self, truth: Truth) -> tuple[Timing, ...]:
        """Return one timing under which the formula has this truth, or none if there is none."""
        formula, at = self.question.formula, (NOW, 0)
        level = [] if truth == Truth.FALSE else [self._at_least(formula, at, truth)]
        above = [] if truth == Truth.TRUE else [self.z3.Not(self._at_least(formula, at, TRUTHS[truth + 1]))]
        answer = self.solver.check(*level, *above)
        if answer == self.z3.unsat:
            return ()
        if answer == self.z3.unknown:
            raise TooLarge(f"no answer within the bound on solver steps ({self.solver.reason_unknown()})")
        timing = self._read(self.solver.model())
        assert timing.truth == truth, "the encoding and the monitor disagree about a timing"
        return (timing,)

    def _read(self, model: Term) -> Timing:
        def value(term: Term) -> int:
            return int(model.eval(term, model_completion=True).as_long())

        question = self.question
        offsets = {clock: value(term) for clock, term in self.offsets.items()}
        stamps, ranks = [c.time.lo for c in question.changes], [0] * len(question.changes)
        for i in self.indices:
            stamps[i] = value(self.instants[i]) - offsets[question.changes[i].clock]
            ranks[i] = value(self.ranks[i])
        return question.timing(stamps, value(self.instants[NOW]) - offsets[question.at.clock], offsets, ranks)

    def _integer(self, name: str) -> Term:
        return self.z3.Int(name, self.context)

    def _admissible(self) -> list[Term]:
        question = self.question
        within = [(self.offsets[clock], question.offsets[clock]) for clock in question.clocks]
        for i, instant in self.instants.items():
            event = question.at if i == NOW else question.changes[i]
            within.append((instant - self.offsets[event.clock], event.time))
        constraints = [term for value, span in within for term in (value >= span.lo, value <= span.hi)]
        ranks = list(self.ranks.values())
        return [*constraints, self.z3.Distinct(*ranks)] if len(ranks) > 1 else constraints

    def _at_least(self, formula: Formula, point: Point, level: int) -> Term:
        """Return the term for `formula >= level` at a point."""
        key = (formula, point, level)
        if key not in self._values:
            self._spend(1)
            self._values[key] = self._encode(formula, point, level)
        return self._values[key]

    def _spend(self, terms: int) -> None:
        self.room -= terms
        if self.room < 0:
            raise TooLarge("the encoding has more terms than its bound")

    def _encode(self, formula: Formula, point: Point, level: int) -> Term:
        match formula:
            case Constant(truth):
                return self.z3.BoolVal(truth >= level, self.context)
            case Atom():
                return self._atom(formula, point, level)
            case Not(operand):
                return self.z3.Not(self._at_least(operand, point, 3 - level))
            case And(operands):
                return self._all([self._at_least(f, point, level) for f in operands])
            case Or(operands):
                return self._any([self._at_least(f, point, level) for f in operands])
            case Implies(left, right):
                return self._at_least(Or((Not(left), right)), point, level)
            case Since() | Once() | Historically():
                return self._past(formula, point, level)
            case _:
                raise ValueError(f"not a ground formula, {type(formula).__name__} is left; see checker.logic.grounding")

    def _past(self, formula: Since | Once | Historically, point: Point, level: int) -> Term:
        if isinstance(formula, Historically):
            return self.z3.Not(self._at_least(Once(Not(formula.operand), formula.window), point, 3 - level))
        if isinstance(formula, Once):
            formula = Since(Constant(Truth.TRUE), formula.operand, formula.window)
        terms = []
        for candidate in self._candidates(formula.right, formula.window, point):
            inside = self._inside(candidate, point, formula.window)
            unbroken = self._throughout(formula.left, candidate, point, level)
            terms.append(self._all([inside, self._at_least(formula.right, candidate, level), unbroken]))
        return self._any(terms)

    def _candidates(self, right: Formula, window: Window, point: Point) -> list[Point]:
        latest = later(point, -nanoseconds(window.lower))
        return [latest, *(later(c, -1) for c in self._critical(right) if later(c, -1) != latest)]

    def _inside(self, candidate: Point, point: Point, window: Window) -> Term:
        lower = self._term(candidate) <= self._term(later(point, -nanoseconds(window.lower)))
        if window.upper is None:
            return lower
        return self._all([lower, self._term(candidate) >= self._term(later(point, -nanoseconds(window.upper)))])

    def _throughout(self, formula: Formula, after: Point, until: Point, level: int) -> Term:
        """Return the term for `formula >= level` at each instant of (after, until]."""
        if isinstance(formula, Constant) and formula.truth >= level:
            return self.z3.BoolVal(True, self.context)
        first, start, end = later(after, 1), self._term(after), self._term(until)
        terms = [self._at_least(formula, first, level)]
        for c in self._critical(formula):
            between = self._all([self._term(c) > start, self._term(c) <= end])
            terms.append(self._any([self.z3.Not(between), self._at_least(formula, c, level)]))
        return self._any([start >= end, self._all(terms)])

    def _critical(self, formula: Formula) -> tuple[Point, ...]:
        points = self._points.of(formula)
        self._spend(len(points))
        return points

    def _atom(self, atom: Atom, point: Point, level: int) -> Term:
        now = self._term(point)
        mine = [i for i in self.indices if self.question.changes[i].atom == atom]
        passing = [i for i in mine if self.question.changes[i].passing]
        lasting = [i for i in mine if not self.question.changes[i].passing]
        at_now = {i: self.instants[i] == now for i in passing}
        until_now = {i: self.instants[i] <= now for i in lasting}
        lower = [self.z3.Not(until_now[i]) for i in lasting if self.question.changes[i].after < level]
        initial = self.question.initial.get(atom, Truth.UNKNOWN) >= level
        untouched = [self._all(lower)] if initial else []
        lasts = self._any([self._last_writer(until_now, level), *untouched])
        nothing_passes = self.z3.Not(self._any(list(at_now.values())))
        return self._any([self._last_writer(at_now, level), self._all([nothing_passes, lasts])])

    def _last_writer(self, happened: Mapping[int, Term], level: int) -> Term:
        """Return the term for: some change to `level` or more happened, and no change to less happened after it."""
        low = [j for j in happened if self.question.changes[j].after < level]
        self._spend(len(low) * (len(happened) - len(low)))
        terms = []
        for i in happened:
            if i not in low:
                overwritten = [self._all([happened[j], self._before(i, j)]) for j in low]
                terms.append(self._all([happened[i], self.z3.Not(self._any(overwritten))]))
        return self._any(terms)

    def _before(self, first: int, second: int) -> Term:
        one, other = self.instants[first], self.instants[second]
        return self._any([one < other, self._all([one == other, self.ranks[first] < self.ranks[second]])])

    def _term(self, point: Point) -> Term:
        index, shift = point
        return self.instants[index] + shift if shift else self.instants[index]

    def _all(self, terms: list[Term]) -> Term:
        return self.z3.And(*terms) if terms else self.z3.BoolVal(True, self.context)

    def _any(self, terms: list[Term]) -> Term:
        return self.z3.Or(*terms) if terms else self.z3.BoolVal(False, self.context)
