"""Stretches and silences are the same whatever the order in which lines are heard."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import NS_PER_S, Interval
from checker.readers.stretches import SILENCE_NS, UNUSUAL, Stretches


def heard(*seconds: float) -> Stretches:
    made = Stretches()
    for second in seconds:
        made.add(Interval(round(second * NS_PER_S), round(second * NS_PER_S)))
    return made


def silences(made: Stretches) -> list[tuple[int, int]]:
    return [(s.lo // NS_PER_S, s.hi // NS_PER_S + 1) for s in made.silences()]


@pytest.mark.parametrize("hole", [59, 60, 61, 4000])
def test_a_hole_in_a_busy_log(hole):
    assert silences(heard(*range(9000), *range(9000 + hole - 1, 15_000))) == (
        [(8999, 8999 + hole)] if hole > 100 else []
    )


def test_a_quiet_log_has_no_unusual_silences():
    assert silences(heard(*range(0, 900_000, 900))) == []
    assert silences(heard()) == silences(heard(5)) == []


def test_accounts_of_one_host_fill_each_others_silences():
    one, two = heard(*range(1000), *range(5000, 6000)), heard(*range(1000, 5000))
    assert silences(one) == [(999, 5000)]
    one.unite(two)
    assert silences(one) == []


@given(st.lists(st.integers(0, 30_000), max_size=60), st.randoms())
def test_order_means_nothing(seconds, rng):
    seconds = [*range(400), *seconds]
    plain = sorted(seconds)
    mean = (plain[-1] - plain[0]) * NS_PER_S // len(plain)
    limit = max(SILENCE_NS, UNUSUAL * mean)
    expected = [(a, b) for a, b in pairwise(plain) if (b - a) * NS_PER_S > limit]
    rng.shuffle(seconds)
    assert silences(heard(*seconds)) == expected


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 9)), max_size=40))
def test_no_line_is_lost_whatever_their_order(lines):
    made, other = Stretches(), Stretches()
    for n, (second, often) in enumerate(lines):
        (made if n % 2 else other).add(Interval(second * NS_PER_S, second * NS_PER_S), often)
    made.unite(other)
    parted = list(made.heard())
    assert sum(often for _, often in parted) == sum(often for _, often in lines)
    assert all(b.lo - a.hi > SILENCE_NS for (a, _), (b, _) in pairwise(parted))
    for time, often in parted:
        assert often == sum(o for s, o in lines if time.lo <= s * NS_PER_S <= time.hi)
