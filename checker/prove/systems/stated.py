"""What a contract says of its components, with what holds where it says nothing."""

from __future__ import annotations

from checker.model.contract import Contract

_YES = ("yes", "true", "on")


def number(contract: Contract, name: str, otherwise: int) -> int:
    """Return a count, or a duration in nanoseconds; `otherwise` where the contract does not state it."""
    return contract.numbers.get(name, otherwise)


def optional(contract: Contract, name: str) -> int | None:
    """Return a count or a duration, None where the contract does not state it."""
    return contract.numbers.get(name)


def word(contract: Contract, name: str, otherwise: str) -> str:
    """Return a word; `otherwise` where the contract does not state it."""
    return contract.text(name) if name in contract.parameters else otherwise


def switch(contract: Contract, name: str, *, otherwise: bool) -> bool:
    """Return whether a parameter says yes; `otherwise` where the contract does not state it."""
    return word(contract, name, "yes" if otherwise else "no").lower() in _YES


def observers(contract: Contract) -> tuple[str, ...]:
    """Return the load balancers, each called by its host as in traces.

    Where lifelines name the hosts that balance, these; else all hosts, if a load balancer is drawn at all; without
    hosts each drawn load balancer is one, called as its lifeline.
    """
    drawn = [each for each in contract.lifelines.values() if each.role == "load-balancer"]
    if not drawn:
        return ()
    named = {each.host for each in drawn if each.host}
    if named:
        return tuple(name for name in contract.hosts if name in named)
    return tuple(contract.hosts) or tuple(each.id for each in drawn)
