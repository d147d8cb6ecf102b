"""Load balancers that check servers and route requests to them."""

from __future__ import annotations

from checker.model.contract import Contract
from checker.prove.roles.checks import Checks
from checker.prove.roles.pool import ASSUMPTIONS, measures, pool
from checker.prove.roles.routing import Routing
from checker.prove.systems.role import LackingError, Part, Role
from checker.prove.systems.stated import number, observers, optional, switch

_NEEDED = ("check.interval", "check.fall", "check.rise")


def _part(contract: Contract) -> Part | None:
    balancers, servers = observers(contract), tuple(contract.servers)
    if not balancers or not servers:
        return None
    if lacking := [name for name in _NEEDED if name not in contract.parameters]:
        raise LackingError(f"the contract does not state {', '.join(lacking)}")
    checks = Checks(
        interval=contract.duration("check.interval"),
        fastinter=optional(contract, "check.fastinter"),
        downinter=optional(contract, "check.downinter"),
        timeout=optional(contract, "check.timeout"),
        fall=contract.count("check.fall"),
        rise=contract.count("check.rise"),
        asks=switch(contract, "check.asks", otherwise=False),
    )
    routing = Routing(
        persist=switch(contract, "balance.persist", otherwise=False),
        sticky=switch(contract, "balance.sticky", otherwise=False),
        redispatch=switch(contract, "balance.redispatch", otherwise=False),
        retries=number(contract, "balance.retries", 3),
    )
    return Part(pool(balancers, servers, checks, routing), measures(balancers, servers, checks), ASSUMPTIONS)


ROLE = Role("pool", _part)
