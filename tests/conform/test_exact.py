import subprocess
import sys

import pytest
from hypothesis import given, settings

from checker.base.finding import Verdict
from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.exact import MOST_STEPS, MOST_TERMS, Search, decide
from checker.logic.formula import And, Historically, Implies, Not, Once, Window
from checker.logic.timing import Change, Moment, Question
from checker.logic.truth import Truth
from tests.logic.small_scope import DEPTH_1, P, Q
from tests.logic.timings import (
    CALM,
    FORMULAS,
    MOMENTS,
    OFFSETS,
    SPANS,
    any_questions,
    far_questions,
    naive_truth,
    possible_truths,
    small_questions,
)

FALSE, UNKNOWN, TRUE = Truth
VERDICTS = {frozenset({0}): Verdict.VIOLATED, frozenset({2}): Verdict.HOLDS}


# Against every admissible timing, one by one, by the definitions


def check(question):
    """Compare the decision with all timings, and each witness with the question and the definitions."""
    possible = possible_truths(question)
    outcome = decide(question)
    assert not outcome.undecided
    assert outcome.verdict == VERDICTS.get(frozenset(possible), Verdict.INCONCLUSIVE), (question, possible)
    assert outcome.witnesses.keys() <= possible
    assert outcome.witnesses.keys() == possible or outcome.witnesses.keys() >= {FALSE, TRUE}
    for truth, timing in outcome.witnesses.items():
        assert_witness(question, truth, timing)
    return outcome.verdict


def check_search(question):
    """The same for the encoding alone, which `decide` asks only where nothing cheaper answers."""
    possible = possible_truths(question)
    search = Search(question, MOST_TERMS, MOST_STEPS)
    for truth in Truth:
        found = search.timings(truth)
        assert bool(found) == (truth in possible), (question, truth)
        for timing in found:
            assert_witness(question, truth, timing)


def assert_witness(question, truth, timing):
    assert timing.truth == truth == naive_truth(question, timing.instants, timing.order, timing.at)
    assert all(question.offsets[c].lo <= offset <= question.offsets[c].hi for c, offset in timing.offsets.items())
    stamps = [(t - timing.offsets[c.clock], c.time) for t, c in zip(timing.instants, question.changes, strict=True)]
    stamps.append((timing.at - timing.offsets[question.at.clock], question.at.time))
    assert all(span.lo <= stamp <= span.hi for stamp, span in stamps)
    assert sorted(timing.order, key=lambda i: timing.instants[i]) == list(timing.order)


def test_every_small_question():
    seen = [check(question) for question in small_questions(spans=SPANS[1:])]
    assert {verdict: seen.count(verdict) > 50 for verdict in seen} == dict.fromkeys(
        [Verdict.HOLDS, Verdict.VIOLATED, Verdict.INCONCLUSIVE], True
    )


def test_every_small_question_by_search_alone():
    for question in small_questions(FORMULAS[4::2], spans=SPANS[1:], moments=MOMENTS[:2]):
        check_search(question)


@pytest.mark.slow
def test_every_question_of_the_whole_small_scope():
    for question in small_questions():
        check(question)
        check_search(question)


@pytest.mark.exhaustive
def test_every_small_question_for_every_formula_of_depth_1():
    for question in small_questions(DEPTH_1, spans=(Interval(0, 1), Interval(0, 2), Interval(1, 3))):
        check(question)


@given(any_questions(spread=1))
@settings(max_examples=80, deadline=None)
def test_any_question(question):
    check(question)
    check_search(question)


def test_every_question_with_distant_changes():
    for question in far_questions():
        check(question)


@given(any_questions(spread=9))
@settings(max_examples=100, deadline=None)
def test_any_question_with_distant_changes(question):
    check(question)


# What the rest of the room relies on


def test_events_of_one_clock_keep_their_distance_however_wrong_it_is():
    """The server came up 5 before the request, by the same clock; another clock could not tell."""
    offsets = {"a": Interval(-NS_PER_S, NS_PER_S), "b": Interval(0, 0)}
    up, request = Change(P, TRUE, Interval(0, 5), "a"), Change(Q, TRUE, Interval(10, 12), "a", passing=True)
    never_routed_to_down = Historically(Implies(Q, P), Window(0, None))
    question = Question(never_routed_to_down, (up, request), Moment(Interval(50, 60), "b"), offsets, CALM)
    assert decide(question).verdict == Verdict.HOLDS
    elsewhere = Change(Q, TRUE, Interval(10, 12), "b", passing=True)
    question = Question(never_routed_to_down, (up, elsewhere), Moment(Interval(50, 60), "b"), offsets, CALM)
    assert decide(question).witnesses.keys() == {FALSE, TRUE}


def test_nanoseconds_of_this_century_are_exact():
    """A handover of 100 ms to the nanosecond, at instants that no float tells apart."""
    start = 1_795_353_886_195_000_000
    both = Historically(And((P, Q)), Window(0, 100 * NS_PER_MS))
    for length, verdict in ((0, Verdict.VIOLATED), (1, Verdict.INCONCLUSIVE), (-1, Verdict.VIOLATED)):
        changes = (
            Change(P, TRUE, Interval(0, 0).shift(start - NS_PER_S), "a"),
            Change(Q, TRUE, Interval(start, start + NS_PER_MS), "a"),
        )
        now = Moment(Interval(0, 0).shift(start + 100 * NS_PER_MS + length - 1), "a")
        assert decide(Question(both, changes, now, {"a": Interval(0, NS_PER_S)}, CALM)).verdict == verdict


def test_a_tie_leaves_the_last_writer_open():
    changes = (Change(P, TRUE, Interval(5, 5), "b"), Change(P, FALSE, Interval(5, 5), "b"))
    outcome = decide(Question(P, changes, Moment(Interval(5, 5), "b"), OFFSETS, CALM))
    assert outcome.verdict == Verdict.INCONCLUSIVE
    assert (outcome.witnesses[TRUE].order, outcome.witnesses[FALSE].order) == ((1, 0), (0, 1))


def test_unknown_under_every_timing_is_inconclusive():
    outcome = decide(Question(P, (), Moment(Interval(0, 9), "b"), OFFSETS))
    assert (outcome.verdict, list(outcome.witnesses)) == (Verdict.INCONCLUSIVE, [UNKNOWN])


def alternating(count):
    """Changes of two atoms that overlap each other from end to end."""
    return tuple(
        Change((P, Q)[i % 2], (TRUE, FALSE)[i // 2 % 2], Interval(10 * i, 10 * i + 25), "ab"[i % 2])
        for i in range(count)
    )


HARD = Once(And((P, Q, Once(And((Not(P), Not(Q))), Window(3, 4)))), Window(0, 7))


@pytest.mark.parametrize(
    ("count", "bounds", "reason"),
    [
        (401, {}, "401 changes can matter, more than the bound of 400"),
        (12, {"most_terms": 100}, "more terms than its bound"),
        (12, {"most_steps": 1000}, "within the bound on solver steps"),
    ],
)
def test_what_is_too_large_says_so(count, bounds, reason):
    changes = alternating(count)
    question = Question(HARD, changes, Moment(Interval(0, 20 * count), "b"), OFFSETS, CALM)
    outcome = decide(question, **bounds)
    assert outcome.verdict == Verdict.INCONCLUSIVE
    assert reason in outcome.undecided


def test_changes_that_cannot_matter_do_not_count():
    later = tuple(Change(P, FALSE, Interval(100 + i, 200 + i), "b") for i in range(500))
    other = tuple(Change(Q, FALSE, Interval(0, 9), "b") for _ in range(500))
    question = Question(P, (Change(P, TRUE, Interval(0, 5), "b"), *later, *other), Moment(Interval(9, 9), "b"), OFFSETS)
    outcome = decide(question)
    assert (outcome.verdict, outcome.undecided) == (Verdict.HOLDS, "")
    assert_witness(question, TRUE, outcome.witnesses[TRUE])


def test_the_same_question_has_the_same_answer():
    question = Question(HARD, alternating(8), Moment(Interval(60, 70), "b"), OFFSETS, CALM)
    assert decide(question) == decide(question)


def test_a_clock_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="no offset is given for the clock z"):
        Question(P, (), Moment(Interval(0, 0), "z"), OFFSETS)


def test_plain_questions_need_no_solver():
    """Disjoint intervals, margins to spare, and a change that overlaps the moment on another clock."""
    code = """
import sys
from tests.conform.test_exact import *
def ask(formula, now):
    changes = (Change(P, TRUE, Interval(0, 5), "a"), Change(P, FALSE, Interval(20, 25), "a"),
               Change(Q, TRUE, Interval(10, 15), "b", passing=True))
    return decide(Question(formula, changes, Moment(Interval(*now), "b"), OFFSETS, CALM)).verdict.value
print(ask(P, (10, 12)), ask(P, (30, 32)), ask(P, (5, 12)), ask(Once(P, Window(0, 3)), (40, 40)),
      ask(Historically(P, Window(0, 3)), (10, 12)), ask(Once(Q, Window(0, 99)), (30, 40)), "z3" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["holds", "violated", "inconclusive", "violated", "holds", "holds", "False"]
