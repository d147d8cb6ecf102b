"""The lag of a logger, measured on session lines."""

from __future__ import annotations

from checker.base.places import Place
from checker.base.time import NS_PER_MS, Interval
from checker.conform.lag import FEWEST, lag_of, set_back
from checker.model.event import Event, Source
from tests.conform.makers import S, event, evidence


def session(ended: int, lo: int, hi: int) -> Event:
    args = {"written_ns": ended, "stamped_lo_ns": lo, "stamped_hi_ns": hi}
    return Event("assigned", Interval(ended, ended), Source("hap1", "haproxy", "1"), args, (Place("a.log", 1),))


def late(by: int, width: int = NS_PER_MS, count: int = 20) -> list[Event]:
    return [session(i * S, i * S + by, i * S + by + width) for i in range(count)]


def test_what_every_line_shows_is_no_lag():
    assert lag_of([]) is None
    assert lag_of(late(-1 * NS_PER_MS, 3 * NS_PER_MS)) is None
    assert lag_of(late(0, S)) is None


def test_a_constant_lag_either_way():
    assert lag_of(late(2 * S)) == Interval(2 * S, 2 * S + NS_PER_MS)
    assert lag_of(late(-2 * S)) == Interval(-2 * S, -2 * S + NS_PER_MS)


def test_whole_seconds_bound_a_lag_together():
    halves = [session(i * S + i * 50 * NS_PER_MS, i * S + 3 * S, i * S + 4 * S - 1) for i in range(20)]
    found = lag_of(halves)
    assert found is not None
    assert found == Interval(3 * S, 3 * S + 50 * NS_PER_MS - 1)


def test_a_lag_that_changes_lies_between_its_bounds():
    found = lag_of(late(1 * S, count=10) + late(3 * S, count=10))
    assert found == Interval(1 * S + NS_PER_MS, 3 * S)


def test_single_late_lines_and_few_lines_tell_nothing():
    assert lag_of(late(0) + late(8 * S, count=3)) is None
    assert lag_of(late(8 * S, count=FEWEST - 1)) is None


def test_lines_without_a_stamp_do_not_count():
    assert lag_of([session(i, -1, -1) for i in range(20)]) is None


def test_only_lines_of_a_lagging_load_balancer_are_set_back():
    mine = event("server_state", 10 * S, source=Source("hap1", "haproxy", "1"))
    known = evidence(mine, event("server_state", 10 * S, source=Source("hap2", "haproxy", "1")))
    moved = set_back(known, {"hap1": Interval(2 * S, 3 * S)})
    times = {e.source.host: e.time for e in moved.events}
    assert times["hap1"] == Interval(mine.time.lo - 3 * S, mine.time.hi - 2 * S)
    assert times["hap2"] == mine.time
