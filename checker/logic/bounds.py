"""Bounds on the truth of a formula whose changes have uncertain instants, without looking at single timings.

At each instant an atom has a least and a greatest value over all timings. A formula is monotone in each of its atoms,
upwards or downwards by the number of negations above it, so with the least (or the greatest) value at each occurrence
it yields a bound. Bounds that meet decide the question; that is so when the intervals that matter are disjoint.
Time runs by the clock of the moment of evaluation, so that its own offset, which all of its stamps share, drops out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.base.time import Interval
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
    atoms_of,
)
from checker.logic.monitor import Monitors
from checker.logic.signal import END
from checker.logic.timing import Change, Question
from checker.logic.truth import Truth


def bounds(question: Question) -> tuple[Truth, Truth]:
    """Return a lower and an upper bound of the truth over all admissible timings."""
    atoms = {atom: _uncertain(question, atom) for atom in atoms_of(question.formula)}
    at = question.at.time
    marks = sorted({at.lo, *(m for atom in atoms.values() for m in atom.marks() if m <= at.hi)})
    formulas = {high: _bound(question.formula, high) for high in (False, True)}
    initial = {_side(atom, high): uncertain.initial for atom, uncertain in atoms.items() for high in (False, True)}
    monitors = Monitors(formulas, marks[0], initial)
    runs = []
    for mark in marks:
        values: dict[Atom, Truth] = {}
        for atom, uncertain in atoms.items():
            possible = uncertain.possible(mark)
            values |= {_side(atom, False): min(possible), _side(atom, True): max(possible)}
        runs += monitors.advance(mark, values)
    seen = [(high, run.truth) for high, run in runs + monitors.finish(at.hi) if run.hi > at.lo]
    return min(truth for high, truth in seen if not high), max(truth for high, truth in seen if high)


def span(question: Question, change: Change) -> Interval:
    """Return the instants of a change by the clock of the moment of evaluation."""
    if change.clock == question.at.clock:
        return change.time
    own, other = question.offsets[change.clock], question.offsets[question.at.clock]
    return Interval(change.time.lo + own.lo - other.hi, change.time.hi + own.hi - other.lo)


@dataclass(frozen=True, slots=True)
class _Uncertain:
    """The changes of one atom with their spans, and for each lasting one when another has surely replaced it."""

    initial: Truth
    lasting: Sequence[tuple[Change, Interval]]
    passing: Sequence[tuple[Change, Interval]]
    replaced: Sequence[int]

    def marks(self) -> Iterator[int]:
        """Yield the instants at which the possible values may change."""
        for _, when in (*self.lasting, *self.passing):
            yield from (when.lo, when.hi, when.hi + 1)

    def possible(self, instant: int) -> set[Truth]:
        """Return the values that the atom may have at an instant (perhaps too many, never too few)."""
        passing = [(change.after, when) for change, when in self.passing if when.lo <= instant <= when.hi]
        values = {after for after, _ in passing}
        if any(when.lo == when.hi for _, when in passing):
            return values
        if all(when.hi > instant for _, when in self.lasting):
            values.add(self.initial)
        for (change, when), replaced in zip(self.lasting, self.replaced, strict=True):
            if when.lo <= instant < replaced:
                values.add(change.after)
        return values


def _uncertain(question: Question, atom: Atom) -> _Uncertain:
    changes = [(change, span(question, change)) for change in question.changes if change.atom == atom]
    lasting = [pair for pair in changes if not pair[0].passing]
    replaced = [
        min((when.hi for later, when in lasting if question.surely_before(change, later)), default=END)
        for change, _ in lasting
    ]
    initial = question.initial.get(atom, Truth.UNKNOWN)
    return _Uncertain(initial, lasting, [pair for pair in changes if pair[0].passing], replaced)


def _side(atom: Atom, high: bool) -> Atom:
    return Atom(f"{'greatest' if high else 'least'} {atom.name}", atom.args)


def _bound(formula: Formula, high: bool) -> Formula:
    match formula:
        case Atom():
            return _side(formula, high)
        case Not(operand):
            return Not(_bound(operand, not high))
        case Implies(left, right):
            return Implies(_bound(left, not high), _bound(right, high))
        case And(operands) | Or(operands):
            return type(formula)(tuple(_bound(operand, high) for operand in operands))
        case Since(left, right, window):
            return Since(_bound(left, high), _bound(right, high), window)
        case Once(operand, window) | Historically(operand, window):
            return type(formula)(_bound(operand, high), window)
        case Constant():
            return formula
        case _:
            raise ValueError(f"not a ground formula, {type(formula).__name__} is left; see checker.logic.grounding")
