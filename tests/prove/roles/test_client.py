"""A client of a pair, played by hand: when it asks, what it remembers of a try in vain, when it is answered."""

from functools import cache

import pytest

from checker.base.time import NS_PER_S, Interval
from checker.prove.machines.interpreter import starting
from checker.prove.machines.machine import Machine
from checker.prove.roles.client import Client, client, interruption
from checker.prove.roles.vrrp import Group, Peer
from tests.prove.instances import ASKS, pair
from tests.prove.roles.playing import Play

S = NS_PER_S
GROUP = Group(advert=S, delay=0)
FAILED = "crash(hap1)@0.5 ask_fails(client)@0.5"
# hap2 waits for three adverts and its skew, 0.625 s.
TAKEN = f"{FAILED} retry_fails(client)@1 retry_fails(client)@1 promote(hap2)@0.625"
# hap2 is down, hap1 was and is back; it waits for three adverts and 0.5 s.
ALONE = f"crash(hap2) {FAILED} boot(hap1) {' '.join(['retry_fails(client)@1'] * 3)} promote(hap1)@0.5"
STOPPED = "stop(hap1)@0.5 ask_fails(client)@0.25"

POSSIBLE: list[tuple[str, float, str]] = [
    ("", 0.5, ""),
    ("crash(hap1)@0.5", 0, "ask_fails(client)"),
    ("advertise(hap1)@1 hear(hap2,hap1) crash(hap1)@0.5", 0, "ask_fails(client)"),
    (f"{ALONE}", 0.5, "retry(client)"),
    (FAILED, 0, ""),
    (FAILED, 0.999, ""),
    (FAILED, 1, "retry_fails(client)"),
    (f"{FAILED} retry_fails(client)@1", 0.5, ""),
    (TAKEN, 0.374, ""),
    (TAKEN, 0.375, "retry(client)"),
    (f"{TAKEN} retry(client)@0.375", 0.5, ""),
    ("crash(hap1)@0.5 promote(hap2)@3.125", 0, ""),
    (STOPPED, 0.25, ""),
    (f"{STOPPED} start(hap1)@0.25", 0.749, ""),
]

CHANGES: list[tuple[str, str, str]] = [
    ("crash(hap1)@0.5", "ask_fails(client)@0.5", "+waiting(client) tried(client)=0 +missed(client,hap1)"),
    ("stop(hap1)@0.5", "ask_fails(client)@0.5", "+waiting(client) tried(client)=0"),
    (FAILED, "retry_fails(client)@1", "tried(client)=0"),
    (
        "crash(hap2) crash(hap1)@0.5",
        "ask_fails(client)@0.5",
        "+waiting(client) tried(client)=0 +missed(client,hap1) +missed(client,hap2)",
    ),
    (f"{FAILED} crash(hap2)", "retry_fails(client)@1", "tried(client)=0 +missed(client,hap2)"),
    (ALONE, "retry(client)@0.5", "-waiting(client) -missed(client,hap2)"),
    (STOPPED, "crash(hap1)", "-up(hap1) balancer(hap1)=gone vrrp(hap1)=stopped -holds(hap1) +gave_up(hap1)"),
    (
        f"{STOPPED} advertise(hap1)@0.25 hear(hap2,hap1) crash(hap1)",
        "retry_fails(client)@0.75",
        "tried(client)=0 +missed(client,hap1)",
    ),
    (
        FAILED,
        "boot(hap1)@0.5",
        "+up(hap1) balancer(hap1)=works vrrp(hap1)=backup silence(hap1)=0 -missed(client,hap1)",
    ),
    (TAKEN, "retry(client)@0.375", "-waiting(client) -missed(client,hap1)"),
    (f"crash(hap2) {FAILED} boot(hap2)", "retry_fails(client)@1", "tried(client)=0"),
    (f"crash(hap2) {FAILED} boot(hap2)", "crash(hap2)", "-up(hap2) balancer(hap2)=gone vrrp(hap2)=stopped"),
]


@cache
def _pair(retry: int = S) -> Machine:
    return pair(GROUP, client(Client(ASKS.hosts, retry=retry)))


@cache
def _start() -> dict[str, int]:
    return next(dict(each) for each in starting(_pair()) if each["claimed(vip)"])


def played(script: str, under: tuple[str, ...] = ()) -> Play:
    return Play(_pair(), dict(_start()), under=under).follow(script)


def test_a_client_asks_when_nobody_answers_and_again_at_its_interval_until_somebody_does() -> None:
    for script, seconds, expected in POSSIBLE:
        assert played(script).can(seconds, "client") == set(expected.split()), f"{script} @{seconds}"


def test_a_try_changes_just_this() -> None:
    for script, word, expected in CHANGES:
        assert played(script).changes(word) == set(expected.split()), f"{script} | {word}"


def test_a_client_that_waits_tries_again_in_time() -> None:
    play = played(FAILED)
    assert play.lets_pass(1)
    assert not play.lets_pass(1 + 1e-6)


def test_who_is_answered_is_not_interrupted() -> None:
    assert not played("").holds("interrupted", "client")
    assert played("crash(hap1)@0.5").holds("interrupted", "client")
    assert played(TAKEN).holds("interrupted", "client"), "until it tries again"
    assert played(f"{TAKEN} retry(client)@0.375").told == [("answered", ("client",))]
    assert not played(f"{TAKEN} retry(client)@0.375").holds("interrupted", "client")
    assert not played("crash(hap1)@0.5 promote(hap2)@3.125").holds("interrupted", "client"), "it has not asked"


def test_haproxy_lives_where_that_is_assumed() -> None:
    assert played("").possible("stop(hap1)")
    assert not played("", ("haproxy-lives",)).possible("stop(hap1)")
    assert not played("crash(hap1)").possible("stop(hap1)"), "it is gone with its host"


def test_an_interruption_is_a_takeover_and_up_to_one_interval() -> None:
    peers = (Peer("hap1", 128), Peer("hap2", 96))
    assert interruption(ASKS, peers, GROUP, ()).expected == Interval(2_625_000_000, 4_625_000_000)
    with pytest.raises(ValueError, match="single"):
        interruption(ASKS, peers[:1], GROUP, ())


def test_a_client_needs_time_between_its_tries() -> None:
    with pytest.raises(ValueError, match="some time"):
        client(Client(("hap1",), retry=0))
