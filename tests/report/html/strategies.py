"""Timelines by Hypothesis: any that the types allow."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

from checker.base.time import Interval
from checker.model.timeline import Band, Density, Happening, Lane, Timeline
from tests.report.strategies import END_OF_9999, places, texts

known = st.sampled_from(["true", "false", "changing", "unknown"])
few_places = st.lists(places, max_size=2).map(tuple)
spans = st.tuples(
    st.integers(0, END_OF_9999 - 10), st.sampled_from([1, 7, 10**3, 10**9, 40 * 10**9, 10**14, 10**18])
).map(lambda pair: Interval(pair[0], min(END_OF_9999, pair[0] + pair[1])))


@st.composite
def bands_of(draw: st.DrawFn, span: Interval) -> tuple[Band, ...]:
    """Adjoining bands that cover a span."""
    ends = sorted(draw(st.sets(st.integers(span.lo, span.hi), max_size=12)) | {span.lo, span.hi})
    pairs = itertools.pairwise(ends)
    return tuple(Band(lo, hi, draw(known), draw(texts), draw(few_places)) for lo, hi in pairs)


@st.composite
def within(draw: st.DrawFn, span: Interval) -> Interval:
    """An interval that meets a span."""
    ends = sorted((draw(st.integers(span.lo, span.hi)), draw(st.integers(span.lo, span.hi))))
    return Interval(*ends)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Any timeline."""
    span = draw(spans)
    named = st.tuples(texts, texts, texts, texts)
    lanes = [Lane(*draw(named), draw(bands_of(span))) for _ in range(draw(st.integers(0, 3)))]
    step = draw(st.integers(1, max(1, span.hi - span.lo)))
    counts = st.lists(st.integers(0, 10**6), max_size=20).map(tuple)
    densities = [Density(*draw(named), span.lo, step, draw(counts)) for _ in range(draw(st.integers(0, 2)))]
    ticks = [Happening(*draw(named), draw(within(span)), draw(few_places)) for _ in range(draw(st.integers(0, 5)))]
    return Timeline(draw(texts), span, tuple(lanes), tuple(densities), tuple(ticks))
