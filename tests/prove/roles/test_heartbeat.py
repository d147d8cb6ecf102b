"""Heartbeat services: thresholds, schedules, lives; their times equal the closed formulas."""

import pytest

from checker.base.time import NS_PER_S, Interval
from checker.prove.machines.exploring import dead_actions, reachable, timelocks
from checker.prove.machines.machine import assuming
from checker.prove.roles.heartbeat import ASSUMPTIONS, Beats, Service, heartbeats, measures
from tests.prove.roles.playing import Play
from tests.prove.roles.small import broken, broken_somewhere, lasts

S = NS_PER_S
ALL = tuple(ASSUMPTIONS)
STATED = Beats()
SMALL = Beats(interval=2 * S, timeout=S, fall=2, rise=2)
SMALLEST = Beats(interval=2 * S, timeout=S, fall=1, rise=1)
NUMBERS = {"heartbeat.interval": 2 * S, "heartbeat.tolerance": 0, "down.within": 6 * S, "agree.within": 2 * S}
ONE, TWO = (Service("HS1"),), (Service("HS1"), Service("HS2"))
CAP = 20 * S


def without(*names: str) -> tuple[str, ...]:
    return tuple(name for name in ALL if name not in names)


def played(*services: Service, beats: Beats = STATED) -> Play:
    return Play(heartbeats(services or ONE, ("primary", "secondary"), beats))


def rounds(play: Play, who: str, *results: str, after: float) -> Play:
    play.do(f"begin({who})", after)
    for result, replica in zip(results, ("primary", "secondary"), strict=True):
        play.do(f"{result}({who},{replica})")
    return play


def test_three_failures_mark_down_and_two_successes_mark_up():
    play = played().do("crash(primary)")
    rounds(play, "HS1", "fail", "pass", after=10)
    rounds(play, "HS1", "fail", "pass", after=10)
    assert play.holds("fall_reached", "HS1", "primary")
    rounds(play, "HS1", "mark_down", "pass", after=10)
    assert play.holds("down", "HS1", "primary")
    assert not play.holds("down", "HS1", "secondary")
    play.do("restart(primary)")
    rounds(play, "HS1", "pass", "pass", after=10)
    rounds(play, "HS1", "mark_up", "pass", after=10)
    assert not play.holds("down", "HS1", "primary")


def test_one_success_in_between_starts_the_count_anew():
    play = played().do("crash(primary)")
    rounds(play, "HS1", "fail", "pass", after=10)
    rounds(play, "HS1", "fail", "pass", after=10)
    play.do("restart(primary)")
    rounds(play, "HS1", "pass", "pass", after=10)
    play.do("crash(primary)")
    rounds(play, "HS1", "fail", "pass", after=10)
    assert not play.holds("down", "HS1", "primary")


def test_the_index_goes_to_the_next_replica_and_does_not_come_back():
    play = played(beats=SMALLEST).do("crash(primary)")
    rounds(play, "HS1", "mark_down", "pass", after=2)
    assert play.state["index(HS1)"] == 1
    play.do("restart(primary)")
    rounds(play, "HS1", "mark_up", "pass", after=2)
    assert play.state["index(HS1)"] == 1


def test_fixed_delay_waits_after_a_timeout_and_fixed_rate_does_not():
    for fixed_rate, pause in ((False, 10), (True, 5)):
        play = (
            played(beats=Beats(fixed_rate=fixed_rate)).do("drop(primary)").do("begin(HS1)", 10).do("ask(HS1,primary)")
        )
        assert not play.possible("fail(HS1,primary)", 4)
        play.do("fail(HS1,primary)", 5).do("pass(HS1,secondary)")
        assert not play.possible("begin(HS1)", pause - 1)
        assert play.possible("begin(HS1)", pause)


def test_by_fixed_rate_a_round_that_took_too_long_is_followed_at_once():
    play = played(beats=Beats(interval=4 * S, timeout=5 * S, fixed_rate=True)).do("drop(primary)").do("begin(HS1)", 4)
    play.do("ask(HS1,primary)").do("fail(HS1,primary)", 5).do("pass(HS1,secondary)")
    assert play.possible("begin(HS1)")


def test_a_service_dies_with_its_replica_and_begins_anew():
    play = played(Service("HS1", "primary"), Service("HS2", "secondary"), beats=SMALLEST).do("crash(secondary)")
    rounds(play, "HS1", "pass", "mark_down", after=2)
    assert not play.possible("begin(HS2)", 2)
    play.do("crash(primary)")
    assert not play.holds("watching", "HS1")
    assert not play.holds("down", "HS1", "secondary")
    play.do("restart(primary)").do("start(HS1)", 3)
    assert play.told == [("service_started", ("HS1",))]
    assert not play.holds("down", "HS1", "secondary")
    assert play.possible("begin(HS1)")


@pytest.mark.slow
def test_a_service_never_has_its_own_replica_down():
    machine = heartbeats((Service("HS1", "a"),), ("a", "b"), SMALLEST)
    explored = reachable(assuming(machine, without("servers-refuse")))
    assert not any(state["marked(HS1,a)"] for state in explored.states())
    assert any(state["marked(HS1,b)"] for state in explored.states())


@pytest.mark.slow
@pytest.mark.parametrize("fixed_rate", [False, True])
def test_every_action_can_happen_and_time_never_stops(fixed_rate: bool):
    machine = heartbeats(ONE, ("primary",), Beats(2 * S, S, 1, 1, fixed_rate=fixed_rate))
    explored = reachable(assuming(machine, ("no-flapping",)))
    assert not timelocks(explored)
    assert set(dead_actions(explored)) == set()


@pytest.mark.parametrize("fixed_rate", [False, True])
def test_times_equal_the_closed_formulas(fixed_rate: bool):
    beats = Beats(2 * S, S, 2, 2, fixed_rate=fixed_rate)
    machine = heartbeats(ONE, ("primary",), beats)
    found = {each.name: lasts(machine, each, CAP) for each in measures(ONE, ("primary",), beats)}
    silent = (3 * S, 5 * S) if fixed_rate else (4 * S, 6 * S)
    assert found == {
        "heartbeat_down_refused_s": (2 * S, 4 * S),
        "heartbeat_down_silent_s": silent,
        "heartbeat_up_s": (2 * S, 4 * S),
    }
    for measure in measures(ONE, ("primary",), beats):
        assert measure.expected == Interval(*found[measure.name])


def test_what_two_services_differ_is_an_interval_at_most():
    machine = heartbeats(TWO, ("primary",), SMALLEST)
    measure = measures(TWO, ("primary",), SMALLEST)[-1]
    assert (measure.name, lasts(machine, measure, CAP)) == ("services_differ_s", (0, 2 * S))
    assert measure.expected == Interval(0, 2 * S)


def test_the_formulas_of_the_stated_settings():
    found = {each.name: each.expected for each in measures(TWO, ("primary", "secondary"), Beats())}
    assert found["heartbeat_down_silent_s"] == Interval(35 * S, 45 * S)
    assert found["heartbeat_down_refused_s"] == Interval(20 * S, 30 * S)
    rate = {each.name: each.expected for each in measures(TWO, ("primary",), Beats(fixed_rate=True))}
    assert rate["heartbeat_down_silent_s"] == Interval(25 * S, 35 * S)
    assert measures(TWO, ("primary",), Beats(answer=S))[0].expected is None


@pytest.mark.parametrize("name", ["down-after-failures", "up-after-successes"])
def test_thresholds_hold_whatever_happens(name: str):
    machine = heartbeats(ONE, ("primary",), SMALL)
    assert not broken(machine, name, NUMBERS, ())


def test_down_in_time_needs_rounds_that_begin_on_time():
    machine = heartbeats(ONE, ("primary",), SMALL)
    assert not broken(machine, "down-detected-in-time", NUMBERS, ALL)
    assert broken(machine, "down-detected-in-time", NUMBERS, without("rounds-begin-on-time"))


@pytest.mark.slow
def test_down_in_time_is_broken_where_another_replica_is_silent_too():
    machine = heartbeats(ONE, ("a", "b"), SMALLEST)
    numbers = NUMBERS | {"down.within": 3 * S}
    silent = without("servers-refuse")
    assert not broken_somewhere(machine, "down-detected-in-time", numbers, silent)
    run = broken(machine, "down-detected-in-time", numbers, tuple(set(silent) - {"one-failure-at-a-time"}))
    assert {"drop(a)", "drop(b)"} <= set(run)


def test_the_schedule_needs_a_scheduler_and_fixed_delay():
    machine = heartbeats(ONE, ("primary",), SMALL)
    assert not broken_somewhere(machine, "heartbeat-on-schedule", NUMBERS, ALL)
    late = broken(machine, "heartbeat-on-schedule", NUMBERS, without("rounds-begin-on-time"))
    assert late[-1] == "begin(HS1)"
    rate = heartbeats(ONE, ("primary",), Beats(2 * S, S, 2, 2, fixed_rate=True))
    assert broken(rate, "heartbeat-on-schedule", NUMBERS, without("servers-refuse"))


def test_services_agree_unless_a_replica_comes_and_goes():
    machine = heartbeats(TWO, ("primary",), SMALLEST)
    assert not broken_somewhere(machine, "services-agree", NUMBERS, ALL)
    run = broken_somewhere(machine, "services-agree", NUMBERS, without("no-flapping"))
    assert {"crash(primary)", "restart(primary)"} <= set(run)


@pytest.mark.parametrize(
    ("services", "replicas"),
    [((), ("a",)), (ONE, ()), (ONE, ("HS1",)), (ONE * 2, ("a",)), ((Service("HS1", "c"),), ("a",))],
)
def test_what_is_no_system_is_refused(services, replicas):
    with pytest.raises(ValueError, match=r"need|lives|name"):
        heartbeats(services, replicas, SMALL)


@pytest.mark.parametrize("wrong", [{"fall": 0}, {"interval": 0}, {"answer": 6 * S}, {"timeout": -1}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"at least|longer"):
        Beats(**wrong)
