import pytest
from hypothesis import given, settings

from checker.base.time import Interval
from checker.logic.critical import MOST_POINTS, CriticalPoints
from checker.logic.formula import And, Historically, Not, Once, Since, Window
from checker.logic.timing import Change, Moment, Question
from checker.logic.truth import Truth
from tests.logic.naive import Naive
from tests.logic.small_scope import DEPTH_1, DEPTH_2, P, Q, traces
from tests.logic.timings import CALM, OFFSETS, any_questions, possible_truths

FALSE, UNKNOWN, TRUE = Truth
AT = Moment(Interval(100, 100), "b")


def points_of(formula, *changes, at=AT):
    return CriticalPoints(Question(formula, changes, at, OFFSETS, CALM)).of(formula)


@pytest.mark.parametrize("formulas", [DEPTH_1, DEPTH_2[:: len(DEPTH_2) // 200]], ids=["depth 1", "some of depth 2"])
def test_formulas_change_at_critical_points_only(formulas):
    """Every trace of 3 ticks, each change of it as one change of the question."""
    for trace in traces(3, hold=6, values=(0, 2)) if formulas is DEPTH_1 else traces(2, hold=7):
        changes = [
            Change(atom, Truth(value), Interval(tick, tick), "b")
            for atom, values in trace.items()
            for tick, value in enumerate(values)
            if value != (values[tick - 1] if tick else UNKNOWN)
        ]
        naive = Naive(trace)
        for formula in formulas:
            critical = {changes[i].time.lo + shift for i, shift in points_of(formula, *changes)}
            changed = {t for t in range(len(trace[P])) if naive.at(formula, t) != naive.at(formula, t - 1)}
            assert changed <= critical, (formula, trace)


def test_points_are_changes_plus_window_bounds():
    up, event = Change(P, TRUE, Interval(0, 5), "a"), Change(Q, TRUE, Interval(0, 5), "a", passing=True)
    assert points_of(And((P, Not(Q))), up, event) == ((0, 0), (1, 0), (1, 1))
    assert points_of(Once(P, Window(3, 9)), up) == ((0, 3), (0, 9))
    assert points_of(Historically(P, Window(3, None)), up) == ((0, 3),)
    assert points_of(Since(P, Q, Window(3, 9)), up) == ((0, 0), (0, 2))
    assert points_of(Once(Once(P, Window(0, 2)), Window(0, 3)), up) == ((0, 0), (0, 2), (0, 3), (0, 5))


@given(any_questions(spread=9))
@settings(max_examples=80, deadline=None)
def test_one_order_has_one_truth(question):
    if CriticalPoints(question).in_one_order():
        assert len(possible_truths(question)) == 1


def one_order(formula, first, second, at=AT):
    changes = (Change(P, TRUE, Interval(*first), "a"), Change(Q, TRUE, Interval(*second), "a", passing=True))
    return CriticalPoints(Question(formula, changes, at, OFFSETS, CALM)).in_one_order()


def test_disjoint_intervals_are_in_one_order():
    assert one_order(Since(P, Q), (0, 5), (20, 25))
    assert one_order(Once(Q, Window(0, 60)), (0, 5), (20, 25))


@pytest.mark.parametrize(
    ("formula", "first", "second", "at"),
    [
        (Since(P, Q), (0, 20), (20, 25), AT),
        (Once(Q, Window(0, 76)), (0, 5), (20, 25), AT),
        (P, (95, 99), (20, 25), AT),
        (P, (95, 99), (20, 25), Moment(Interval(100, 101), "a")),
    ],
    ids=["changes overlap", "a window ends among them", "too close on two clocks", "too close on one clock"],
)
def test_what_may_change_places_is_not_in_one_order(formula, first, second, at):
    assert not one_order(formula, first, second, at)


def test_many_points_are_left_to_others():
    changes = tuple(Change(P, TRUE, Interval(10 * i, 10 * i), "b") for i in range(MOST_POINTS + 1))
    assert not CriticalPoints(Question(P, changes, Moment(Interval(9999, 9999), "b"), OFFSETS)).in_one_order()
    assert CriticalPoints(Question(P, changes[:20], Moment(Interval(9999, 9999), "b"), OFFSETS)).in_one_order()


def test_a_tie_of_one_atom_is_no_order():
    def ask(other):
        changes = (Change(P, TRUE, Interval(5, 5), "b"), Change(other, FALSE, Interval(5, 5), "b"))
        return CriticalPoints(Question(And((P, Q)), changes, AT, OFFSETS)).in_one_order()

    assert not ask(P)
    assert ask(Q)
