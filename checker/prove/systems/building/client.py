"""Clients that ask the load balancer which holds a virtual address."""

from __future__ import annotations

from checker.base.time import NS_PER_S
from checker.model.contract import Contract, Vip
from checker.prove.machines.machine import Machine, compose
from checker.prove.roles.client import ASSUMPTIONS, Client, client, hints_of_interruption, interruption
from checker.prove.roles.vrrp import ASSUMPTIONS as OF_VRRP
from checker.prove.systems.building.vrrp import group_of, peers_of
from checker.prove.systems.role import Part, Role
from checker.prove.systems.stated import number, observers


def _part(contract: Contract) -> Part | None:
    """One client of each address whose holders are load balancers; it is called `client`, or after its address too."""
    drawn = any(each.role == "client" for each in contract.lifelines.values())
    served = [vip for vip in contract.vips.values() if set(vip.hosts) <= set(observers(contract))]
    if not (drawn and served and "vrrp.advert" in contract.parameters):
        return None
    several = len(contract.vips) > 1
    asks = [(_client(contract, vip, several), peers_of(contract, vip), group_of(contract, vip)) for vip in served]
    paired = [each for each in asks if len(each[1]) > 1]
    machine = compose(
        *(client(given) for given, *_ in asks),
        Machine(hints=tuple(hint for each in paired for hint in hints_of_interruption(*each))),
    )
    # Two addresses would have two numbers of one name.
    found = () if several else tuple(interruption(*each, tuple(OF_VRRP)) for each in paired)
    return Part(machine, found, ASSUMPTIONS)


def _client(contract: Contract, vip: Vip, several: bool) -> Client:
    return Client(
        hosts=vip.hosts,
        name=f"client@{vip.name}" if several else "client",
        vip=vip.name,
        retry=number(contract, "client.retry", NS_PER_S),
        scope=vip.name if several else "",
    )


ROLE = Role("client", _part)
