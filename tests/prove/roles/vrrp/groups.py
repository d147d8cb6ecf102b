"""VRRP groups put together with their hosts, and what the engines say of them."""

from collections.abc import Iterable

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.properties.property import Property
from checker.prove.machines.machine import Machine, assuming, compose
from checker.prove.questions.observing import watch
from checker.prove.questions.question import Answer, Effort
from checker.prove.questions.slicing import slice_of
from checker.prove.roles.balancer import balancer
from checker.prove.roles.host import host
from checker.prove.roles.vrrp import Group, Peer, vrrp_group
from checker.prove.smt.deciding import decide

NUMBERS = {"vip.handover": 100 * NS_PER_MS, "vip.takeover": 3 * NS_PER_S, "client.interruption": 3 * NS_PER_S}
SHALLOW = Effort(depth=14)


def peers(count: int = 2) -> tuple[Peer, ...]:
    return tuple(Peer(f"hap{number + 1}", 101 - number) for number in range(count))


def pair(group: Group | None = None, of: tuple[Peer, ...] = peers()) -> Machine:
    parts = [host(each.name) for each in of]
    if group is not None and group.track != "none":
        parts += [balancer(each.name) for each in of]
    return compose(*parts, vrrp_group(of, group or Group()))


def answer(machine: Machine, prop: Property, under: Iterable[str], **numbers: int) -> Answer:
    given = {**NUMBERS, **{name.replace("_", "."): value for name, value in numbers.items()}}
    watched = watch(machine, prop, given)[0]
    part = slice_of(assuming(watched.machine, under), watched.violated)
    return decide(part, watched.violated, SHALLOW)
