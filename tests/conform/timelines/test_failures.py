"""Queries that failed are told with their lines, as many as can be kept; the others are counted and that is said."""

from __future__ import annotations

from checker.base.time import Interval
from checker.conform.timelines.failures import MOST_FAILURES, Failures
from checker.conform.timelines.happenings import happenings
from checker.model.event import Source
from tests.conform.makers import S, event, evidence

CLIENT = Source("app", "client")


def query(at: int, ok: bool = False, line: int = 1, detail: str = "timeout expired"):
    told = {"ok": ok, "started_ns": at - 3 * S, "worker": "", "client": "", "served_by": "", "detail": detail}
    return event("query", at, source=CLIENT, line=line, file="client.jsonl", **told)


def test_a_failed_query_is_told_with_its_line():
    failures = Failures(evidence())
    for each in (query(10 * S, ok=True), query(20 * S, line=7), query(30 * S, ok=True)):
        failures.take(each)
    ((happening,), notes) = happenings(evidence(), Interval(0, 60 * S), failures.drafts())
    assert happening.label == "query failed after 3.00 s: timeout expired"
    assert (happening.group, happening.observer, happening.alarm) == ("client", "client", True)
    assert [str(place) for place in happening.places] == ["client.jsonl:7"]
    assert not notes and not list(failures.notes())


def test_those_of_one_second_are_told_as_one():
    failures = Failures(evidence())
    for n in range(5):
        failures.take(query(20 * S + n, line=n))
    (draft,) = failures.drafts()
    assert (draft.times, draft.text) == (5, "query failed: timeout expired")


def test_most_of_very_many_are_only_counted():
    failures = Failures(evidence())
    for n in range(MOST_FAILURES + 500):
        failures.take(query(20 * S + n * S, line=n))
    assert len(failures.drafts()) == MOST_FAILURES
    assert list(failures.notes()) == ["500 failed queries are only counted: lines are kept of 1,000"]
