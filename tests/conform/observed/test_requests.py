"""Requests that went wrong, and the ledger of those that did not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.conform.observed import ledger
from checker.conform.observed.ledger import Ledger
from checker.conform.observed.requests import REASONS, Requests
from tests.conform.makers import MS, S, evidence
from tests.conform.observed.telling import HAP1, assigned, query, state, texts, three_failures


def requests(bulk, *control) -> Requests:
    found = Requests(evidence(*control))
    for event in bulk:
        found.add(event)
    return found


def test_a_request_is_routed_to_down_only_while_its_observer_has_it_down():
    bulk = [assigned(at, "pgb2") for at in (3 * S, 5 * S, 9 * S)]
    found = requests(bulk, *three_failures(), state(8 * S, "UP"))
    assert texts(found.drafts()) == ["request of 192.168.1.50:4000 sent to pgb2, which it has DOWN"]
    assert found.drafts()[0].time.lo == bulk[1].time.lo
    assert [(host, name) for _, host, name in found.usual] == [("hap1", "pgb2")] * 2


def test_within_the_tolerance_of_the_change_nothing_is_certain():
    assert requests([assigned(4 * S + 3 * MS, "pgb2")], *three_failures()).drafts() == []
    assert requests([assigned(4 * S + 5 * MS, "pgb2")], *three_failures()).drafts() != []


@pytest.mark.parametrize(
    ("connected", "termination", "told"), [(True, "--", 0), (True, "CD", 0), (False, "SC", 1), (True, "sD", 1)]
)
def test_what_the_server_side_broke_is_told(connected: bool, termination: str, told: int):
    assert len(requests([assigned(0, connected=connected, termination=termination)]).drafts()) == told


def test_a_failed_request_is_not_told_twice_where_its_client_tells():
    failed = [assigned(0, connected=False, termination="SC"), query(S, ok=False, detail="refused")]
    assert texts(requests(failed).drafts()) == ["query failed: refused"]


def test_a_query_that_took_long_says_how_long():
    assert texts(requests([query(S, ok=False, took=2 * S, detail="timed out")]).drafts()) == [
        "query failed after 2.00 s: timed out"
    ]


def test_failures_of_one_second_are_kept_as_one_however_many():
    found = requests([query(n, ok=False, detail="refused", line=n) for n in range(10_000)]).drafts()
    assert [(d.times, len(d.places)) for d in found] == [(10_000, 3)]


def test_a_second_keeps_few_reasons():
    found = requests([query(n, ok=False, detail=f"reason {n}") for n in range(1000)]).drafts()
    assert len(found) == REASONS + 1
    assert sum(d.times for d in found) == 1000


def test_the_earliest_of_a_second_is_told_in_any_order():
    bulk = [query(at * MS, ok=False, detail="refused") for at in (500, 100, 900)]
    (told,) = requests(bulk).drafts()
    assert (told.time.lo, told.last and told.last.lo) == (bulk[1].time.lo, bulk[2].time.lo)


@given(st.lists(st.tuples(st.integers(0, 1 << 62), st.sampled_from(["", "hap1"]), st.text(max_size=2)), max_size=30))
def test_a_ledger_gives_back_what_was_entered(entries):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "_CHUNK", 4)
        patch.setattr(ledger, "IN_MEMORY", 64)
        book = Ledger()
        for entry in entries:
            book.add(*entry)
        assert list(book) == entries
        assert list(book) == entries


def test_who_served_is_counted():
    assert requests([assigned(0), assigned(S), query(S)]).served == {HAP1.host: 2}
