"""Every admissible timing of a question, one by one, and the truth under it by the definitions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations, product

from hypothesis import strategies as st

from checker.base.time import Interval
from checker.logic.formula import And, Historically, Implies, Not, Once, Since, Window
from checker.logic.timing import Change, Moment, Question
from checker.logic.truth import Truth
from tests.logic.naive import Naive
from tests.logic.small_scope import P, Q
from tests.logic.strategies import ground_formulas

FALSE, UNKNOWN, TRUE = Truth
OFFSETS = {"a": Interval(-1, 1), "b": Interval(0, 0)}
CALM = {P: FALSE, Q: FALSE}
SPAN = Interval(0, 0)


def naive_truth(question, instants, order, now):
    """The truth by the definitions, over a trace that is written out tick by tick."""
    start = min([now, *instants])
    trace = {}
    for atom in {change.atom for change in question.changes}:
        values = []
        for tick in range(start, now + 1):
            lasting = [i for i in order if instants[i] <= tick and not question.changes[i].passing]
            passing = [i for i in order if instants[i] == tick and question.changes[i].passing]
            mine = [i for i in (*lasting, *passing) if question.changes[i].atom == atom]
            values.append(question.changes[mine[-1]].after if mine else question.initial.get(atom, UNKNOWN))
        trace[atom] = values
    return Naive(trace, start, question.initial).at(question.formula, now)


def admissible(question):
    """Every choice of instants, with every order in which changes on one instant may take effect."""
    clocks = sorted(question.offsets)
    spans = [question.offsets[clock] for clock in clocks] + [question.at.time] + [c.time for c in question.changes]
    for pick in product(*(range(span.lo, span.hi + 1) for span in spans)):
        offsets = dict(zip(clocks, pick, strict=False))
        now, *stamps = pick[len(clocks) :]
        instants = tuple(stamp + offsets[c.clock] for stamp, c in zip(stamps, question.changes, strict=True))
        for order in permutations(range(len(instants))):
            if all(instants[i] <= instants[j] for i, j in pairwise(order)):
                yield instants, order, now + offsets[question.at.clock]


def possible_truths(question):
    """The truth values of the formula over all admissible timings."""
    return {naive_truth(question, *timing) for timing in admissible(question)}


FORMULAS = [
    P,
    And((P, Not(Q))),
    Implies(Q, P),
    Once(P, Window(0, 1)),
    Once(And((P, Not(Q))), Window(1, 2)),
    Historically(P, Window(0, 1)),
    Historically(Implies(P, Q), Window(0, None)),
    Since(P, Q, Window(1, 2)),
    Since(Not(P), Q, Window(0, None)),
]


# The second change, and what atoms are at first: it undoes the first, or sets or unsets another atom or event.
SECOND = [
    (Change(P, FALSE, SPAN, "a"), CALM),
    (Change(Q, TRUE, SPAN, "a"), CALM),
    (Change(Q, TRUE, SPAN, "a", passing=True), CALM),
    (Change(Q, UNKNOWN, SPAN, "a"), {P: FALSE, Q: TRUE}),
    (Change(Q, FALSE, SPAN, "a", passing=True), {P: UNKNOWN, Q: TRUE}),
]
SPANS = (Interval(0, 0), Interval(0, 1), Interval(1, 3))
MOMENTS = (Moment(Interval(2, 2), "b"), Moment(Interval(2, 3), "a"), Moment(Interval(4, 4), "a"))


def small_questions(formulas=tuple(FORMULAS), spans=SPANS, moments=MOMENTS):
    """Two changes, on one clock or on two, that fall on or around each other and the moment."""
    for first, second, at, (change, initial), clock in product(spans, spans, moments, SECOND, "ab"):
        changes = (Change(P, TRUE, first, "a"), replace(change, time=second, clock=clock))
        for formula in formulas:
            yield Question(formula, changes, at, OFFSETS, initial)


def far_questions():
    """Changes that lie apart, next to each other, or at a window's length, at the scale of the margins."""
    formulas = (P, Once(P, Window(0, 9)), Since(P, Q), Historically(Not(P), Window(3, 12)))
    at, offsets = Moment(Interval(12, 13), "b"), {"a": Interval(-6, 6), "b": Interval(0, 0)}
    for gap, (change, initial), clock in product((0, 1, 2, 3, 5, 8, 11, 12, 15), SECOND, "ab"):
        for first in (Change(P, TRUE, Interval(0, 0), "a"), Change(P, TRUE, Interval(0, 0), "b", passing=True)):
            changes = (first, replace(change, time=Interval(gap, gap), clock=clock))
            for formula in formulas:
                yield Question(formula, changes, at, offsets, initial)


def any_questions(spread):
    """Questions of up to three changes whose intervals start at multiples of `spread`."""
    starts = st.integers(-2, 5).map(lambda lo: lo * spread)
    intervals = st.builds(lambda lo, width: Interval(lo, lo + width), starts, st.integers(0, 2))
    clocks = st.sampled_from("abc")
    truths = st.sampled_from(tuple(Truth))
    changes = st.builds(Change, st.sampled_from((P, Q)), truths, intervals, clocks, st.booleans())
    return st.builds(
        Question,
        ground_formulas,
        st.lists(changes, max_size=3).map(tuple),
        st.builds(Moment, intervals, clocks),
        st.just({"a": Interval(-1, 1), "b": Interval(0, 0), "c": Interval(2, 3)}),
        st.fixed_dictionaries({}, optional={P: truths, Q: truths}),
    )
