"""Bands cover their span, never claim more than the belief, and are few enough to be drawn."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.timelines.bands import MOST_BANDS, MOST_PLACES, bands
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from tests.conform.makers import UNOBSERVED, S, event, evidence

HOSTS = evidence().hosts
KNOWN = {"true": Truth.TRUE, "false": Truth.FALSE}
DOWN = event("server_state", 10 * S, server="back/pgb2", before="UP", after="DOWN", reason="", active=2, line=7)


def belief(*changes: tuple[int, Truth], ground: Ground = Ground.TRANSITION) -> Belief:
    stretches = []
    for (lo, truth), (hi, _) in pairwise([*changes, (END, Truth.FALSE)]):
        reason = ground if truth is Truth.UNKNOWN else Ground.KNOWN
        stretches.append(Stretch(lo, hi, truth, reason, (DOWN,), "its why" if truth is Truth.UNKNOWN else ""))
    return Belief.of(stretches, UNOBSERVED)


STORIES = st.lists(
    st.tuples(st.integers(1, 10 * S), st.sampled_from(list(Truth)), st.sampled_from(["a", "b"])), max_size=900
)


def story(steps, line: int = 1) -> Belief:
    stretches, at = [], 0
    for length, truth, why in steps:
        ground = Ground.KNOWN if truth is not Truth.UNKNOWN else Ground.TRANSITION if why == "a" else Ground.GAP
        told = event("server_state", at, line=line + len(stretches), server="back/pgb2", after="DOWN")
        stretches.append(Stretch(at, at + length, truth, ground, (told,), "" if truth is not Truth.UNKNOWN else why))
        at += length
    return Belief.of(stretches, UNOBSERVED)


def test_what_a_state_line_tells():
    known = Belief.of(
        [
            Stretch(BEGINNING, 10 * S, Truth.FALSE, Ground.KNOWN, (DOWN,)),
            Stretch(10 * S, 10 * S + 1, Truth.UNKNOWN, Ground.TRANSITION, (DOWN,), "within the stamp", "a finer log"),
            Stretch(10 * S + 1, END, Truth.TRUE, Ground.KNOWN, (DOWN,)),
        ],
        UNOBSERVED,
    )
    before, between, after = bands(known, Interval(0, 20 * S), HOSTS)
    assert (before.lo, before.hi, before.known) == (0, 10 * S, "false")
    assert (between.known, between.why, between.settles) == ("changing", "within the stamp", "a finer log")
    assert (after.hi, after.known, after.why) == (20 * S + 1, "true", "haproxy@hap1 has back/pgb2 DOWN from here on")
    assert {str(place) for band in (before, between, after) for place in band.places} == {"a.log:7"}


def test_what_nobody_tells_is_unknown_and_says_who_would():
    (band,) = bands(Belief((UNOBSERVED,)), Interval(0, 20 * S), HOSTS)
    assert (band.known, band.why, band.settles) == ("unknown", "nobody looked", "somebody who looks")


@given(STORIES, st.integers(0, 2000 * S), st.integers(0, 5000 * S))
def test_bands_cover_the_span_and_are_few(steps, lo, length):
    found = bands(story(steps), Interval(lo, lo + length), HOSTS)
    assert found[0].lo == lo and found[-1].hi == lo + length + 1
    assert all(a.hi == b.lo and a.lo < a.hi for a, b in pairwise(found))
    assert len(found) <= MOST_BANDS
    assert all(len(band.places) <= MOST_PLACES + 1 for band in found)


@given(STORIES, st.integers(0, 2000 * S), st.integers(0, 5000 * S))
def test_no_band_claims_more_than_is_known(steps, lo, length):
    known = story(steps)
    for band in bands(known, Interval(lo, lo + length), HOSTS):
        truths = {s.truth for s in known.between(band.lo, band.hi - 1)}
        if band.known in KNOWN:
            assert truths == {KNOWN[band.known]}
        else:
            assert truths != {Truth.TRUE} and truths != {Truth.FALSE}
            assert band.why


def test_neighbours_that_say_the_same_are_one():
    known = belief((0, Truth.FALSE), (5 * S, Truth.FALSE), (6 * S, Truth.TRUE), (7 * S, Truth.TRUE))
    assert [b.known for b in bands(known, Interval(0, 9 * S), HOSTS)] == ["false", "true"]


def test_what_flaps_all_day_is_drawn_as_a_change_and_says_how_often():
    flaps = [(S, Truth.TRUE if n % 2 else Truth.FALSE, "a") for n in range(3 * MOST_BANDS)]
    calm = [(2000 * S, Truth.FALSE, "a")]
    found = bands(story([*calm, *flaps, *calm]), Interval(0, 4000 * S + 3 * MOST_BANDS * S - 1), HOSTS)
    assert [b.known for b in found] == ["false", "changing", "false"]
    assert found[1].why == ("it changes within 1199s: 1199 stretches that are too short to be drawn one by one")
