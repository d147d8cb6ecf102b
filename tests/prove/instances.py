"""A small instance of every role, for what all roles have in common. Times are short and round."""

from __future__ import annotations

from checker.base.time import NS_PER_S
from checker.prove.machines.machine import Machine, compose
from checker.prove.roles.balancer import balancer
from checker.prove.roles.checks import Checks
from checker.prove.roles.client import Client, client
from checker.prove.roles.heartbeat import heartbeats
from checker.prove.roles.heartbeat.settings import Beats, Service
from checker.prove.roles.heartbeat.watching import Watch
from checker.prove.roles.host import host
from checker.prove.roles.poller import Polling, poller
from checker.prove.roles.pool import pool
from checker.prove.roles.publishing import Publishing, publishing
from checker.prove.roles.router import Target, counted
from checker.prove.roles.routing import Routing
from checker.prove.roles.vrrp.group import vrrp_group
from checker.prove.roles.vrrp.parameters import Group, Peer, Script

S = NS_PER_S


def pair(group: Group, *others: Machine) -> Machine:
    """Two hosts of one priority step each, whose skews are whole multiples of an eighth of a second."""
    hosts = ("hap1", "hap2")
    peers = (Peer("hap1", 128), Peer("hap2", 96))
    return compose(*map(host, hosts), *map(balancer, hosts), vrrp_group(peers, group), *others)


# What of the hosts of a pair a client asks.
ASKS = Client(("hap1", "hap2"))


def publishes() -> Machine:
    """A media server that asks the one of two replicas which a heartbeat service has UP."""
    beats, services, replicas = Beats(3 * S, S, 1, 1), (Service("HS1"),), ("primary", "secondary")
    views = {each.name: {name: Watch(each, name, replicas, beats).down for name in replicas} for each in services}
    it = Publishing(Target("NGINX", replicas, counted(views, "any")), timeout=2 * S, retry=S)
    return compose(heartbeats(services, replicas, beats), publishing(it))


# By the role's module in checker/prove/systems/building, and what is special about the instance.
INSTANCES = {
    "hosts": host("hap1"),
    "pool": pool(("hap1",), ("pgb1",), Checks(interval=2 * S, fall=2, rise=2, timeout=S), Routing()),
    "pool that asks": pool(("hap1",), ("pgb1",), Checks(2 * S, S, 3 * S, S, fall=2, rise=1, asks=True), Routing()),
    "pool with stickiness": pool(
        ("hap1",), ("pgb1", "pgb2"), Checks(S, timeout=S, fall=1, rise=1), Routing(persist=True, sticky=True)
    ),
    "vrrp": pair(Group(advert=S, delay=0)),
    "vrrp with a delay": pair(Group(advert=S, delay=S // 4)),
    "vrrp 3 that preempts": pair(Group(version=3, advert=S, delay=0, preempt=True)),
    "vrrp with a script": pair(Group(advert=S, delay=0, track="fault", script=Script(S, S, 2, 2))),
    "vrrp with a weight": pair(Group(advert=S, delay=0, track="weight", script=Script(S, S, 2, 2, -40))),
    "client": pair(Group(advert=S, delay=0), client(ASKS)),
    "heartbeat": heartbeats((Service("HS1"),), ("primary",), Beats(3 * S, 2 * S, 2, 2)),
    "heartbeat pair": heartbeats(
        (Service("HS1", "primary"), Service("HS2", "secondary")), ("primary", "secondary"), Beats(3 * S, S, 2, 2)
    ),
    "heartbeat at a fixed rate": heartbeats((Service("HS1"),), ("primary",), Beats(2 * S, 3 * S, 2, 1, S, True)),
    "publishing": publishes(),
    "poller": poller(Polling(("pgb1",), interval=4 * S, page=S, alert=S, within=S)),
    "poller that repeats": poller(Polling(("pgb1",), interval=4 * S, page=S, alert=S, within=S, save_on_failure=False)),
}
