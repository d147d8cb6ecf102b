"""Of millions of queries only the ends of the pauses are left, in whatever order they come."""

from __future__ import annotations

import itertools
import random

from checker.conform.condensed.queries import CONDENSER, MOST_STRETCHES
from tests.conform.makers import MS, S, evidence
from tests.conform.watchers import query

BOUND = 3 * S


def left(queries) -> set[tuple[str, int]]:
    return {(e.kind, e.time.lo // MS) for e in CONDENSER.condense(queries, evidence())}


def steady(lo: float, hi: float, step: float = 0.5, ok: bool = True):
    return [query(lo + n * step, lo + n * step + 0.01, ok) for n in range(int((hi - lo) / step))]


def test_answers_that_follow_each_other_leave_the_first_and_the_last():
    assert left(steady(0, 100)) == {("first_answered", 10), ("last_answered", 99510)}
    assert left(steady(0, 100) + steady(50, 60, ok=False)) == left(steady(0, 100))
    assert left([]) == set()


def test_a_pause_is_left_with_the_first_and_last_failure_in_it():
    outage = steady(0, 10) + steady(10, 16, ok=False) + steady(16, 20)
    assert left(outage) == {
        ("first_answered", 10),
        ("last_answered", 9510),
        ("query", 10010),
        ("queries_unanswered", 10010),
        ("query", 15510),
        ("first_answered", 16010),
        ("last_answered", 19510),
    }


def test_who_waited_through_a_pause_is_left_wherever_the_answer_came():
    slow, late = query(9.7, 16.3), query(9.8, 17.2, False)
    assert ("query", 16300) in left([*steady(0, 10), slow, *steady(16, 20)])
    assert ("query", 17200) in left([*steady(0, 10), late, *steady(16, 20)])


def test_their_order_changes_nothing():
    for seed in range(60):
        chance = random.Random(seed)
        times = [chance.uniform(0, 200) for _ in range(chance.randint(1, 60))]
        queries = [query(t, t + chance.choice((0.01, 0.5, 4)), chance.random() < 0.7) for t in times]
        wanted = left(queries)
        pauses = _pauses(queries)
        assert {t for k, t in wanted if k == "last_answered"} >= {a // MS for a, _ in pauses}
        assert {t for k, t in wanted if k == "first_answered"} >= {b // MS for _, b in pauses}
        assert len([k for k, _ in wanted if k == "last_answered"]) <= len(pauses) + 1
        chance.shuffle(queries)
        assert left(queries) == wanted


def _pauses(queries):
    ends = sorted((q.time.lo, q.time.hi) for q in queries if q.args["ok"])
    return [(a[0], b[0]) for a, b in itertools.pairwise(ends) if b[1] - a[0] > BOUND]


def test_failures_are_a_series_as_long_as_nobody_stops_asking():
    failures = steady(10, 20, ok=False) + steady(60, 61, ok=False)
    assert left([*steady(0, 10), *failures, *steady(80, 90)]) >= {
        ("query", 10010),
        ("queries_unanswered", 10010),
        ("query", 19510),
        ("query", 60010),
        ("query", 60510),
    }
    (series,) = [e for e in CONDENSER.condense(failures, evidence()) if e.kind == "queries_unanswered"]
    assert (series.args["started_ns"], series.args["until_ns"]) == (10 * S, round(19.51 * S))


def test_however_many_failures_no_pause_in_asking_is_hidden():
    failures = [query(n * 4, n * 4 + 0.5, False) for n in range(2 * MOST_STRETCHES)]
    random.Random(1).shuffle(failures)
    assert len(left(failures)) == len(failures)


def test_a_long_outage_is_no_work():
    failures = [query(n, n + 0.5, False) for n in range(3 * MOST_STRETCHES)]
    random.Random(1).shuffle(failures)
    assert left(failures) == {
        ("query", 500),
        ("queries_unanswered", 500),
        ("query", (3 * MOST_STRETCHES - 1) * 1000 + 500),
    }
