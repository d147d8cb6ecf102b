"""Machines that run, crash, and may be cut off from the network."""

from __future__ import annotations

from checker.model.contract import Contract
from checker.prove.machines.machine import compose
from checker.prove.roles.host import host
from checker.prove.systems.role import Part, Role


def _part(contract: Contract) -> Part | None:
    return Part(compose(*(host(name) for name in contract.hosts))) if contract.hosts else None


ROLE = Role("hosts", _part)
