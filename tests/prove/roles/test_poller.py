"""The monitor: one alert for each change, the state written after it, and how long an alert takes."""

import pytest

from checker.base.time import NS_PER_S, Interval
from checker.prove.machines.exploring import dead_actions, reachable, timelocks
from checker.prove.machines.machine import assuming
from checker.prove.roles.poller import ASSUMPTIONS, Polling, measures, poller
from tests.prove.roles.playing import Play
from tests.prove.roles.small import broken, broken_somewhere, lasts

S = NS_PER_S
ALL = tuple(ASSUMPTIONS)
SMALL = Polling(("a",), interval=4 * S, page=S, alert=S, within=S)
NUMBERS = {"monitor.interval": 4 * S, "monitor.tolerance": 0, "alert.within": S}
CAP = 12 * S


def without(*names: str) -> tuple[str, ...]:
    return tuple(name for name in ALL if name not in names)


def polled(play: Play, after: float = 10) -> Play:
    return play.do("poll(monitor)", after).do("answer(monitor)")


def test_a_change_is_posted_and_then_written():
    play = polled(Play(poller(Polling(("pgb1", "pgb2")))).do("changes(pgb2)"))
    assert play.holds("changed", "monitor", "pgb2")
    assert play.holds("unannounced", "monitor", "pgb2")
    assert not play.possible("post(monitor,pgb1)")
    play.do("post(monitor,pgb2)").do("accept(monitor,pgb2)", 0.5)
    assert not play.holds("unannounced", "monitor", "pgb2")
    assert play.state["file(pgb2)"] == 0
    play.do("save(monitor,pgb2)").do("done(monitor)")
    assert play.state["file(pgb2)"] == 1
    assert not play.possible("poll(monitor)", 9)
    assert play.possible("poll(monitor)", 9.5)


def test_alerts_are_sent_in_order():
    play = polled(Play(poller(Polling(("pgb1", "pgb2")))).do("changes(pgb2)").do("changes(pgb1)"))
    assert not play.possible("post(monitor,pgb2)")
    play.do("post(monitor,pgb1)").do("accept(monitor,pgb1)").do("save(monitor,pgb1)").do("post(monitor,pgb2)")


@pytest.mark.parametrize("saves", [True, False])
def test_after_a_refusal_the_change_is_forgotten_or_tried_again(saves: bool):
    play = polled(Play(poller(Polling(("pgb1",), save_on_failure=saves))).do("changes(pgb1)"))
    play.do("post(monitor,pgb1)").do("refuse(monitor,pgb1)")
    if saves:
        play.do("save(monitor,pgb1)")
    polled(play.do("done(monitor)"))
    assert play.possible("post(monitor,pgb1)") is not saves
    assert play.holds("unannounced", "monitor", "pgb1")


def test_killed_before_the_state_was_written_it_alerts_again():
    play = polled(Play(poller(Polling(("pgb1",)))).do("changes(pgb1)"))
    play.do("post(monitor,pgb1)").do("accept(monitor,pgb1)").do("kill(monitor)").do("start(monitor)")
    polled(play, 0).do("post(monitor,pgb1)").do("accept(monitor,pgb1)")
    assert play.holds("announced_twice", "monitor", "pgb1")


def test_what_is_lost_in_one_poll_is_seen_in_the_next():
    play = Play(poller(SMALL)).do("changes(a)").do("poll(monitor)", 4).do("no_answer(monitor)", 1)
    assert not play.holds("changed", "monitor", "a")
    assert polled(play, 3).holds("changed", "monitor", "a")


def test_work_that_takes_longer_than_the_interval_is_followed_by_a_poll_at_once():
    play = polled(Play(poller(Polling(("a",), interval=2 * S, page=S, alert=5 * S))).do("changes(a)"), 2)
    play.do("post(monitor,a)").do("accept(monitor,a)", 4).do("save(monitor,a)").do("done(monitor)")
    assert play.possible("poll(monitor)")


def test_every_action_can_happen_and_time_never_stops():
    explored = reachable(assuming(poller(SMALL), ()))
    assert not timelocks(explored)
    assert not dead_actions(explored)


def test_an_alert_takes_as_long_as_the_formula_says():
    two = Polling(("a", "b"), interval=5 * S, page=S, alert=S, within=2 * S)
    for polling in (SMALL, two):
        (measure,) = measures(polling)
        assert measure.expected == Interval(*lasts(poller(polling), measure, CAP))
    assert measures(Polling(("a",), interval=2 * S))[0].expected is None


def test_one_alert_for_each_change():
    assert not broken(poller(SMALL), "alert-per-state-change", NUMBERS, ALL)


@pytest.mark.parametrize(
    ("dropped", "by"),
    [
        (("webhook-accepts",), "refuse(monitor,a)"),
        (("webhook-answers",), "time_out(monitor,a)"),
        (("monitor-runs", "not-killed-while-alerting"), "kill(monitor)"),
    ],
)
def test_which_assumptions_that_needs(dropped: tuple[str, ...], by: str):
    assert by in broken(poller(SMALL), "alert-per-state-change", NUMBERS, without(*dropped))


def test_a_slow_webhook_delays_what_waits_behind_it():
    polling = Polling(("a",), interval=6 * S, page=S, alert=3 * S, within=S)
    assert broken_somewhere(poller(polling), "alert-per-state-change", NUMBERS, without("webhook-prompt"))
    assert not broken_somewhere(poller(polling), "alert-per-state-change", NUMBERS, ALL)


def test_polls_are_on_schedule_as_long_as_the_work_fits():
    assert not broken_somewhere(poller(SMALL), "poll-on-schedule", NUMBERS, without("webhook-accepts", "stats-answer"))
    late = broken(poller(SMALL), "poll-on-schedule", NUMBERS, without("monitor-on-time"))
    assert late[-1] == "poll(monitor)"
    busy = Polling(("a",), interval=2 * S, page=S, alert=3 * S, within=3 * S)
    numbers = NUMBERS | {"monitor.interval": 2 * S, "alert.within": 3 * S}
    assert "post(monitor,a)" in broken(poller(busy), "poll-on-schedule", numbers, ALL)


@pytest.mark.parametrize("wrong", [{"subjects": ()}, {"subjects": ("a", "a")}, {"subjects": ("a",), "page": 0}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"longer|compares"):
        Polling(**wrong)


def test_shares_of_the_promised_time_are_round():
    assert Polling(("a", "b", "c")).share == 600_000_000
    assert Polling(("a", "b", "c"), within=100_000_000).share == 33_000_000
