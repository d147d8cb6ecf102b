"""Heartbeat services: each asks every replica for its health, counts, and has it UP or DOWN by its own view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

from checker.prove.machines.machine import Machine, compose
from checker.prove.roles.heartbeat import replicas as replicas_
from checker.prove.roles.heartbeat import service as service_
from checker.prove.roles.heartbeat.lemmas import hints_of_pair
from checker.prove.roles.heartbeat.measures import measures
from checker.prove.roles.heartbeat.replicas import replicas
from checker.prove.roles.heartbeat.service import service
from checker.prove.roles.heartbeat.settings import Beats, Service
from checker.prove.roles.heartbeat.watching import Watch

__all__ = ["ASSUMPTIONS", "Beats", "Service", "heartbeats", "measures"]

ASSUMPTIONS: Mapping[str, str] = {**replicas_.ASSUMPTIONS, **service_.ASSUMPTIONS}


def heartbeats(services: Sequence[Service], names: Sequence[str], beats: Beats) -> Machine:
    """Return services that check all replicas of these names, each for itself.

    Raises ValueError where there are no services or no replicas, one is named twice, or lives in none of the replicas.
    """
    every_name = (*(each.name for each in services), *names)
    if not services or not names or len(set(every_name)) < len(every_name):
        raise ValueError("heartbeats need services and replicas, each with a name of its own")
    if strays := [each.name for each in services if each.home and each.home not in names]:
        raise ValueError(f"{strays[0]} lives in a replica that nobody watches")
    hints = (
        hint
        for one, other in permutations(services, 2)
        for name in names
        for hint in hints_of_pair(Watch(one, name, names, beats), Watch(other, name, names, beats))
    )
    return compose(
        replicas(names, beats), *(service(each, names, beats) for each in services), Machine(hints=tuple(hints))
    )
