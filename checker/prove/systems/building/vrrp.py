"""Hosts that hold virtual addresses among them by VRRP."""

from __future__ import annotations

from typing import cast

from checker.base.time import NS_PER_MS
from checker.model.contract import Contract, Vip
from checker.prove.machines.machine import compose
from checker.prove.roles.vrrp import ASSUMPTIONS, Group, Peer, measures, vrrp_group
from checker.prove.roles.vrrp.parameters import Track
from checker.prove.systems.role import LackingError, Part, Role
from checker.prove.systems.stated import number, switch, word

_DELAY = 10 * NS_PER_MS


def _part(contract: Contract) -> Part | None:
    if not contract.vips:
        return None
    if "vrrp.advert" not in contract.parameters:
        raise LackingError("the contract does not state vrrp.advert")
    given = [(peers_of(contract, vip), group_of(contract, vip)) for vip in contract.vips.values()]
    try:
        machine = compose(*(vrrp_group(peers, group) for peers, group in given))
    except ValueError as error:
        raise LackingError(str(error)) from error
    # Two addresses would have two numbers of one name.
    found = measures(*given[0], tuple(ASSUMPTIONS)) if len(given) == 1 else ()
    return Part(machine, found, ASSUMPTIONS)


def peers_of(contract: Contract, vip: Vip) -> tuple[Peer, ...]:
    """Return the hosts of an address. Raises LackingError."""
    hosts = [contract.hosts[name] for name in vip.hosts]
    if nameless := [host.name for host in hosts if host.priority < 1]:
        raise LackingError(f"the contract states no priority of {', '.join(nameless)}")
    return tuple(Peer(host.name, host.priority, host.address) for host in hosts)


def group_of(contract: Contract, vip: Vip) -> Group:
    """Return what the hosts of an address have in common. Raises LackingError."""
    try:
        return Group(
            vip=vip.name,
            version=number(contract, "vrrp.version", 2),
            advert=contract.duration("vrrp.advert"),
            down_adverts=number(contract, "vrrp.down-adverts", 3),
            preempt=switch(contract, "vrrp.preempt", otherwise=True),
            delay=number(contract, "vrrp.delay", _DELAY),
            track=cast(Track, word(contract, "vrrp.track", "none")),
            scope=vip.name if len(contract.vips) > 1 else "",
        )
    except ValueError as error:
        raise LackingError(str(error)) from error


ROLE = Role("vrrp", _part)
