from hypothesis import given, settings

from checker.base.time import Interval
from checker.logic.bounds import bounds
from checker.logic.formula import Historically, Once, Since, Window
from checker.logic.timing import Change, Moment, Question
from checker.logic.truth import Truth
from tests.logic.small_scope import P, Q
from tests.logic.timings import CALM, OFFSETS, SPANS, any_questions, possible_truths, small_questions

FALSE, UNKNOWN, TRUE = Truth


def test_no_small_question_has_a_truth_outside_its_bounds():
    decided = 0
    for question in small_questions(spans=SPANS[1:]):
        least, greatest = bounds(question)
        possible = possible_truths(question)
        assert least <= min(possible), question
        assert max(possible) <= greatest, question
        decided += least == greatest
    assert decided > 100


@given(any_questions(spread=1))
@settings(max_examples=100, deadline=None)
def test_no_question_has_a_truth_outside_its_bounds(question):
    least, greatest = bounds(question)
    possible = possible_truths(question)
    assert least <= min(possible)
    assert max(possible) <= greatest


def ask(formula, *changes, now=(30, 40)):
    return bounds(Question(formula, changes, Moment(Interval(*now), "b"), OFFSETS, CALM))


def test_disjoint_intervals_meet():
    up, down = Change(P, TRUE, Interval(0, 5), "a"), Change(P, FALSE, Interval(10, 15), "b")
    assert ask(P, up) == (TRUE, TRUE)
    assert ask(P, up, down) == (FALSE, FALSE)
    assert ask(Once(P, Window(0, 50)), up, down) == (TRUE, TRUE)
    assert ask(Since(P, Q), Change(Q, TRUE, Interval(8, 20), "a"), up) == (TRUE, TRUE)


def test_a_margin_within_the_uncertainty_stays_open():
    up = Change(P, TRUE, Interval(0, 5), "b")
    assert ask(Historically(P, Window(0, 25)), up) == (TRUE, TRUE)
    assert ask(Historically(P, Window(0, 26)), up) == (FALSE, TRUE)
    assert ask(P, Change(P, UNKNOWN, Interval(0, 30), "b")) == (UNKNOWN, UNKNOWN)
    assert ask(P, Change(P, UNKNOWN, Interval(0, 31), "b")) == (FALSE, UNKNOWN)


def test_the_offset_of_the_clock_of_the_moment_drops_out():
    up = Change(P, TRUE, Interval(0, 5), "wild")
    offsets = {"wild": Interval(-1000, 1000)}
    assert bounds(Question(P, (up,), Moment(Interval(5, 6), "wild"), offsets, CALM)) == (TRUE, TRUE)
