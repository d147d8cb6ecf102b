"""What several files tell counts once; of one file nothing is kept for long."""

from __future__ import annotations

from dataclasses import replace

from checker.conform.seen import RECENT
from checker.pipeline.gathering import Trace
from checker.pipeline.once import Once
from checker.readers.reader import Tally
from tests.conform.makers import HAPROXY, Interval, S, event


def once(*paths: str) -> Once:
    trace = Trace({}, str)
    for path in paths:
        trace.tallies[path] = Tally(coverage={HAPROXY: Interval(0, 9 * S)})
    return Once(trace)


def request(n: int, file: str = "a.log"):
    return event("assigned", n, file=file, server="back/pgb1", client=f"10.0.0.1:{n}", accepted_ns=n)


def test_a_copy_of_a_request_is_not_the_first():
    seen = once("a.log", "b.log")
    assert [seen.first(request(n)) for n in (1, 2, 1)] == [True, True, False]
    assert not seen.first(replace(request(2, "b.log"), time=Interval(1, 5)))


def test_another_host_may_tell_the_same():
    seen = once("a.log")
    assert seen.new("hap1", 7) and seen.new("hap2", 7) and not seen.new("hap1", 7)


def test_queries_are_told_apart_by_their_beginning_and_worker():
    seen = once("a.log", "b.log")

    def query(started: int, worker: str, at: int):
        return event("query", at, client="", worker=worker, started_ns=started, served_by="", ok=True, detail="")

    told = [seen.first(query(*each)) for each in ((1, "a", 5), (1, "b", 5), (2, "a", 6), (1, "a", 6))]
    assert told == [True, True, True, False]


def test_other_events_are_told_apart_by_all_that_they_say():
    seen = once("a.pcap", "b.pcap")
    first = event("connect", 5, client="10.0.0.1:1", server="10.0.0.2:5432", outcome="accepted")
    assert seen.first(first) and not seen.first(first)
    assert seen.first(first.moved(Interval(6, 6)))


def test_of_a_single_file_only_what_was_lately_told_is_kept():
    alone, several = once("a.log"), once("a.log", "b.log")
    for n in range(3 * RECENT):
        assert alone.new("hap1", n) and several.new("hap1", n)
    assert alone.new("hap1", 0) and not several.new("hap1", 0)
