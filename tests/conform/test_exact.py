import subprocess
import sys
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Verdict
from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.exact import decide
from checker.logic.formula import And, Historically, Implies, Not, Once, Since, Window
from checker.logic.timing import Change, Moment, Question
from checker.logic.truth import Truth
from tests.logic.naive import Naive
from tests.logic.small_scope import DEPTH_1, P, Q
from tests.logic.strategies import ground_formulas

FALSE, UNKNOWN, TRUE = Truth
OFFSETS = {"a": Interval(-1, 1), "b": Interval(0, 0)}
CALM = {P: FALSE, Q: FALSE}


# Every admissible timing, one by one, by the definitions


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
            if all(instants[i] <= instants[j] for i, j in zip(order, order[1:], strict=False)):
                yield instants, order, now + offsets[question.at.clock]


def check(question):
    """Compare the decision with all timings, and each witness with the question and the definitions."""
    possible = {naive_truth(question, *timing) for timing in admissible(question)}
    outcome = decide(question)
    wanted = {frozenset({0}): Verdict.VIOLATED, frozenset({2}): Verdict.HOLDS}
    assert not outcome.undecided
    assert outcome.verdict == wanted.get(frozenset(possible), Verdict.INCONCLUSIVE), (question, possible)
    assert outcome.witnesses.keys() <= possible
    assert outcome.witnesses.keys() == possible or outcome.witnesses.keys() >= {FALSE, TRUE}
    for truth, timing in outcome.witnesses.items():
        assert_witness(question, truth, timing)
    return outcome.verdict


def assert_witness(question, truth, timing):
    assert timing.truth == truth == naive_truth(question, timing.instants, timing.order, timing.at)
    assert all(question.offsets[c].lo <= offset <= question.offsets[c].hi for c, offset in timing.offsets.items())
    stamps = [(t - timing.offsets[c.clock], c.time) for t, c in zip(timing.instants, question.changes, strict=True)]
    stamps.append((timing.at - timing.offsets[question.at.clock], question.at.time))
    assert all(span.lo <= stamp <= span.hi for stamp, span in stamps)
    assert sorted(timing.order, key=lambda i: timing.instants[i]) == list(timing.order)


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


def questions(formulas, spans, moments, second_changes):
    """Two changes, on one clock or on two, that fall on or around each other and the moment."""
    for formula, first, second, (moment, clock) in product(formulas, spans, spans, moments):
        for (atom, after, passing), second_clock in product(second_changes, "ab"):
            changes = (Change(P, TRUE, first, "a"), Change(atom, after, second, second_clock, passing))
            yield Question(formula, changes, Moment(moment, clock), OFFSETS, CALM)


def test_every_small_question():
    spans = [Interval(0, 0), Interval(0, 1), Interval(1, 3)]
    moments = [(Interval(2, 2), "b"), (Interval(2, 3), "a")]
    seen = [
        check(q) for q in questions(FORMULAS, spans, moments, [(P, FALSE, False), (Q, TRUE, False), (Q, TRUE, True)])
    ]
    assert {verdict: seen.count(verdict) > 50 for verdict in seen} == dict.fromkeys(
        [Verdict.HOLDS, Verdict.VIOLATED, Verdict.INCONCLUSIVE], True
    )


@pytest.mark.slow
def test_every_small_question_for_every_formula_of_depth_1():
    spans = [Interval(0, 0), Interval(0, 2), Interval(1, 3)]
    moments = [(Interval(2, 2), "b"), (Interval(2, 4), "a"), (Interval(1, 2), "b")]
    for question in questions(DEPTH_1, spans, moments, [(P, UNKNOWN, False), (P, FALSE, True), (Q, TRUE, False)]):
        check(question)


intervals = st.builds(lambda lo, width: Interval(lo, lo + width), st.integers(-2, 5), st.integers(0, 2))
changes = st.builds(
    Change,
    st.sampled_from((P, Q)),
    st.sampled_from(tuple(Truth)),
    intervals,
    st.sampled_from("abc"),
    st.booleans(),
)
any_questions = st.builds(
    Question,
    ground_formulas,
    st.lists(changes, max_size=3).map(tuple),
    st.builds(Moment, intervals, st.sampled_from("abc")),
    st.fixed_dictionaries({"a": st.just(Interval(-1, 1)), "b": st.just(Interval(0, 0)), "c": st.just(Interval(2, 3))}),
    st.fixed_dictionaries({}, optional={P: st.sampled_from(tuple(Truth)), Q: st.sampled_from(tuple(Truth))}),
)


@given(any_questions)
@settings(max_examples=150, deadline=None)
def test_any_question(question):
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
def ask(formula, first, second, now):
    changes = (Change(P, TRUE, Interval(*first), "a"), Change(P, FALSE, Interval(*second), "a"))
    return decide(Question(formula, changes, Moment(Interval(*now), "b"), OFFSETS, CALM)).verdict.value
print(ask(P, (0, 5), (20, 25), (10, 12)), ask(P, (0, 5), (20, 25), (30, 32)), ask(P, (0, 5), (20, 25), (5, 12)),
      ask(Once(P, Window(0, 3)), (0, 5), (20, 25), (40, 40)), ask(Historically(P, Window(0, 3)), (0, 5), (20, 25), (10, 12)),
      "z3" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["holds", "violated", "inconclusive", "violated", "holds", "False"]
