"""The roles whose models are spoilt on purpose, each in a small instance with what is asked of it."""

from collections.abc import Sequence
from dataclasses import replace

from checker.base.time import NS_PER_S
from checker.prove.roles import heartbeat as heartbeat_
from checker.prove.roles import poller as poller_
from checker.prove.roles import vrrp as vrrp_
from checker.prove.roles.checks import Checks
from checker.prove.roles.client import client, interruption
from checker.prove.roles.heartbeat import Beats, Service, heartbeats
from checker.prove.roles.poller import Polling, poller
from checker.prove.roles.pool import measures as pool_measures
from checker.prove.roles.pool import pool
from checker.prove.roles.routing import Routing
from checker.prove.roles.vrrp import Group, Peer, Script
from tests.prove.instances import ASKS, pair, publishes
from tests.prove.killing import Subject
from tests.prove.roles.vrrp.test_properties import HOLDER_NEEDS as NEEDED

S = NS_PER_S
HOLDER_NEEDS = tuple(sorted(NEEDED))
CLIENT = "tests.prove.roles.test_client"
# What keepalived has to do with its script.
WEIGHED = ("script_down(*", "script_up(*", "promote(*: guard 1*", "hear(*: silence*", "yield(*: guard [34]*")
SCRIPT = ("script_*", "*: script*", "stop(*", "start(*")
WEIGHT = Group(advert=S, delay=0, track="weight", preempt=True, script=Script(S, S, 2, 2, -40))
STEPS = "tests.prove.roles.test_steps"
CHECKING, ROUTING = "tests.prove.roles.test_checking", "tests.prove.roles.test_routing"
BY_HAND = (CHECKING, f"{CHECKING}:[1, 1]", f"{CHECKING}:[2, 2]", f"{STEPS}:of a pool'", ROUTING)
CHECKS = Checks(interval=2 * S, fastinter=S, timeout=S, fall=2, rise=2, asks=True)
HEALTH = {"check.fall": 2, "check.rise": 2, "down.within": 3 * S, "route.tolerance": 0}


def _pool() -> Subject:
    machine = pool(("hap1",), ("pgb1",), CHECKS, Routing())
    properties = ("no-request-routed-to-down", "down-after-failures", "up-after-successes", "down-detected-in-time")
    under = ((), machine.assumptions, ("servers-refuse",))
    return Subject(
        "pool", machine, properties, HEALTH, pool_measures(("hap1",), ("pgb1",), CHECKS), under, by_hand=BY_HAND
    )


def _routing(name: str, routing: Routing) -> Subject:
    checks = Checks(interval=S, timeout=S, fall=1, rise=1)
    machine = pool(("hap1",), ("pgb1", "pgb2"), checks, routing)
    only = ("route(*", "try(*", "retry(*", "retry_fails(*", "redispatch(*", "redispatch_fails(*", "give_up(*")
    under, hand = ((), machine.assumptions), (ROUTING, f"{STEPS}:'routing")
    return Subject(name, machine, ("no-request-routed-to-down",), HEALTH, (), under, only, hand)


VIP = {
    "vip.handover": S * 3 // 8,
    "vip.takeover": S * 15 // 4,
    "client.interruption": S * 5,
    "route.tolerance": 0,
}
ADDRESS = ("single-vip-holder", "vip-always-held", "no-failback")
# Priorities of which the skews are whole multiples of an eighth of a second.
PEERS = (Peer("hap1", 128), Peer("hap2", 96))
VRRP = ("tests.prove.roles.vrrp.test_steps", "tests.prove.roles.vrrp.test_group")
OF_SCRIPTS = tuple(f"{module}:script" for module in VRRP)


def _vrrp() -> Subject:
    group = Group(advert=S, delay=S // 8)
    machine = pair(group)
    under = (tuple(sorted(set(machine.assumptions) - {"haproxy-lives"})), HOLDER_NEEDS)
    return Subject("vrrp", machine, ADDRESS, VIP, vrrp_.measures(PEERS, group, under[0])[:1], under, by_hand=VRRP)


def _script(name: str, group: Group, only: Sequence[str] = SCRIPT) -> Subject:
    machine = pair(group)
    under = tuple(machine.assumptions)
    return Subject(name, machine, ADDRESS, VIP, (), (under, HOLDER_NEEDS), only, OF_SCRIPTS)


def _client() -> Subject:
    group = Group(advert=S, delay=0)
    machine = pair(group, client(ASKS))
    under = tuple(machine.assumptions)
    found = (interruption(ASKS, PEERS, group, under),)
    only = ("ask_fails(*", "retry_fails(*", "retry(*", "stop(*", "boot(*: missed*")
    return Subject("client", machine, ("client-interruption-bounded",), VIP, found, (under,), only, (CLIENT,))


def _heartbeats(name: str, services: Sequence[Service], replicas: Sequence[str], beats: Beats, *cases: str) -> Subject:
    machine = heartbeats(services, replicas, beats)
    numbers = {
        "heartbeat.interval": beats.interval,
        "heartbeat.tolerance": 0,
        "down.within": beats.failed(beats.fall, beats.timeout)[1],
        "agree.within": beats.interval,
    }
    properties = ("down-after-failures", "up-after-successes", "down-detected-in-time", "heartbeat-on-schedule")
    if len(services) > 1:
        properties = ("services-agree", "down-after-failures")
    found = heartbeat_.measures(services, replicas, beats)
    hand = tuple(f"{STEPS}:'{case}'" for case in cases)
    return Subject(name, machine, properties, numbers, found, ((), machine.assumptions), by_hand=hand)


def _heartbeat() -> Subject:
    cases = ("servers", "heartbeat", "failures of a pair", "index")
    return _heartbeats("heartbeat", (Service("HS1"),), ("primary",), Beats(2 * S, S, 2, 2), *cases)


def _rate() -> Subject:
    subject = _heartbeats(
        "fixed rate", (Service("HS1"),), ("primary",), Beats(2 * S, 3 * S, 1, 1, S, True), "fixed rate"
    )
    return replace(subject, only=("begin(*", "ask(*", "deadline *", "*: cursor(*", "*: timer(*", "*: round(*"))


def _homes() -> Subject:
    services = (Service("HS1", "primary"), Service("HS2", "secondary"))
    cases = ("heartbeat pair", "failures of a pair")
    subject = _heartbeats("heartbeat pair", services, ("primary", "secondary"), Beats(2 * S, S, 1, 1), *cases)
    return replace(subject, only=("crash(*", "hang(*", "start(*", "resume(*"))


def _three() -> Subject:
    cases, beats = ("index",), Beats(2 * S, S, 1, 1)
    subject = _heartbeats("three replicas", (Service("HS1"),), ("a", "b", "c"), beats, *cases)
    return replace(subject, properties=("down-after-failures",), measures=(), only=("*: index(*",))


def _poller() -> Subject:
    polling = Polling(("a",), interval=4 * S, page=S, alert=2 * S, within=S)
    machine = poller(polling)
    numbers = {"monitor.interval": 4 * S, "monitor.tolerance": 0, "alert.within": S}
    properties = ("alert-per-state-change", "poll-on-schedule")
    under, hand = (machine.assumptions, ()), (f"{STEPS}:monitor", "tests.prove.roles.test_poller")
    return Subject("poller", machine, properties, numbers, poller_.measures(polling), under, by_hand=hand)


def _publishing() -> Subject:
    machine = publishes()
    properties = ("publish-authorised", "redirect-carries-username", "no-request-routed-to-down")
    under, hand = ((), machine.assumptions), (f"{STEPS}:publish", "tests.prove.roles.test_publishing")
    return Subject("publishing", machine, properties, {"route.tolerance": 0}, (), under, ("*(NGINX*",), hand)


SUBJECTS = {
    "pool": _pool,
    "routing": lambda: _routing("routing", Routing(sticky=True, retries=1)),
    "vrrp": _vrrp,
    "script": lambda: _script("script", Group(advert=S, delay=0, track="fault", script=Script(S, S, 2, 2))),
    "weight": lambda: _script("weight", WEIGHT, WEIGHED),
    "client": _client,
    "heartbeat": _heartbeat,
    "fixed rate": _rate,
    "heartbeat pair": _homes,
    "three replicas": _three,
    "poller": _poller,
    "publishing": _publishing,
    "persistent routing": lambda: _routing("persistent routing", Routing(sticky=True, persist=True, retries=1)),
}
