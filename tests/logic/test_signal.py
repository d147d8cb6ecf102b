from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.logic.signal import BEGINNING, END, Run, Signal
from checker.logic.truth import TRUTHS, Truth

FALSE, UNKNOWN, TRUE = Truth
changes = st.lists(st.tuples(st.integers(-8, 8), st.sampled_from(TRUTHS)), max_size=8).map(
    lambda pairs: sorted(pairs, key=lambda pair: pair[0])
)


@given(changes, st.sampled_from(TRUTHS))
def test_from_changes_has_the_last_value_given_at_each_instant(pairs, before):
    signal = Signal.from_changes(pairs, before)
    for instant in range(-10, 11):
        said = [truth for time, truth in pairs if time <= instant]
        assert signal.at(instant) == (said[-1] if said else before)


@given(changes, st.integers(-10, 10), st.integers(-10, 10))
def test_runs_tile_the_stretch_and_are_maximal(pairs, lo, hi):
    signal = Signal.from_changes(pairs)
    runs = list(signal.runs(lo, hi))
    assert [t for run in runs for t in range(run.lo, run.hi)] == list(range(lo, hi))
    assert all(signal.at(t) == run.truth for run in runs for t in range(run.lo, run.hi))
    assert all(a.truth != b.truth for a, b in pairwise(runs))


@given(changes, st.sampled_from(TRUTHS))
def test_runs_and_changes_give_the_signal_back(pairs, before):
    signal = Signal.from_changes(pairs, before)
    assert Signal.from_runs(signal.runs()) == signal
    assert Signal.from_changes(signal.changes(), before) == signal


@given(changes, st.integers(-10, 10), st.integers(0, 5))
def test_clipped_is_unknown_outside(pairs, start, length):
    signal, end = Signal.from_changes(pairs), start + length
    clipped = signal.clipped(start, end)
    for instant in range(-12, 20):
        assert clipped.at(instant) == (signal.at(instant) if start <= instant <= end else UNKNOWN)


@given(changes, st.integers(-10, 10), st.integers(-10, 10))
def test_changes_within_a_stretch(pairs, lo, hi):
    signal = Signal.from_changes(pairs)
    assert list(signal.changes(lo, hi)) == [(t, v) for t, v in signal.changes() if lo <= t < hi]
    assert all(signal.at(t) == v != signal.at(t - 1) for t, v in signal.changes())


def test_events_are_true_at_their_instants_only():
    signal = Signal.from_events([7, 3, 4, 3], start=0, end=9)
    assert [t for t in range(-2, 12) if signal.at(t) == TRUE] == [3, 4, 7]
    assert [t for t in range(-2, 12) if signal.at(t) == UNKNOWN] == [-2, -1, 10, 11]


def test_the_open_ends_are_sentinels():
    assert list(Signal((5,), (FALSE, TRUE)).runs()) == [Run(BEGINNING, 5, FALSE), Run(5, END, TRUE)]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Signal((1,), (TRUE,)), "need 2 values"),
        (lambda: Signal((2, 1), (TRUE, FALSE, TRUE)), "strictly ordered"),
        (lambda: Signal((1, 1), (TRUE, FALSE, TRUE)), "strictly ordered"),
        (lambda: Signal((1,), (TRUE, TRUE)), "must differ"),
        (lambda: Signal.from_changes([(2, UNKNOWN), (1, TRUE)]), "1 after 2"),
        (lambda: Signal.from_runs([Run(0, 2, TRUE), Run(3, 4, TRUE)]), "do not adjoin"),
        (lambda: Signal.from_events([10], 0, 9), "outside the observed"),
    ],
)
def test_what_is_no_signal_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
