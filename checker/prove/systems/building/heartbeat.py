"""Heartbeat services that watch replicas."""

from __future__ import annotations

from checker.model.contract import Contract
from checker.prove.roles.heartbeat import ASSUMPTIONS, Beats, Service, heartbeats, measures
from checker.prove.systems.role import LackingError, Part, Role
from checker.prove.systems.stated import number, word

_NEEDED = ("heartbeat.interval", "heartbeat.fall", "heartbeat.rise")


def _part(contract: Contract) -> Part | None:
    drawn = [each for each in contract.lifelines.values() if each.role == "heartbeat"]
    replicas = tuple(contract.servers)
    if not drawn or not replicas:
        return None
    if lacking := [name for name in _NEEDED if name not in contract.parameters]:
        raise LackingError(f"the contract does not state {', '.join(lacking)}")
    interval = contract.duration("heartbeat.interval")
    beats = Beats(
        interval=interval,
        timeout=number(contract, "heartbeat.timeout", interval),
        fall=contract.count("heartbeat.fall"),
        rise=contract.count("heartbeat.rise"),
        answer=number(contract, "heartbeat.answer", 0),
        fixed_rate=word(contract, "heartbeat.schedule", "fixed-delay") == "fixed-rate",
    )
    services = tuple(Service(each.id, each.server) for each in drawn)
    return Part(heartbeats(services, replicas, beats), measures(services, replicas, beats), ASSUMPTIONS)


ROLE = Role("heartbeat", _part)
