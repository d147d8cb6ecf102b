"""What a row looks like: all of the span, nothing that was not told, no more shapes than pixels."""

from __future__ import annotations

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import NS_PER_S, Interval
from checker.model.timeline import Band, Density
from checker.report.html.strips import COLUMN, WIDTH, Scale, band_paths, density_path, rates, runs, tick_path, ticks
from tests.report.html.strategies import bands_of, spans, within

covered = spans.flatmap(lambda span: st.tuples(st.just(span), bands_of(span)))


@given(covered)
def test_the_runs_of_adjoining_bands_cover_every_pixel_once(drawn):
    span, bands = drawn
    ends = [end for run in runs(bands, Scale(span)) for end in (run.lo, run.hi)]
    assert ends[0] == 0 and ends[-1] == WIDTH
    assert ends[1:-1:2] == ends[2::2] and sorted(ends) == ends


@given(covered)
def test_a_run_is_what_some_band_in_it_says_or_a_change(drawn):
    span, bands = drawn
    scale = Scale(span)
    for run in runs(bands, scale):
        here = {band.known for band in bands if scale.at(band.lo) < run.hi + 1 and scale.at(band.hi) > run.lo - 1}
        assert run.known in here or (run.known == "changing" and len(bands) > 1)


@given(covered)
def test_no_state_is_lost_but_in_a_change(drawn):
    span, bands = drawn
    scale = Scale(span)
    told = runs(bands, scale)
    for band in bands:
        near = [run for run in told if run.lo <= scale.at(band.hi) + 1 and run.hi >= scale.at(band.lo) - 1]
        assert any(run.known in (band.known, "changing") for run in near)


def test_a_state_that_is_shorter_than_a_pixel_shows_as_a_change():
    span = Interval(0, 10 * NS_PER_S)
    bands = (
        Band(0, 5 * NS_PER_S, "false"),
        Band(5 * NS_PER_S, 5 * NS_PER_S + 1, "true"),
        Band(5 * NS_PER_S + 1, span.hi, "false"),
    )
    assert [(run.lo, run.hi, run.known) for run in runs(bands, Scale(span))] == [
        (0, 500, "false"),
        (500, 501, "changing"),
        (501, 1000, "false"),
    ]


def test_each_state_has_a_shape_of_its_own():
    span = Interval(0, 1000)
    bands = (Band(0, 500, "true"), Band(500, 1000, "false"))
    assert band_paths(bands, Scale(span)) == {"true": "M0 2H500V14H0Z", "false": "M500 12H1000V14H500Z"}


@given(spans.flatmap(lambda span: st.tuples(st.just(span), st.lists(within(span), max_size=30))))
def test_every_happening_is_drawn_within_the_row(drawn):
    span, times = drawn
    scale = Scale(span)
    path = tick_path(sorted(times), scale)
    boxes = [(int(lo), int(hi)) for lo, hi in re.findall(r"M(\d+) 4H(\d+)V", path)]
    assert all(0 <= lo < hi <= WIDTH for lo, hi in boxes)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(boxes))
    for time in times:
        assert any(lo - 2 <= scale.at(time.lo) <= hi + 2 for lo, hi in boxes)


def test_rates_are_events_a_second():
    span = Interval(0, 100 * NS_PER_S)
    density = Density("", "", "", "", 0, 10 * NS_PER_S, (0, 50, *(0,) * 8))
    found = rates(density, Scale(span))
    assert [round(found[x], 6) for x in (24, 25, 49, 50)] == [0, 5, 5, 0]
    assert density_path(found) == "M0 16H100V2H200V16H1000V16Z"
    assert density_path([0.0] * 250) == ""


@given(spans, st.lists(st.integers(0, 10**5), min_size=1, max_size=40))
def test_rates_keep_the_number_of_events(span, counts):
    step = max(1, (span.hi - span.lo) // len(counts))
    density = Density("", "", "", "", span.lo, step, tuple(counts))
    scale = Scale(span)
    if step * len(counts) > scale.length:
        return
    total = sum(rates(density, scale)) * scale.length * COLUMN / WIDTH / NS_PER_S
    assert abs(total - sum(counts)) <= 1e-6 * max(1, sum(counts))


@given(spans, st.integers(1, 8))
def test_an_axis_has_round_instants_within_the_span(span, most):
    found = ticks(span, most)
    assert len(found) <= most + 1 and all(span.lo <= each <= span.hi for each in found)
    steps = {b - a for a, b in itertools.pairwise(found)}
    assert len(steps) <= 1
