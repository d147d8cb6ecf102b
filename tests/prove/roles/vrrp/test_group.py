"""The peers played by hand: elections, faults, and what is left where."""

import pytest

from checker.prove.machines.interpreter import starting
from checker.prove.machines.machine import Machine
from checker.prove.roles.vrrp import Group, Peer, Script
from tests.prove.roles.playing import Play
from tests.prove.roles.vrrp.groups import pair, peers

SKEW, DOWN = 0.609375, 3.609375


def normal(machine: Machine) -> Play:
    """Start where the best peer is the master."""
    state = next(
        dict(each) for each in starting(machine) if any(each[name] for name in each if name.startswith("holds"))
    )
    return Play(machine, state)


def cold(machine: Machine) -> Play:
    state = next(dict(each) for each in starting(machine) if not each["claimed(vip)"])
    return Play(machine, state)


def status(play: Play) -> tuple[str, ...]:
    names = [name for name in play.machine.variables if name.startswith("vrrp(")]
    return tuple(play.machine.variables[name].kind.names[play.state[name]] for name in names)


def test_it_starts_in_normal_operation_or_cold():
    states = [status(Play(pair(), dict(each))) for each in starting(pair())]
    assert set(states) == {("master", "backup"), ("backup", "backup")}


def test_the_master_advertises_every_second_and_the_backup_waits_anew():
    play = normal(pair())
    assert not play.lets_pass(1.01)
    assert not play.possible("advertise(hap1)", 0.9)
    play.do("advertise(hap1)", 1).do("hear(hap2,hap1)", 0.01)
    assert play.state["silence(hap2)"] == 0
    assert play.state["sent(hap1)"] == 10_000_000


def test_a_backup_takes_over_after_the_master_down_interval():
    play = normal(pair()).do("crash(hap1)")
    assert not play.possible("promote(hap2)", DOWN - 0.001)
    assert not play.lets_pass(DOWN + 0.001)
    play.do("promote(hap2)", DOWN)
    assert play.told == [("acquired", ("hap2", "vip")), ("taken", ("vip",))]
    assert status(play) == ("stopped", "master")
    assert (play.state["holds(hap1)"], play.state["holds(hap2)"]) == (0, 1)


def test_after_priority_0_it_waits_for_the_skew_time_only():
    play = normal(pair()).do("stop_keepalived(hap1)").do("hear_resigned(hap2,hap1)")
    assert not play.lets_pass(SKEW + 0.001)
    play.do("promote(hap2)", SKEW)


def test_a_host_that_comes_back_stays_backup_with_nopreempt_and_takes_the_address_without():
    for preempt in (False, True):
        play = normal(pair(Group(preempt=preempt))).do("crash(hap1)").do("promote(hap2)", DOWN).do("boot(hap1)")
        for _ in range(3):
            play.do("advertise(hap2)", 1).do("hear(hap1,hap2)")
        assert play.possible("promote(hap1)", 0.60546875) is preempt
        assert play.state["standby(hap1)"]


def test_of_two_masters_the_lower_one_yields_and_the_higher_one_answers():
    play = cold(pair(of=(Peer("hap1", 101), Peer("hap2", 100))))
    play.state["silence(hap1)"] = play.state["silence(hap2)"] = 0
    play.do("promote(hap1)", 3.60546875).do("promote(hap2)", 0.00390625)
    assert status(play) == ("master", "master")
    assert not play.possible("yield(hap1,hap2)")
    play.do("answer(hap1,hap2)").do("yield(hap2,hap1)")
    assert status(play) == ("master", "backup")
    assert play.state["holds(hap2)"] == 0


@pytest.mark.parametrize(("addresses", "winner"), [(("10.0.0.9", "10.0.0.10"), "b"), (("10.0.0.10", "10.0.0.9"), "a")])
def test_of_equal_priorities_the_greater_address_wins(addresses, winner):
    two = (Peer("a", 100, addresses[0]), Peer("b", 100, addresses[1]))
    yields = {each.name for each in pair(of=two).actions if each.name.startswith("yield")}
    assert yields == {"yield(a,b)" if winner == "b" else "yield(b,a)"}


def test_a_killed_keepalived_leaves_the_address_and_a_new_one_removes_it():
    play = normal(pair()).do("kill_keepalived(hap1)")
    assert play.state["holds(hap1)"] == 1
    play.do("promote(hap2)", DOWN)
    assert play.state["holds(hap1)"] == play.state["holds(hap2)"] == 1
    play.do("start_keepalived(hap1)")
    assert play.state["holds(hap1)"] == 0


def test_a_hung_master_holds_on_and_goes_on_as_master():
    play = normal(pair()).do("hang_keepalived(hap1)").do("promote(hap2)", DOWN).do("resume_keepalived(hap1)")
    assert status(play) == ("master", "master")
    assert not play.lets_pass(0.001)
    play.do("advertise(hap1)")


def test_a_host_that_is_cut_off_neither_hears_nor_is_heard():
    play = normal(pair()).do("unplug(hap1)").do("advertise(hap1)", 1)
    assert not play.possible("hear(hap2,hap1)")
    play.do("link_down(hap1)")
    assert status(play) == ("fault", "backup")
    play.do("replug(hap1)")
    assert status(play) == ("backup", "backup")


def test_a_partition_leaves_two_masters_until_it_heals():
    play = normal(pair()).do("cut(hap1,hap2)")
    for _ in range(3):
        play.do("advertise(hap1)", 1)
    play.do("promote(hap2)", DOWN - 3)
    assert status(play) == ("master", "master")
    play.do("heal(hap1,hap2)").do("advertise(hap1)", 4 - DOWN).do("yield(hap2,hap1)")
    assert status(play) == ("master", "backup")


def test_a_failing_script_of_weight_0_releases_the_address_at_once():
    play = normal(pair(Group(track="fault"))).do("stop(hap1)", 0.5).do("script_passes(hap2)", 0.5)
    play.do("script_starts(hap1)").do("advertise(hap1)").do("hear(hap2,hap1)").do("script_down(hap1)")
    assert status(play) == ("fault", "backup")
    assert play.state["holds(hap1)"] == 0
    play.do("hear_resigned(hap2,hap1)").do("promote(hap2)", SKEW)


def test_a_script_that_weighs_too_little_moves_nothing_and_nopreempt_moves_nothing_either():
    def heard(preempt, weight):
        play = normal(pair(Group(track="weight", preempt=preempt, script=Script(weight=weight))))
        play.do("stop(hap1)", 0.5).do("script_passes(hap2)", 0.5).do("script_starts(hap1)").do("script_down(hap1)")
        play.do("advertise(hap1)").do("hear(hap2,hap1)")
        return play.state["silence(hap2)"]

    assert heard(preempt=True, weight=-20) == 1_000_000_000
    assert heard(preempt=True, weight=-1) == 0
    assert heard(preempt=False, weight=-20) == 0


def test_any_number_of_peers_makes_a_group():
    for count in (1, 2, 3, 5):
        machine = pair(of=peers(count))
        assert sum(name.startswith("vrrp(") for name in machine.variables) == count
        assert machine.sorts["host"] == tuple(each.name for each in peers(count))
