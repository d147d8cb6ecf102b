"""Which component of a model is which party of the contract, so that it is drawn on the team's own lifeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.base.places import Place
from checker.model.casting import Cast, Party, best_cast
from checker.model.contract import ROLES, Contract
from checker.model.contract_diagrams import Drawn
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


def cast_of(contract: Contract, shown: Iterable[Shown], stated: Sequence[Place] = ()) -> Cast:
    """Return the lifelines of the diagram that states a promise; where none does, of that with the most who take part.

    `stated` are the lines that promise it, the one that says it best first. Raises ValueError without a diagram.
    """
    ends = [party_of(name, contract) for each in shown for name in (each.sender, each.receiver) if name]
    active = next((end.name for end in ends if end.role == LOAD_BALANCER), next(iter(contract.hosts), ""))
    stating = [drawn for place in stated for drawn in contract.diagrams if _holds(drawn, place)]
    return best_cast(contract, ends, active, stating[:1] or contract.diagrams)[1]


def _holds(drawn: Drawn, place: Place) -> bool:
    """Say whether a line is one of a diagram; prose beside it is not."""
    span = drawn.diagram.span
    return span.file == place.file and span.line <= place.line <= span.end_line
