"""Machines that run, crash, and may be cut off from the network."""

from __future__ import annotations

from checker.model.contract import Contract
from checker.prove.machine import compose
from checker.prove.role import Part, Role
from checker.prove.roles.host import host


def _part(contract: Contract) -> Part | None:
    return Part(compose(*(host(name) for name in contract.hosts))) if contract.hosts else None


ROLE = Role("hosts", _part)
