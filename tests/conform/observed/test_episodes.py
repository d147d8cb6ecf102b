"""What belongs together, and what is told as one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.base.time import Interval
from checker.conform.observed.draft import CLIENT, MONITOR, VIP, Draft
from checker.conform.observed.episodes import CALM_NS, QUIET_NS, beyond_start, episodes, folded
from tests.conform.makers import S


def draft(at: int, text: str = "x", shape="note", **more) -> Draft:
    return Draft(shape, (VIP,) if shape == "note" else (VIP, CLIENT), text, Interval(at, at), at, (), **more)


drafts = st.lists(
    st.builds(
        draft,
        st.integers(0, 60 * S),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["note", "lost"]),
        turn=st.booleans(),
        times=st.integers(1, 3),
        most=st.integers(1, 3),
    )
)


@given(drafts)
def test_every_draft_is_in_one_phase_in_order_and_phases_end_with_turns(given_drafts):
    planned = episodes(given_drafts)
    told = [d for phases in planned for phase in phases for d in phase]
    assert told == sorted(given_drafts, key=lambda d: d.order)
    for phases in planned:
        assert all(d.turn is False for phase in phases for d in phase[:-1])
        assert all(phase[-1].turn for phase in phases[:-1])


@given(drafts)
def test_folding_loses_nothing_but_repetition(given_drafts):
    for phases in episodes(given_drafts):
        for phase in phases:
            told = folded(phase)
            assert {d.text for d in told} == {d.text for d in phase}
            assert sum(d.times for d in told) == sum(d.times for d in phase)


def test_quiet_ends_an_episode():
    assert [len(e) for e in episodes([draft(0), draft(QUIET_NS), draft(2 * QUIET_NS + 1)])] == [1, 1]


def test_an_incident_begins_with_trouble_after_a_calm_start():
    calm, soon, trouble = draft(0), draft(CALM_NS), draft(3 * CALM_NS, shape="lost")
    assert [[d.at for d in p[0]] for p in episodes([calm, soon, trouble])] == [[0, CALM_NS], [3 * CALM_NS]]
    first = draft(0, shape="lost")
    assert len(episodes([first, soon, trouble])) == 1
    assert len(episodes([calm, draft(CALM_NS // 2, shape="lost")])) == 1


def test_the_start_of_everything_is_left_aside_unless_it_is_all():
    starts = [draft(n, "starts", folded="start", item=f"p{n}") for n in range(3)]
    trouble = draft(60 * S, shape="lost")
    assert beyond_start(episodes([*starts, trouble])) == [trouble]
    assert beyond_start(episodes(starts)) == starts
    assert beyond_start(episodes([*starts[:2], trouble])) == [*starts[:2], trouble]


def test_what_is_too_much_is_told_once_with_first_and_last():
    many = [draft(n, "query failed after 2 s", "lost", folded="query failed", most=2) for n in range(3)]
    (told,) = folded(tuple(many))
    assert (told.text, told.times, told.at, told.last) == ("query failed", 3, 0, Interval(2, 2))
    assert folded(tuple(many[:2])) == many[:2]


def test_items_are_named_and_only_once():
    starts = [draft(n, f"{name} starts", folded="start", item=name) for n, name in enumerate(["a", "b", "a"])]
    (told,) = folded(tuple(starts))
    assert (told.text, told.ends, told.times) == ("start: a, b", (), 1)


def test_one_item_keeps_its_place():
    stops = [draft(n, "a stops", folded="stop", item="a") for n in range(3)]
    assert [(d.text, d.ends) for d in folded(tuple(stops))] == [("a stops", (VIP,))]


def test_drafts_between_others_are_not_the_same():
    other = Draft("lost", (VIP, MONITOR), "x", Interval(1, 1), 1, ())
    assert len(folded((draft(0, "x", "lost"), other))) == 2


def _flapping(rows: int) -> list[Draft]:
    failed = [draft(n * S + i, "failed", "lost", spell=2 * n) for n in range(rows) for i in range(3)]
    passed = [draft(n * S + 5, "passed", spell=2 * n + 1) for n in range(rows)]
    return sorted([*failed, *passed], key=lambda d: d.order)


def test_what_its_opposite_interrupts_is_no_repetition():
    told = folded(tuple(_flapping(2)))
    assert [(d.text, d.times) for d in told] == [("failed", 3), ("passed", 1), ("failed", 3), ("passed", 1)]


def test_too_many_rows_are_told_as_one_that_is_none():
    told = folded(tuple(_flapping(20)))
    assert [(d.text, d.times) for d in told] == [("failed (not in a row)", 60), ("passed (not in a row)", 20)]
