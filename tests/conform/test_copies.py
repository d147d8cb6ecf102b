"""Copies of one log told apart from repetitions in it: k copies in any resolutions give back the originals."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.base.time import Interval
from checker.conform.copies import merge
from checker.model.event import Event, Source
from tests.conform.makers import MS, S, event

WIDTHS = (MS, 100 * MS, S)


def stamped(true: Event, file: str, line: int, width: int) -> Event:
    at = true.time.lo // width * width
    return replace(true, time=Interval(at - MS, at + width - 1), places=(Place(file, line),))


@st.composite
def originals(draw: st.DrawFn) -> list[Event]:
    """Lines of a log, some of them alike; alike ones at least two milliseconds apart."""
    instants = sorted(draw(st.sets(st.integers(0, 1500), max_size=12)))
    return [event("check", at * 2 * MS, server=draw(st.sampled_from("ab")), passed=True) for at in instants]


@settings(deadline=None)
@given(originals(), st.lists(st.sampled_from(WIDTHS), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_copies_in_any_resolution_are_the_originals(true, widths, chance):
    told = [stamped(e, f"{n}.log", line, width) for n, width in enumerate(widths) for line, e in enumerate(true, 1)]
    chance.shuffle(told)
    merged = merge(told)
    assert len(merged) == len(true)
    assert all(len(e.places) == len(widths) for e in merged)
    assert all({p.line for p in e.places} == {e.places[0].line} for e in merged)  # each with its own copies
    finest = min(widths)
    for one in merged:
        original = true[one.places[0].line - 1]
        assert one.time.lo <= original.time.lo <= one.time.hi
        assert one.time.hi - one.time.lo < finest + 2 * MS


@settings(deadline=None)
@given(originals(), st.sampled_from(WIDTHS))
def test_one_file_is_left_as_it_is(true, width):
    told = [stamped(e, "a.log", line, width) for line, e in enumerate(true, 1)]
    assert sorted(merge(told), key=lambda e: e.places) == told


@settings(deadline=None)
@given(originals(), st.data())
def test_a_copy_that_lacks_lines_loses_none_of_the_other(true, data):
    whole = [stamped(e, "a.log", line, MS) for line, e in enumerate(true, 1)]
    part = [stamped(e, "b.log", line, S) for line, e in enumerate(true, 1) if data.draw(st.booleans())]
    merged = merge([*part, *whole])
    assert len(merged) == len(true)
    assert sum(len(e.places) for e in merged) == len(whole) + len(part)


def test_the_finest_copy_leads():
    true = event("check", 10 * S, server="a")
    (one,) = merge([stamped(true, "coarse", 7, S), stamped(true, "fine", 3, MS)])
    assert [p.file for p in one.places] == ["fine", "coarse"]


def test_different_arguments_sources_or_times_are_different_events():
    base = event("check", 10 * S, server="a", file="a.log")
    others = [
        event("check", 10 * S, server="b", file="b.log"),
        event("server_state", 10 * S, server="a", file="b.log"),
        event("check", 10 * S, server="a", file="b.log", source=Source("hap2", "haproxy", "31")),
        event("check", 10 * S, server="a", file="b.log", source=Source("hap1", "haproxy", "32")),
        event("check", 12 * S, server="a", file="b.log"),
    ]
    for other in others:
        assert len(merge([base, other])) == 2
    assert len(merge([base, replace(base, places=(Place("b.log", 1),))])) == 1


def test_the_result_is_in_the_order_of_time_and_independent_of_the_order_given():
    told = [event("check", at * S, server=str(at), line=at) for at in (5, 1, 3)]
    assert [e.time.lo // S for e in merge(told)] == [1, 3, 5]
    assert merge(told) == merge(reversed(told))


def test_hundreds_of_files_that_follow_each_other_are_no_work():
    told = [stamped(event("check", n * S, server="a", passed=True), f"{n}.csv", 1, MS) for n in range(3000)]
    began = time.monotonic()
    assert merge(told) == told
    assert time.monotonic() - began < 1  # with a walk over all of them for each: ten times that
