from itertools import islice

import pytest
from hypothesis import given, settings

from checker.base.time import Interval
from checker.logic.timing import Change, Moment, Question
from checker.logic.truth import Truth
from tests.logic.small_scope import P, Q
from tests.logic.timings import CALM, OFFSETS, admissible, any_questions, naive_truth

FALSE, UNKNOWN, TRUE = Truth


@given(any_questions(spread=1))
@settings(max_examples=100, deadline=None)
def test_the_truth_of_a_timing_is_by_the_definitions(question):
    for instants, order, now in islice(admissible(question), 40):
        assert question.truth(instants, order, now) == naive_truth(question, instants, order, now)


@given(any_questions(spread=1))
@settings(max_examples=100, deadline=None)
def test_corners_are_admissible_and_the_same_each_time(question):
    known = set(admissible(question))
    corners = list(question.corners(32))
    assert 0 < len(corners) <= 32
    assert corners == list(question.corners(32))
    for timing in corners:
        assert (timing.instants, timing.order, timing.at) in known
        assert timing.truth == naive_truth(question, timing.instants, timing.order, timing.at)


def test_many_choices_are_sampled_within_the_bound():
    changes = [Change(P, TRUE, Interval(i, i + 9), "a") for i in range(20)]
    question = Question(P, changes, Moment(Interval(50, 60), "b"), OFFSETS, CALM)
    corners = list(question.corners(64))
    assert len({timing.instants for timing in corners}) > 16
    assert len(corners) == 64


def test_what_cannot_matter_is_not_relevant():
    changes = (
        Change(P, TRUE, Interval(0, 9), "a"),
        Change(Q, TRUE, Interval(0, 9), "a"),
        Change(P, FALSE, Interval(10, 19), "a"),
        Change(P, FALSE, Interval(9, 19), "a"),
        Change(P, FALSE, Interval(10, 19), "b"),
        Change(P, FALSE, Interval(11, 19), "b"),
    )
    question = Question(P, changes, Moment(Interval(9, 9), "a"), OFFSETS, CALM)
    assert question.relevant == {0, 3, 4}


def test_one_clock_orders_by_stamps_and_two_by_instants():
    question = Question(P, (), Moment(Interval(0, 0), "a"), OFFSETS)
    assert question.surely_before(Moment(Interval(0, 0), "a"), Moment(Interval(1, 1), "a"))
    assert not question.surely_before(Moment(Interval(0, 0), "a"), Moment(Interval(1, 1), "b"))
    assert question.surely_before(Moment(Interval(0, 0), "a"), Moment(Interval(2, 2), "b"))
    assert not question.surely_before(Moment(Interval(0, 1), "b"), Moment(Interval(1, 2), "b"))


def test_every_clock_needs_an_offset():
    with pytest.raises(ValueError, match="the clock x, y"):
        Question(P, (Change(P, TRUE, Interval(0, 0), "y"),), Moment(Interval(0, 0), "x"), OFFSETS)
