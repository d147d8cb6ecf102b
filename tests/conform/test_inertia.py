"""Inertia against hidden timelines: whatever is known of a fluent is true of the timeline that the lines came from."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.inertia import Lost, believe
from checker.conform.knots import Fact
from checker.logic.truth import Truth
from checker.model.event import Source
from tests.conform.makers import HAPROXY, MS, UNOBSERVED, S, event, fact

SPAN = 20 * S


@dataclass(frozen=True)
class Line:
    """What a line truly says: when it happened, and the values around it (None: it does not say)."""

    at: int
    before: bool | None
    after: bool | None


@dataclass(frozen=True)
class Told:
    """A hidden timeline and what was told of it."""

    initial: bool
    changes: tuple[int, ...]
    facts: tuple[Fact, ...]
    lost: tuple[Lost, ...]

    def value(self, at: int) -> bool:
        return self.initial ^ (sum(c <= at for c in self.changes) % 2 == 1)


@st.composite
def tellings(draw: st.DrawFn) -> Told:
    initial = draw(st.booleans())
    unit = draw(st.sampled_from([10 * MS, 150 * MS, S]))
    changes = tuple(sorted(draw(st.sets(st.integers(1, SPAN // unit), max_size=6))))
    changes = tuple(c * unit for c in changes)
    told = Told(initial, changes, (), ())
    lines = [Line(c, told.value(c - 1), told.value(c)) for c in changes]
    lines += [
        _confirmation(draw, told, at * 7 * MS) for at in draw(st.lists(st.integers(0, SPAN // 7 // MS), max_size=6))
    ]
    losses = draw(st.lists(st.tuples(st.integers(0, SPAN), st.integers(0, 6 * S)), max_size=2))
    lost = tuple(Lost(Interval(lo, lo + length), "lost", "find it") for lo, length in losses)
    kept = [ln for ln in lines if not any(x.time.lo <= ln.at <= x.time.hi for x in lost) or draw(st.booleans())]
    fine = draw(st.booleans())
    facts = tuple(_stamped(draw, sorted(kept, key=lambda ln: ln.at), fine))
    # A clock that is off by as much in all lines; what is lost is told by the clock that is right.
    unsure = 0 if lost else draw(st.sampled_from([0, 20 * MS, S]))
    off = draw(st.integers(-unsure, unsure))
    return Told(initial, changes, tuple(_off(f, off, unsure) for f in facts), lost)


def _off(told: Fact, by: int, unsure: int) -> Fact:
    time = told.time.shift(by).widen(unsure, unsure)
    return Fact(time, told.before, told.after, told.event.moved(time))


def _confirmation(draw: st.DrawFn, told: Told, at: int) -> Line:
    """A line that is no change, such as a check that finds the server as it is, beside no change."""
    value = told.value(at)
    if any(abs(c - at) < 5 * MS for c in told.changes):
        return Line(at, None, None)
    return Line(at, draw(st.sampled_from([value, None])), draw(st.sampled_from([value, None])))


def _stamped(draw: st.DrawFn, lines: list[Line], fine: bool):
    """One logger stamps them in their order: in microseconds a moment later, or in whole seconds."""
    receipt = 0
    for number, line in enumerate(lines, 1):
        receipt = max(receipt + 1000, line.at + draw(st.integers(1000, MS - 1)))
        if fine and receipt - line.at <= MS:
            lo, hi = receipt - MS, receipt + 999
        else:
            second = receipt // S * S if not fine else receipt
            lo, hi = min(line.at, second - MS), max(second + S - 1, receipt)
        yield Fact(Interval(lo, hi), line.before, line.after, event("server_state", lo, hi, line=number))
        if draw(st.integers(0, 4)) == 0 and line.before != line.after and None not in (line.before, line.after):
            receipt += 20_000
            # Within one second no program tells the whole change twice: a check says what is, a state line what was.
            echo = Interval(lo + 20_000, hi + 20_000) if fine else Interval(lo, hi)
            again = draw(st.sampled_from([None, line.before])) if fine else None
            yield Fact(echo, again, line.after, event("check", lo, hi, line=number + 100))


@settings(max_examples=400, deadline=None)
@given(tellings())
def test_what_is_known_is_true_of_the_hidden_timeline(told: Told):
    belief = believe(told.facts, told.lost, UNOBSERVED, since=0)
    contradicted(belief, told)


def contradicted(belief: Belief, told: Told) -> None:
    for stretch in belief.stretches:
        if stretch.ground is not Ground.KNOWN:
            continue
        lo, hi = max(stretch.lo, 0), min(stretch.hi, SPAN + 10 * S)
        instants = [lo, hi - 1, *(t for c in told.changes for t in (c - 1, c) if lo <= t < hi)] if lo < hi else []
        for at in instants:
            if any(x.time.lo <= at for x in told.lost) and stretch.because[-1].time.hi < at:
                assert not _untold(told, stretch.because[-1].time.hi, at), (stretch, at)
            assert told.value(at) is (stretch.truth is Truth.TRUE), (stretch, at)


def _untold(told: Told, since: int, at: int) -> bool:
    """Whether lines were lost between the last word and an instant."""
    return any(since < x.time.lo <= at for x in told.lost)


@settings(max_examples=200, deadline=None)
@given(tellings(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_given_does_not_matter(told: Told, chance):
    mixed = list(told.facts)
    chance.shuffle(mixed)
    assert believe(mixed, told.lost, UNOBSERVED, 0) == believe(told.facts, told.lost, UNOBSERVED, 0)


@settings(max_examples=200, deadline=None)
@given(tellings())
def test_a_further_loss_only_takes_away(told: Told):
    without = believe(told.facts, told.lost, UNOBSERVED, 0).signal()
    further = (*told.lost, Lost(Interval(3 * S, 9 * S), "lost", "find it"))
    with_loss = believe(told.facts, further, UNOBSERVED, 0).signal()
    for at in range(0, SPAN, 250 * MS):
        assert with_loss.at(at) in (Truth.UNKNOWN, without.at(at))


@settings(max_examples=200, deadline=None)
@given(tellings())
def test_stretches_adjoin_and_cover_everything(told: Told):
    stretches = believe(told.facts, told.lost, UNOBSERVED, 0).stretches
    assert all(a.hi == b.lo for a, b in itertools.pairwise(stretches))
    assert (stretches[0].lo, stretches[-1].hi) == (UNOBSERVED.lo, UNOBSERVED.hi)


def known(belief: Belief) -> list[tuple[int, int, bool]]:
    """Known stretches within the first minute, joined where they adjoin."""
    found: list[tuple[int, int, bool]] = []
    for s in belief.stretches:
        if s.ground is Ground.KNOWN:
            lo, hi, value = max(s.lo, 0), min(s.hi, 60 * S), s.truth is Truth.TRUE
            if found and found[-1][1:] == (lo, value):
                found[-1] = (found[-1][0], hi, value)
            else:
                found.append((lo, hi, value))
    return found


def at(second: float) -> int:
    return round(second * S)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], []),
        ([(10, False, True)], [(0, 10, False), (10, 60, True)]),
        ([(10, None, True)], [(10, 60, True)]),
        ([(10, True, None)], [(0, 60, True)]),
        ([(10, False, True), (20, True, False)], [(0, 10, False), (10, 20, True), (20, 60, False)]),
        ([(10, False, True), (20, False, True)], [(0, 10, False), (20, 60, True)]),  # one is missing in between
        ([(10, False, True), (20, None, True)], [(0, 10, False), (10, 60, True)]),  # said once more
        ([(10, False, True), (10.5, False, True)], [(0, 10, False), (10, 60, True)]),  # an echo
        ([(10, False, False), (20, None, True)], [(0, 20, False), (20, 60, True)]),
    ],
)
def test_small_timelines(facts, expected):
    belief = believe([fact(at(t), at(t), b, a, n) for n, (t, b, a) in enumerate(facts)], [], UNOBSERVED, 0)
    tidy = [(round(lo / S, 6), round(hi / S, 6), v) for lo, hi, v in known(belief)]
    assert tidy == expected


def test_nothing_is_concluded_from_before_the_source_was_heard():
    belief = believe([fact(at(10), at(10), True, False)], [], UNOBSERVED, since=at(4))
    assert known(belief)[0] == (at(4), at(10), True)


def test_an_echo_brings_what_the_first_line_did_not_say():
    told = [
        fact(at(5), at(5), None, False, 1),
        fact(at(10), at(10), None, False, 2),
        fact(at(10.1), at(10.1), True, False, 3),
    ]
    belief = believe(told, [], UNOBSERVED, 0)
    (gap,) = list(belief.between(at(7), at(7)))
    assert (gap.truth, gap.ground) == (Truth.UNKNOWN, Ground.GAP)


def test_two_lines_of_one_logger_keep_their_order_though_their_stamps_overlap():
    told = [fact(at(10), at(10) + MS, False, True, 1), fact(at(10) + 1000, at(10) + MS + 1000, True, False, 2)]
    assert known(believe(told, [], UNOBSERVED, 0))[-1][2] is False


def test_two_lines_of_two_loggers_within_one_another_are_left_open():
    other = Source("hap2", "haproxy", "31")
    told = [fact(at(10), at(10) + MS, None, True, 1), fact(at(10) + 1000, at(10) + MS + 1000, None, False, 2, other)]
    belief = believe(told, [], UNOBSERVED, 0)
    assert all(s.truth is Truth.UNKNOWN for s in belief.between(at(10.0005), at(30)))


def test_many_lines_with_one_stamp_are_not_put_in_order_but_end():
    told = [fact(at(10), at(11), n % 2 == 0, n % 2 == 1, n) for n in range(40)]
    belief = believe([*told, fact(at(20), at(20), True, False, 99)], [], UNOBSERVED, 0)
    assert next(belief.between(at(15), at(15))).truth in (Truth.UNKNOWN, Truth.TRUE)
    assert next(belief.between(at(25), at(25))).truth is Truth.FALSE


def test_many_lines_with_one_stamp_that_all_state_what_another_one_says_agree():
    told = [fact(at(10), at(11), False, True, 1), *(fact(at(10), at(11), None, True, n) for n in range(2, 40))]
    belief = believe(told, [], UNOBSERVED, 0)
    assert next(belief.between(at(15), at(15))).truth is Truth.TRUE


@pytest.mark.parametrize("gap", [(12, 14), (9, 11), (0, 5), (25, 30)])
def test_a_loss_ends_at_the_next_line_that_tells(gap):
    told = [fact(at(10), at(10), False, True, 1), fact(at(20), at(20), True, False, 2)]
    belief = believe(told, [Lost(Interval(at(gap[0]), at(gap[1])), "lost", "find it")], UNOBSERVED, 0)
    inside = next(belief.between(at(gap[0] + 0.5), at(gap[0] + 0.5)))
    assert (inside.truth, inside.why, inside.settles) == (Truth.UNKNOWN, "lost", "find it")
    assert next(belief.between(at(19), at(19))).truth is Truth.TRUE  # the line at 20 says so
    assert next(belief.between(at(50), at(50))).truth is (Truth.UNKNOWN if gap[0] == 25 else Truth.FALSE)


def test_the_source_of_an_event_is_kept_as_the_reason():
    line = fact(at(10), at(10), False, True)
    (last,) = list(believe([line], [], UNOBSERVED, 0).between(at(30), at(30)))
    assert last.because == (line.event,)
    assert line.event.source == HAPROXY


def by_a_clock_that_is_off(at_: float, before: bool | None, after: bool | None, line: int) -> Fact:
    return fact(at(at_ - 1), at(at_ + 1), before, after, line)


def test_a_state_that_a_line_tells_of_one_instant_does_not_last_as_long_as_its_stamp():
    told = [(4.8, False, True), (5.1, True, True), (5.2, None, False)]  # on for 0.4 s, whenever that was
    belief = believe([by_a_clock_that_is_off(*t, n) for n, t in enumerate(told)], [], UNOBSERVED, 0)
    assert known(belief) == [(0, at(3.8), False), (at(6.2) + 1, 60 * S, False)]


def test_a_line_that_contradicts_the_one_before_tells_of_the_instant_at_which_it_was_written_only():
    told = [by_a_clock_that_is_off(10, None, False, 1), by_a_clock_that_is_off(20, True, True, 2)]
    assert known(believe(told, [], UNOBSERVED, 0)) == [(at(21) + 1, 60 * S, True)]


SECOND = S - 1  # the width of a stamp of whole seconds, without the moment before it


def coarse(second: int, before: bool | None, after: bool | None, line: int) -> Fact:
    return fact(second * S - MS, second * S + SECOND, before, after, line)


def test_a_loss_within_the_stamp_of_the_only_line_may_lie_behind_it():
    lost = [Lost(Interval(10 * S + 1, 10 * S + 10 * MS), "lost", "find it")]
    belief = believe([coarse(10, False, False, 1)], lost, UNOBSERVED, 0)
    assert not known(belief)


def test_a_loss_that_a_stamp_only_touches_lies_on_one_side_of_it():
    lost = [Lost(Interval(8 * S, 10 * S - 1), "lost", "find it")]
    assert known(believe([coarse(10, False, True, 1)], lost, UNOBSERVED, 0)) == [(11 * S, 60 * S, True)]


def test_a_line_that_finds_no_change_has_no_echo():
    told = [fact(at(10), at(10), False, False, 1), fact(at(10.9), at(10.9), True, False, 2)]
    belief = believe(told, [], UNOBSERVED, 0)
    assert (
        next(belief.between(at(10.5), at(10.5))).truth is Truth.UNKNOWN
    )  # a change there and one back, or a lost line


def test_what_comes_behind_a_loss_is_no_echo():
    told = [fact(at(10), at(10), None, False, 1), fact(at(10.9), at(10.9), True, False, 2)]
    lost = [Lost(Interval(at(10.2), at(10.3)), "lost", "find it")]
    belief = believe(told, lost, UNOBSERVED, 0)
    assert next(belief.between(at(5), at(5))).truth is not Truth.TRUE


def test_stamps_of_whole_seconds_of_one_logger_keep_their_order_where_they_touch():
    told = [coarse(10, None, False, 1), coarse(11, True, False, 2), coarse(12, False, True, 3)]
    belief = believe(told, [Lost(Interval(at(10.4), at(10.5)), "lost", "find it")], UNOBSERVED, 0)
    assert next(belief.between(at(11.0), at(11.0))).truth is Truth.UNKNOWN
    assert next(belief.between(at(30), at(30))).truth is Truth.TRUE


def test_a_line_that_may_come_later_does_not_narrow_the_instant_of_a_change():
    told = [coarse(10, False, True, 1), coarse(10, None, True, 2), fact(11 * S - MS, 12 * S, None, True, 3)]
    belief = believe(told, [], UNOBSERVED, 0)
    assert next(belief.between(at(10.5), at(10.5))).truth is Truth.UNKNOWN


def test_a_missing_change_lies_where_lines_were_lost():
    """DOWN from 1 s on, at 9 s it was UP before: with a loss from 3 to 5 s each end tells of its own side."""
    facts = [fact(S, S, before=False, after=True), fact(9 * S, 9 * S, before=False, after=False, line=2)]
    gap = Lost(Interval(3 * S, 5 * S), "lost", "find it")
    with_gap, without = believe(facts, [gap], UNOBSERVED), believe(facts, [], UNOBSERVED)
    assert [_at(with_gap, at * S).truth for at in (2, 4, 6, 9)] == [Truth.TRUE, Truth.UNKNOWN, Truth.FALSE, Truth.FALSE]
    assert _at(with_gap, 4 * S).settles == gap.settles
    assert {_at(without, at * S).truth for at in (2, 4, 6)} == {Truth.UNKNOWN}


def _at(belief: Belief, instant: int) -> Stretch:
    return next(s for s in belief.stretches if s.lo <= instant < s.hi)
