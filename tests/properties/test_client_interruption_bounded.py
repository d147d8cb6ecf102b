"""Clients are without an answer no longer than stated: rows for each clause, and random clients with known truth."""

from __future__ import annotations

import itertools
import random

import pytest

from checker.model.event import Source
from tests.conform.watchers import CLIENT, judged, lost, query, verdicts

NAME = "client-interruption-bounded"


def asked(*seconds: float, ok: bool = True):
    return [query(t, t + 0.01, ok) for t in seconds]


STEADY = asked(0, 1, 2, 3)


@pytest.mark.parametrize(
    ("queries", "wanted"),
    [
        ([], []),
        (asked(0), []),
        (asked(0, ok=False), ["inconclusive"]),
        (STEADY, ["holds"]),
        (STEADY + asked(3.5, 4, ok=False) + asked(5), ["holds"]),
        (STEADY + asked(3.2, 4, 5, 6, ok=False) + asked(6.8), ["violated"]),
        ([*STEADY, query(3.005, 6.9)], ["violated"]),
        ([*STEADY, query(3.2, 6.9, False), *asked(6.95)], ["violated"]),
        (STEADY + asked(13), ["inconclusive"]),
        (STEADY + asked(12, ok=False) + asked(13), ["inconclusive"]),
        (STEADY + asked(12, ok=False) + asked(16), ["inconclusive"]),
        (STEADY + asked(12, 14, ok=False) + asked(16), ["violated"]),
        (STEADY + asked(4, ok=False) + asked(60, 61), ["inconclusive"]),
        (STEADY + asked(4, 6, ok=False) + asked(60, 61), ["inconclusive"]),
        (STEADY + asked(4, 6, 8, ok=False) + asked(60, 61), ["violated"]),
        (STEADY + asked(4, 30, 32, ok=False) + asked(60, 61), ["inconclusive"]),
        (STEADY + asked(4, 30, 32, 34, ok=False) + asked(60, 61), ["violated"]),
        (STEADY + asked(*range(4, 60, 4), ok=False) + asked(60, 61), ["inconclusive"]),
        (STEADY + asked(*range(4, 60, 2), ok=False) + asked(60, 61), ["violated"]),
        ([*STEADY, *asked(4, ok=False), query(5, 60), *asked(61)], ["violated"]),
        (STEADY + asked(4, 30, ok=False), ["inconclusive"]),
        (STEADY + asked(4, 5, ok=False), ["inconclusive"]),
        (STEADY + asked(4, 5, 6, 7.5, ok=False), ["violated"]),
        (asked(0, 1, ok=False) + asked(2, 3), ["inconclusive"]),
        (asked(0, 1, 2, 3, ok=False) + asked(4, 5), ["violated"]),
        (asked(0, 1) + asked(2, 4, ok=False) + asked(6, 7) + asked(8, 10, ok=False) + asked(12), ["violated"] * 2),
    ],
)
def test_what_counts_is_the_time_between_two_answers_while_the_client_asks(queries, wanted):
    assert verdicts(judged(NAME, queries)) == wanted
    backwards = judged(NAME, queries[::-1])
    assert verdicts(backwards) == wanted


def test_a_gap_in_which_nobody_asked_says_so():
    found = judged(NAME, STEADY + asked(13))
    assert "no query was asked" in found.why
    assert "HAProxy's log" in found.settles


def test_time_in_which_nobody_asked_is_not_counted_as_certain():
    found = judged(NAME, STEADY + asked(4, 6, 8, ok=False) + asked(60, 61))
    (finding,) = [i.finding for i in found.instances]
    assert finding.message == "client@app had no successful query for between 4.01s and 57s, from 00:00:04.000"


def test_missing_lines_may_be_answers():
    queries = STEADY + asked(4, 5, 6, ok=False) + asked(8)
    assert verdicts(judged(NAME, queries)) == ["violated"]
    assert verdicts(judged(NAME, queries, [lost(CLIENT, 5.1, 5.9)])) == ["inconclusive"]


def test_each_client_is_judged_by_its_own_queries():
    other = Source("web", "client")
    queries = STEADY + asked(4, 5, 6, ok=False) + asked(8) + [query(t, t + 0.01, source=other) for t in range(9)]
    found = judged(NAME, queries)
    assert {i.subject: i.verdict.value for i in found.instances} == {"client@app": "violated", "client@web": "holds"}


def test_whole_seconds_leave_open_what_they_cannot_tell():
    def told(end: float) -> list[str]:
        queries = [query(0, 0.9, width=10**9), query(0.95, 2, False, width=10**9), query(2, end, width=10**9)]
        return verdicts(judged(NAME, queries))

    assert told(3.1) == ["inconclusive"]
    assert told(5.1) == ["violated"]


def test_the_evidence_names_failed_queries_and_the_answer_that_ended_it():
    found = judged(NAME, STEADY + asked(3.2, 4, 5, 6, ok=False) + asked(6.8))
    (finding,) = [i.finding for i in found.instances]
    assert [r.label for r in finding.related] == ["query of client@app not answered", "first answer after it"]
    assert finding.message.startswith("client@app had no successful query for between 3.6")


def test_random_clients_are_never_judged_against_the_truth():
    seen = set()
    for seed in range(200):
        chance = random.Random(seed)
        queries, outages = _story(chance)
        pauses = _pauses(queries)
        kept = queries[: chance.randint(1, len(queries))] if chance.random() < 0.3 else queries
        chance.shuffle(kept)
        found = judged(NAME, kept).verdict.value
        seen.add(found)
        if found == "violated":
            assert any(p > 3 for p in pauses), seed
        if found == "holds" and len(kept) == len(queries):
            assert all(p <= 3 for p in pauses), (seed, outages)
    assert seen >= {"violated", "holds", "inconclusive"}


def _story(chance: random.Random):
    """Workers that ask at their own pace; during outages every query fails, or waits for its end."""
    outages = [(t, t + chance.choice((0.5, 2, 3.5, 8))) for t in (chance.uniform(5, 10), chance.uniform(25, 30))]
    queries = []
    for _ in range(chance.randint(1, 3)):
        at = chance.uniform(0, 1)
        while at < 50:
            down = next((o for o in outages if o[0] <= at < o[1]), None)
            if down is None:
                end, ok = at + chance.uniform(0.005, 0.1), True
            elif chance.random() < 0.2:
                end, ok = down[1] + chance.uniform(0.01, 0.1), True
            else:
                end, ok = at + chance.uniform(0.01, 1), False
            queries.append(query(at, end, ok))
            at = end + chance.choice((0.2, 0.2, 0.5, 4 if chance.random() < 0.05 else 0.2))
    return queries, outages


def _pauses(queries):
    ends = sorted(q.time.lo for q in queries if q.args["ok"])
    first, last = min(q.args["started_ns"] for q in queries), max(q.time.hi for q in queries)
    times = [first, *ends, last]
    return [(b - a) / 10**9 for a, b in itertools.pairwise(times)]
