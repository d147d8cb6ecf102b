"""Whatever is counted, and whenever it was, nothing is lost and each stands in the bin of its instant."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.timelines.bins import MOST_BINS, MOST_KEYS, Bins, Counts, Key

YEAR = 366 * 86400 * NS_PER_S
INSTANTS = st.integers(0, 100 * YEAR)


def key(about: str = "pgb1", failed: bool = False) -> Key:
    return Key("assigned", "hap1", "haproxy", about, failed)


@given(INSTANTS, st.integers(0, 40 * YEAR))
def test_bins_cover_their_span_and_are_few(lo, length):
    span = Interval(lo, lo + length)
    bins = Bins.over(span)
    assert 1 <= bins.number <= MOST_BINS
    assert bins.start <= span.lo < bins.start + bins.step
    assert bins.end - bins.step <= span.hi < bins.end
    assert bins.start % bins.step == 0


@given(INSTANTS, st.integers(NS_PER_S, 40 * YEAR))
def test_bins_are_no_wider_than_need_be(lo, length):
    """No more than the next step is too wide: people count in 1, 2, 5, 10, 15, 30 s, not in what would fit exactly."""
    bins = Bins.over(Interval(lo, lo + length))
    assert bins.step <= max(NS_PER_MS, 7 * length // MOST_BINS)


@given(
    st.lists(st.tuples(INSTANTS, st.integers(NS_PER_S, YEAR)), min_size=1, max_size=3),
    st.lists(
        st.tuples(st.sampled_from(["pgb1", "pgb2"]), st.booleans(), st.integers(0, 200 * YEAR), st.integers(1, 9))
    ),
)
def test_nothing_is_lost(spans, added):
    parted, start = [], 0
    for gap, length in spans:
        parted.append(Interval(start + gap, start + gap + length))
        start += gap + length + 2 * YEAR  # bins of neighbours do not overlap
    counts, wanted = Counts(parted), Counter()
    for about, failed, instant, number in added:
        counts.add(key(about, failed), instant, number)
        wanted[key(about, failed)] += number
    for each, number in wanted.items():
        within = sum(sum(counts.of(n).get(each, ())) for n in range(len(parted)))
        assert within + counts.outside[each] == number


@given(INSTANTS, st.integers(NS_PER_S, YEAR), st.floats(0, 1))
def test_each_stands_in_the_bin_of_its_instant(lo, length, part):
    span = Interval(lo, lo + length)
    counts, instant = Counts([span]), lo + int(length * part)
    counts.add(key(), instant)
    (bins,) = counts.bins
    found = counts.of(0)[key()]
    at = next(n for n, number in enumerate(found) if number)
    assert sum(found) == 1
    assert bins.start + at * bins.step <= instant < bins.start + (at + 1) * bins.step


@pytest.mark.parametrize("edge, inside", [(-1, False), (0, True), (59, True), (60, False)])
def test_the_edges(edge, inside):
    """A minute in bins of 100 ms, from a whole second on: the last bin ends where the minute does."""
    start = 1_795_288_697 * NS_PER_S
    counts = Counts([Interval(start, start + 60 * NS_PER_S - 1)])
    assert counts.bins[0] == Bins(start, 100 * NS_PER_MS, 600)
    counts.add(key(), start + edge * NS_PER_S)
    assert counts.outside[key()] == (not inside)


def test_what_two_counted_is_what_one_would_have():
    span = Interval(0, 600 * NS_PER_S)
    whole, part, other = (Counts([span]) for _ in range(3))
    for n in range(700):
        for counts in (whole, part if n % 3 else other):
            counts.add(key(f"pgb{n % 2}", n % 5 == 0), n * NS_PER_S)
    part.unite(other)
    assert part.of(0) == whole.of(0)
    assert part.outside == whole.outside


def test_names_without_end_are_told_as_one():
    counts = Counts([Interval(0, 60 * NS_PER_S)])
    for n in range(3 * MOST_KEYS):
        counts.add(key(f"server-{n}"), NS_PER_S)
    assert len(counts.keys) == MOST_KEYS + 1
    assert sum(map(sum, counts.of(0).values())) == 3 * MOST_KEYS


def test_seconds_suffice_where_no_bin_parts_one():
    minutes, hour = Interval(0, 4 * 60 * NS_PER_S), Interval(YEAR, YEAR + 3600 * NS_PER_S)
    assert Counts([hour]).step == NS_PER_S
    assert Counts([minutes, hour]).step == NS_PER_MS
