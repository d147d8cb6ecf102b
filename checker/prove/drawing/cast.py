"""Which component of a model is which party of the contract, so that it is drawn on the team's own lifeline."""

from __future__ import annotations

from collections.abc import Iterable

from checker.model.casting import Cast, Party, best_cast
from checker.model.contract import ROLES, Contract
from checker.model.parts import LOAD_BALANCER, SERVER, VIRTUAL_ADDRESS, VRRP_PEER
from checker.prove.machines.machine import Shown

# What parts of a model are called that are no names of the contract.
_CALLED = {"alerts": "alert-sink", "nginx": "media-server", "webhook": "alert-sink"}
_PROGRAMS = {"vrrp": VRRP_PEER, "haproxy": LOAD_BALANCER}


def party_of(component: str, contract: Contract) -> Party:
    """Return who a component is: `vrrp@hap1`, a host (its load balancer), a server, an address, a role, a lifeline."""
    program, _, host = component.rpartition("@")
    if program in _PROGRAMS:
        return Party(_PROGRAMS[program], host)
    for names, role in ((contract.hosts, LOAD_BALANCER), (contract.servers, SERVER)):
        if component in names:
            return Party(role, component)
    if component in contract.vips:
        return Party(VIRTUAL_ADDRESS)
    plain = component.rstrip("0123456789")
    line = next((each for name, each in contract.lifelines.items() if name.lower() == component.lower()), None)
    role = _CALLED.get(component) or next((r for r in (component, plain) if r in ROLES), "")
    return Party(line.role, line.id) if line and not role else Party(role) if role else Party(component)


def cast_of(contract: Contract, shown: Iterable[Shown]) -> Cast:
    """Return the lifelines of the diagram that has the most of those that take part; ValueError without a diagram."""
    ends = [party_of(name, contract) for each in shown for name in (each.sender, each.receiver) if name]
    active = next((end.name for end in ends if end.role == LOAD_BALANCER), next(iter(contract.hosts), ""))
    return best_cast(contract, ends, active, contract.diagrams)[1]
