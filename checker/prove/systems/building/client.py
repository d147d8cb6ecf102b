"""Clients that ask the load balancer which holds a virtual address."""

from __future__ import annotations

from checker.base.time import NS_PER_S
from checker.model.contract import Contract
from checker.prove.machines.machine import compose
from checker.prove.roles.client import ASSUMPTIONS, Client, client
from checker.prove.systems.role import Part, Role
from checker.prove.systems.stated import number, observers


def _part(contract: Contract) -> Part | None:
    """One client of each address whose holders are load balancers; it is called `client`, or after its address too."""
    drawn = any(each.role == "client" for each in contract.lifelines.values())
    served = [vip for vip in contract.vips.values() if set(vip.hosts) <= set(observers(contract))]
    if not (drawn and served and "vrrp.advert" in contract.parameters):
        return None
    several = len(contract.vips) > 1
    retry = number(contract, "client.retry", NS_PER_S)
    found = (
        Client(
            hosts=vip.hosts,
            name=f"client@{vip.name}" if several else "client",
            vip=vip.name,
            retry=retry,
            scope=vip.name if several else "",
        )
        for vip in served
    )
    return Part(compose(*map(client, found)), (), ASSUMPTIONS)


ROLE = Role("client", _part)
