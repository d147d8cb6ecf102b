"""A publish: the callback to one fixed replica, its answers, the operator, and who writes segments."""

import pytest

from checker.base.time import NS_PER_S
from checker.prove.machines.exploring import dead_actions, reachable, timelocks
from checker.prove.machines.machine import Machine, assuming, compose
from checker.prove.machines.terms import FALSE, Ref
from checker.prove.roles.heartbeat import ASSUMPTIONS as OF_HEARTBEATS
from checker.prove.roles.heartbeat import Beats, Service, heartbeats
from checker.prove.roles.heartbeat.watching import Watch
from checker.prove.roles.publishing import ASSUMPTIONS, Publishing, publishing
from checker.prove.roles.router import ALL_VIEWS, Target, counted
from checker.prove.roles.server import server
from tests.prove.roles.playing import Play
from tests.prove.roles.small import broken

S = NS_PER_S
BOTH = ("primary", "secondary")
BLIND = {"HS1": dict.fromkeys(BOTH, FALSE)}
BEATS = Beats(interval=2 * S, timeout=S, fall=1, rise=1)
NUMBERS = {"route.tolerance": 0}
ALL = (*ASSUMPTIONS, *OF_HEARTBEATS)


def alone() -> Machine:
    it = Publishing(Target("NGINX", BOTH, BLIND), timeout=2 * S, retry=S)
    return compose(*(server(each) for each in BOTH), publishing(it))


def watched(which: str = "any") -> Machine:
    services = (Service("HS1"), Service("HS2"))
    views = {each.name: {r: Watch(each, r, BOTH, BEATS).down for r in BOTH} for each in services[:1]}
    target = Target("NGINX", BOTH, counted(views, which))
    return compose(heartbeats(services[:1], BOTH, BEATS), publishing(Publishing(target, timeout=2 * S, retry=S)))


def test_a_publish_is_asked_authorised_and_written():
    play = Play(alone()).do("publish(NGINX,primary)")
    assert play.told == [("assigned", ("HS1", "primary"))]
    assert not play.possible("segment(NGINX)")
    play.do("look_up(NGINX,primary)").do("authorise(NGINX,primary)").do("segment(NGINX)")
    assert not play.possible("publish(NGINX,primary)")


def test_a_dead_replica_refuses_and_the_client_connects_again():
    play = Play(alone()).do("crash(primary)").do("publish(NGINX,primary)").do("callback_fails(NGINX,primary)")
    assert play.told == [("publish_refused", ("NGINX", "stream"))]
    assert not play.possible("publish(NGINX,primary)", 0.5)
    assert not play.possible("publish(NGINX,secondary)", 1)
    play.do("switch(NGINX,secondary)").do("publish(NGINX,secondary)", 1).do("look_up(NGINX,secondary)")
    play.do("authorise(NGINX,secondary)")


def test_a_silent_replica_refuses_after_the_timeout():
    play = Play(alone()).do("drop(primary)").do("publish(NGINX,primary)")
    assert not play.possible("callback_fails(NGINX,primary)", 1)
    assert not play.lets_pass(3)
    play.do("callback_fails(NGINX,primary)", 2)


def test_a_callback_under_way_stays_with_the_replica_that_was_asked():
    play = Play(alone()).do("publish(NGINX,primary)").do("switch(NGINX,secondary)")
    assert not play.possible("look_up(NGINX,secondary)")
    assert play.possible("look_up(NGINX,primary)")


def test_every_action_can_happen_and_time_never_stops():
    explored = reachable(assuming(alone(), ()))
    assert not timelocks(explored)
    assert not dead_actions(explored)


@pytest.mark.parametrize(
    ("name", "dropped", "by"),
    [
        ("publish-authorised", "hls-closed", "bypass(NGINX)"),
        ("redirect-carries-username", "key-names-one-user", "confuse(NGINX,primary)"),
        ("redirect-carries-username", "answer-is-a-redirect", "keep_key(NGINX,primary)"),
    ],
)
def test_what_each_property_of_a_publish_needs(name: str, dropped: str, by: str):
    assert not broken(alone(), name, NUMBERS, ALL)
    assert by in broken(alone(), name, NUMBERS, tuple(each for each in ALL if each != dropped))


@pytest.mark.parametrize("which", ["any", "all", "HS1"])
def test_requests_go_to_a_replica_that_is_down_until_the_operator_switches(which: str):
    """No assumption helps: nothing that a service finds out reaches the media server."""
    run = broken(watched(which), "no-request-routed-to-down", NUMBERS, ALL)
    assert run[-1].startswith("publish(NGINX")
    assert any(each.startswith("mark_down(HS1") for each in run)
    assert not any(each.startswith("switch") for each in run)


def test_whose_views_count():
    views = {"HS1": {"a": Ref("one")}, "HS2": {"a": Ref("two")}}
    assert counted(views, "any") == views
    assert counted(views, "HS2") == {"HS2": {"a": Ref("two")}}
    assert counted(views, "all") == {ALL_VIEWS: {"a": Ref("one") & Ref("two")}}
    with pytest.raises(ValueError, match="HS3"):
        counted(views, "HS3")


def test_times_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="longer"):
        Publishing(Target("NGINX", BOTH, BLIND), timeout=0)
