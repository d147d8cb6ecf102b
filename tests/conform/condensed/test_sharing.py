"""Condensers of one kind share one pass, and none sees less for it."""

from __future__ import annotations

from checker.conform.condensed import load, with_condensed
from tests.conform.makers import evidence
from tests.conform.watchers import query


def test_two_condensers_of_a_kind_are_fed_by_one_pass():
    queries = [query(t, t + 0.01, t < 10 or t >= 16) for t in range(20)]
    passes = []

    def fetch(kind, windows):
        passes.append(kind)
        return iter(queries)

    known = evidence()
    condensers = load()["query"]
    alone = [e for c in condensers for e in c.condense(iter(queries), known)]
    assert len(condensers) > 1
    found = list(with_condensed(known, ["query"], fetch).events)
    assert passes == ["query"]
    assert len(found) == len(alone) > 0
    assert all(event in alone for event in found)


def test_what_nobody_asks_for_is_not_read():
    known = evidence()
    assert with_condensed(known, [], lambda kind, windows: 1 / 0) is known
