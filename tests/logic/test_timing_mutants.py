"""The comparison with all timings catches each of these broken decisions, bounds and critical points."""

import sys
from random import Random

import pytest

from checker.base.finding import Verdict
from checker.logic.truth import Truth
from tests.logic.mutants import broken
from tests.logic.timings import FORMULAS, SPANS, far_questions, possible_truths, small_questions

TIMING, CRITICAL, BOUNDS, EXACT = MODULES = (
    "checker.logic.timing",
    "checker.logic.critical",
    "checker.logic.bounds",
    "checker.conform.exact",
)

DECISIONS = [
    (TIMING, "first.time.hi < second.time.lo\n", "first.time.hi <= second.time.lo\n"),
    (TIMING, "self.offsets[first.clock].hi < second.time.lo", "self.offsets[first.clock].lo < second.time.lo"),
    (TIMING, "passing = {change.atom: change.after for change in changes if change.passing}", "passing = {}"),
    (CRITICAL, "yield later(c, nanoseconds(window.upper))", "yield later(c, 0)"),
    (CRITICAL, "or distance.hi < -MARGIN", "or distance.hi < MARGIN"),
    (CRITICAL, "return distance.widen(b.hi - a.lo, a.hi - b.lo)", "return distance"),
    (CRITICAL, "apart = distance.lo != 0 or", "apart = distance.lo == 0 or"),
    (BOUNDS, "return Not(_bound(operand, not high))", "return Not(_bound(operand, high))"),
    (
        BOUNDS,
        "Implies(_bound(left, not high), _bound(right, high))",
        "Implies(_bound(left, high), _bound(right, high))",
    ),
    (BOUNDS, "own.lo - other.hi", "own.lo - other.lo"),
    (BOUNDS, "when.lo <= instant < replaced", "when.hi <= instant < replaced"),
    (
        BOUNDS,
        "all(when.hi > instant for _, when in self.lasting)",
        "all(when.lo > instant for _, when in self.lasting)",
    ),
    (BOUNDS, "if run.hi > at.lo]", "if run.hi > at.hi]"),
    (EXACT, "if least == greatest or", "if True or"),
    (CRITICAL, "change.time.lo + offset.lo, change.time.hi + offset.hi", "change.time.lo, change.time.hi"),
    (CRITICAL, "if until >= span.lo - MARGIN]", "if until > span.hi]"),
]

SEARCHES = [
    (EXACT, "self.instants[i] <= now for i", "self.instants[i] < now for i"),
    (EXACT, "one < other, self._all", "one > other, self._all"),
    (EXACT, "self.ranks[first] < self.ranks[second]", "False"),
    (EXACT, "latest = later(point, -nanoseconds(window.lower))\n", "latest = point\n"),
    (EXACT, "return [latest, *(", "return [*("),
    (
        EXACT,
        "return [latest, *(later(c, -1) for c in self._critical(right) if later(c, -1) != latest)]",
        "return [latest]",
    ),
    (EXACT, "later(c, -1) for c in self._critical(right)", "c for c in self._critical(right)"),
    (EXACT, "-nanoseconds(window.upper)", "1 - nanoseconds(window.upper)"),
    (EXACT, "self._term(c) > start, self._term(c) <= end", "self._term(c) > start, self._term(c) < end"),
    (EXACT, "return self._any([start >= end, ", "return self._any([start > end, "),
    (
        EXACT,
        "return self.z3.Not(self._at_least(operand, point, 3 - level))",
        "return self.z3.Not(self._at_least(operand, point, level))",
    ),
    (EXACT, "untouched = [self._all(lower)] if initial else []", "untouched = []"),
    (EXACT, "self._all([nothing_passes, lasts])", "lasts"),
    (EXACT, "(instant - self.offsets[event.clock], event.time)", "(instant, event.time)"),
    (CRITICAL, "[(i, 0), (i, 1)] if change.passing else [(i, 0)]", "[(i, 0)]"),
]


TIE, *REST = (*far_questions(), *small_questions(FORMULAS, SPANS[1:]))
# Shuffled, so that a mutant that breaks one formula is found as soon as one that breaks them all.
SCOPE = [TIE, *Random(0).sample(REST, len(REST))]
VERDICTS = {frozenset({0}): Verdict.VIOLATED, frozenset({2}): Verdict.HOLDS}


def wrong_decisions(exact, scope=SCOPE):
    """The questions whose verdict is not that of all timings."""
    for question in scope:
        wanted = VERDICTS.get(frozenset(possible_truths(question)), Verdict.INCONCLUSIVE)
        if exact.decide(copied(question)).verdict != wanted:
            yield question


def wrong_searches(exact, scope=SCOPE):
    """The questions for which the search finds a truth that no timing has, or misses one."""
    for question in scope:
        search = exact.Search(copied(question), exact.MOST_TERMS, exact.MOST_STEPS)
        possible = possible_truths(question)
        if any(bool(search.timings(truth)) != (truth in possible) for truth in Truth):
            yield question


def copied(question):
    """The question in the classes of the copy of their module, whose methods are to be tried."""
    timing = sys.modules[TIMING]
    changes = tuple(timing.Change(c.atom, c.after, c.time, c.clock, c.passing) for c in question.changes)
    at = timing.Moment(question.at.time, question.at.clock)
    return timing.Question(question.formula, changes, at, question.offsets, question.initial)


def is_caught(wrong, exact):
    try:
        return next(wrong(exact), None) is not None
    except (AssertionError, ValueError):
        return True


@pytest.mark.parametrize(("module", "old", "new"), DECISIONS)
def test_broken_decisions_are_caught(module, old, new):
    with broken(MODULES, module, old, new) as exact:
        assert is_caught(wrong_decisions, exact)


@pytest.mark.parametrize(("module", "old", "new"), SEARCHES)
def test_broken_searches_are_caught(module, old, new):
    with broken(MODULES, module, old, new) as exact:
        assert is_caught(wrong_searches, exact)


def test_unbroken_copies_are_not_caught():
    with broken(MODULES, BOUNDS, "class _Uncertain", "class _Uncertain") as exact:
        assert not [*wrong_decisions(exact, SCOPE[:50]), *wrong_searches(exact, SCOPE[:50])]
