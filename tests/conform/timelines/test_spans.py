"""What is drawn is what was heard; a wrong year or another day takes nothing away from it, and is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import NS_PER_S, Interval
from checker.conform.timelines.spans import LONG_NS, MOST_SPANS, SHORTEST_NS, Heard, spans

START = 1_795_288_697
DAY = 86_400


def heard(at: float, length: float, lines: int = 100) -> Heard:
    lo = START * NS_PER_S + round(at * NS_PER_S)
    return Heard(Interval(lo, lo + round(length * NS_PER_S)), lines)


def drawn(*each: Heard) -> list[tuple[float, float]]:
    """The spans as seconds from START: where each begins, and how long it is."""
    found = spans(each).drawn
    return [(s.lo / NS_PER_S - START, (s.hi - s.lo) / NS_PER_S) for s in found]


def test_all_that_was_heard_is_one_span():
    assert drawn(heard(0, 30), heard(5, 40), heard(300, 10)) == [(0, 310)]


def test_nothing_was_heard():
    assert spans([]).drawn == ()


def test_one_line_is_a_span_that_can_be_drawn():
    assert drawn(heard(0, 0, 1)) == [(0, SHORTEST_NS / NS_PER_S)]


def test_a_line_with_a_wrong_year_is_left_out_and_told():
    found = spans([heard(0, 40, 900), heard(-365 * DAY, 0, 1)])
    assert found.drawn == (heard(0, 40).time,)
    assert found.notes == ("not drawn: 1 line at 2025-11-21T19:18:17Z, far away from all others (is the year right?)",)


def test_captures_of_two_days_are_two_spans():
    assert drawn(heard(3 * DAY, 60), heard(0, 40)) == [(0, 40), (3 * DAY, 60)]
    assert not spans([heard(3 * DAY, 60), heard(0, 40)]).notes


def test_a_night_without_requests_is_drawn():
    assert drawn(heard(0, 8 * 3600), heard(20 * 3600, 3600)) == [(0, 21 * 3600)]


def test_a_sparse_log_is_drawn_as_a_whole():
    """A line a day for a month: every one of them is far from all others."""
    assert drawn(*(heard(n * DAY, 0, 1) for n in range(30))) == [(0, 29 * DAY)]


PIECES = st.lists(
    st.builds(heard, st.floats(0, 30 * DAY), st.floats(0, DAY), st.integers(1, 10_000)), min_size=1, max_size=12
)


@given(PIECES)
def test_spans_are_apart_in_order_and_told_in_full(pieces):
    found = spans(pieces)
    assert 1 <= len(found.drawn) <= MOST_SPANS
    for before, after in zip(found.drawn, found.drawn[1:], strict=False):
        assert after.lo - before.hi > LONG_NS - SHORTEST_NS
    left_out = [p for p in pieces if not any(s.lo <= p.time.lo and p.time.hi <= s.hi for s in found.drawn)]
    assert bool(left_out) == bool(found.notes)
    assert sum(p.lines for p in left_out) * 2 < sum(p.lines for p in pieces)


@given(PIECES)
def test_the_order_of_the_sources_does_not_matter(pieces):
    assert spans(pieces) == spans(pieces[::-1])
