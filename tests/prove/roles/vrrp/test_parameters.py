"""The times and ranks that follow from a group's numbers."""

import pytest

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.gate import bounds
from checker.prove.roles.vrrp import Group, Peer, Script, after_crash, measures, vrrp_group
from checker.prove.roles.vrrp.parameters import master_down, preempts, skew, weighted

THREE = Group(version=3, advert=300 * NS_PER_MS)


@pytest.mark.parametrize("priority", [1, 99, 100, 101, 250, 254])
@pytest.mark.parametrize("group", [Group(), Group(advert=3 * NS_PER_S), THREE])
def test_the_times_are_those_of_the_gate(priority, group):
    exact = bounds.master_down(group.version, priority, group.advert, group.down_adverts)
    assert 0 <= exact - master_down(priority, group) < 1_000
    assert 0 <= bounds.skew(group.version, priority, group.advert) - skew(priority, group) < 1_000


# Intervals of formulas beside what was measured on real hosts, in seconds.
@pytest.mark.parametrize(
    ("priority", "group", "measured"),
    [
        (100, Group(), (2.705, 3.557)),
        (100, Group(advert=3 * NS_PER_S), (6.77, 9.51)),
        (250, Group(), (2.22, 2.98)),
        (100, THREE, (0.84, 1.04)),
    ],
)
def test_the_takeover_after_a_crash_contains_what_was_measured(priority, group, measured):
    best, takeover = after_crash((Peer("a", 254), Peer("b", priority)), group)
    assert best == "a"
    assert takeover.lo <= measured[0] * NS_PER_S <= measured[1] * NS_PER_S <= takeover.hi + group.delay
    assert takeover.hi - takeover.lo == group.advert


def test_a_clean_stop_leaves_the_skew_time_and_a_dead_process_what_the_script_takes():
    two = (Peer("a", 101), Peer("b", 100))
    found = {each.name: each.expected for each in measures(two, Group(track="fault"), ("haproxy-lives", "x"))}
    assert found["takeover_after_graceful_stop_s"] == Interval(609_375_000, 609_375_000)
    assert found["takeover_after_process_death_s"] == bounds.takeover_after_script(1, NS_PER_S, NS_PER_S, 609_375_000)
    weights = Group(track="weight", preempt=True, script=Script(weight=-20))
    waits = {each.name: each.expected for each in measures(two, weights, ())}["takeover_after_process_death_s"]
    assert waits == Interval(2_609_375_000, 5_609_375_000)
    assert waits.lo <= 5_200_000_000 <= waits.hi


def test_where_a_script_moves_nothing_there_is_nothing_to_measure():
    two = (Peer("a", 101), Peer("b", 100))
    for group in (
        Group(),
        Group(track="weight", script=Script(weight=-20)),
        Group(track="weight", preempt=True, script=Script(weight=-1)),
    ):
        assert "takeover_after_process_death_s" not in {each.name for each in measures(two, group, ())}
    assert measures(two[:1], Group(), ()) == ()


def test_a_peer_that_starts_as_master_or_owns_the_address_disregards_nopreempt():
    assert not preempts(Peer("a"), Group())
    assert preempts(Peer("a"), Group(preempt=True))
    assert preempts(Peer("a", state="MASTER"), Group())
    assert preempts(Peer("a", 255), Group())


@pytest.mark.parametrize(
    ("weight", "fine", "failing"), [(2, 103, 101), (-20, 101, 81), (0, 101, 101), (-200, 101, 1), (200, 254, 101)]
)
def test_a_positive_weight_counts_while_the_script_succeeds_a_negative_one_while_it_fails(weight, fine, failing):
    group = Group(track="weight", script=Script(weight=weight))
    assert (weighted(101, group, False), weighted(101, group, True)) == (fine, failing)
    assert weighted(255, group, True) == 255


@pytest.mark.parametrize(
    ("peers", "group", "text"),
    [
        ((), Group(), "needs a host"),
        ((Peer("a"), Peer("a")), Group(), "one name"),
        ((Peer("a", 0),), Group(), "1 to 255"),
        ((Peer("a"),), Group(version=4), "version 2 or 3"),
        ((Peer("a"),), Group(advert=300 * NS_PER_MS), "whole seconds"),
        ((Peer("a"),), Group(down_adverts=0), "at least one advert"),
        ((Peer("a"),), Group(delay=NS_PER_S), "before the next one"),
        ((Peer("a"),), Group(script=Script(timeout=2 * NS_PER_S)), "as long as"),
        ((Peer("a"),), Group(script=Script(fall=0)), "at least one result"),
    ],
)
def test_numbers_that_make_no_group_are_refused(peers, group, text):
    with pytest.raises(ValueError, match=text):
        vrrp_group(peers, group)
