"""Beliefs cover all of time, without a hole, and never know more than the two they were made of."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.conform.belief import Belief, Ground, Stretch, closed
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from tests.conform.makers import UNOBSERVED, event

FALSE, UNKNOWN, TRUE = Truth


@st.composite
def beliefs(draw: st.DrawFn) -> Belief:
    cuts = sorted(draw(st.sets(st.integers(0, 30), max_size=8)))
    stretches = [_stretch(draw, lo, hi) for lo, hi in itertools.pairwise(cuts) if draw(st.booleans())]
    return Belief.of(stretches, UNOBSERVED)


def _stretch(draw: st.DrawFn, lo: int, hi: int) -> Stretch:
    ground = draw(st.sampled_from([Ground.KNOWN, Ground.GAP, Ground.TRANSITION]))
    truth = draw(st.sampled_from([FALSE, TRUE])) if ground is Ground.KNOWN else UNKNOWN
    return Stretch(lo, hi, truth, ground, (event("check", lo),), "why" if truth is UNKNOWN else "")


def at(belief: Belief, instant: int) -> Stretch:
    (found,) = belief.between(instant, instant)
    return found


@given(beliefs())
def test_stretches_adjoin_from_the_beginning_to_the_end(belief: Belief):
    assert (belief.stretches[0].lo, belief.stretches[-1].hi) == (BEGINNING, END)
    assert all(a.hi == b.lo for a, b in zip(belief.stretches, belief.stretches[1:], strict=False))


@given(beliefs(), st.integers(-2, 32), st.integers(0, 10))
def test_between_gives_exactly_what_shares_an_instant(belief: Belief, lo: int, length: int):
    hi = lo + length
    assert list(belief.between(lo, hi)) == [s for s in belief.stretches if s.lo <= hi and s.hi > lo]


@given(beliefs(), st.integers(-2, 32), st.sampled_from(Truth))
def test_the_signal_says_what_the_stretches_say(belief: Belief, instant: int, unobserved: Truth):
    stretch = at(belief, instant)
    wanted = unobserved if stretch.ground is Ground.UNOBSERVED else stretch.truth
    assert belief.signal(unobserved).at(instant) is wanted


@given(beliefs(), beliefs(), st.integers(-2, 32))
def test_one_belief_over_another_knows_what_either_knows_unless_they_disagree(
    below: Belief, above: Belief, instant: int
):
    one, two, both = at(below, instant), at(above, instant), at(below.overlaid(above), instant)
    known = {s.truth for s in (one, two)} - {UNKNOWN}
    if len(known) == 1:
        assert (both.truth, both.ground) == (known.pop(), Ground.KNOWN)
    else:
        assert both.truth is UNKNOWN
        assert ("contradict" in both.why) is (len(known) == 2)


@given(beliefs(), beliefs())
def test_which_of_two_lies_above_does_not_matter_for_what_is_known(one: Belief, two: Belief):
    assert one.overlaid(two).signal() == two.overlaid(one).signal()


@given(beliefs())
def test_a_belief_over_itself_and_over_nothing_is_itself(belief: Belief):
    assert belief.overlaid(belief).signal() == belief.signal()
    assert belief.overlaid(Belief.of([], UNOBSERVED)).signal() == belief.signal()


def test_stretches_that_overlap_are_refused_and_empty_ones_left_out():
    whole = Stretch(0, 10, TRUE, Ground.KNOWN)
    with pytest.raises(ValueError, match="overlap"):
        Belief.of([whole, Stretch(9, 12, FALSE, Ground.KNOWN)], UNOBSERVED)
    assert Belief.of([whole, Stretch(10, 10, FALSE, Ground.KNOWN)], UNOBSERVED).stretches[-1].lo == 10


def test_a_contradiction_names_the_evidence_of_both():
    a, b = event("check", 1), event("server_state", 2)
    below = Belief.of([Stretch(0, 10, TRUE, Ground.KNOWN, (a,))], UNOBSERVED)
    above = Belief.of([Stretch(0, 10, FALSE, Ground.KNOWN, (b,))], UNOBSERVED)
    stretch = at(below.overlaid(above), 5)
    assert set(stretch.because) == {a, b}
    assert stretch.settles


def test_a_closed_stretch_ends_one_nanosecond_earlier():
    assert (closed(UNOBSERVED).lo, closed(Stretch(3, 7, TRUE, Ground.KNOWN)).hi) == (BEGINNING, 6)
