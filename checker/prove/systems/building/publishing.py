"""A media server that asks replicas whether a stream may be published."""

from __future__ import annotations

from checker.model.contract import Contract
from checker.prove.roles.heartbeat import Beats, Service
from checker.prove.roles.heartbeat.watching import Watch
from checker.prove.roles.publishing import ASSUMPTIONS, Publishing, publishing
from checker.prove.roles.router import Target, counted
from checker.prove.systems.role import LackingError, Part, Role
from checker.prove.systems.stated import number, word


def _part(contract: Contract) -> Part | None:
    routers = [each for each in contract.lifelines.values() if each.role == "media-server"]
    services = [Service(each.id, each.server) for each in contract.lifelines.values() if each.role == "heartbeat"]
    replicas = tuple(contract.servers)
    if not routers or not services or not replicas:
        return None
    beats = Beats()  # of a view only the name is read here
    views = {
        each.name: {replica: Watch(each, replica, replicas, beats).down for replica in replicas} for each in services
    }
    try:
        target = Target(routers[0].id, replicas, counted(views, word(contract, "view", "any")))
    except ValueError as error:
        raise LackingError(str(error)) from error
    default = Publishing(target)
    it = Publishing(
        target,
        timeout=number(contract, "publish.timeout", default.timeout),
        retry=number(contract, "client.retry", default.retry),
    )
    return Part(publishing(it), assumptions=ASSUMPTIONS)


ROLE = Role("publishing", _part)
