"""A monitor that polls the load balancers' statistics and alerts."""

from __future__ import annotations

from checker.model.contract import Contract
from checker.prove.roles.poller import ASSUMPTIONS, Polling, measures, poller
from checker.prove.systems.role import LackingError, Part, Role
from checker.prove.systems.stated import number, switch


def _part(contract: Contract) -> Part | None:
    monitor = any(each.role == "monitor" for each in contract.lifelines.values())
    subjects = (*contract.servers, *contract.vips)
    if not monitor or not subjects:
        return None
    if "monitor.interval" not in contract.parameters:
        raise LackingError("the contract does not state monitor.interval")
    default = Polling(subjects)
    polling = Polling(
        subjects,
        interval=contract.duration("monitor.interval"),
        page=number(contract, "stats.timeout", default.page),
        alert=number(contract, "alert.timeout", default.alert),
        within=number(contract, "alert.within", default.within),
        save_on_failure=switch(contract, "alert.save-on-failure", otherwise=True),
    )
    return Part(poller(polling), measures(polling), ASSUMPTIONS)


ROLE = Role("poller", _part)
