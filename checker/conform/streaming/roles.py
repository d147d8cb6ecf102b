"""Which systems have heartbeat services and media servers, and what of a trace is theirs."""

from __future__ import annotations

from dataclasses import replace

from checker.conform.evidence import Evidence
from checker.model.contract import Contract
from checker.model.parts import HEARTBEAT, LOAD_BALANCER, MEDIA_SERVER, foreign_programs


def is_streaming(contract: Contract) -> bool:
    """Say whether a contract draws heartbeat services or media servers."""
    return any(each.role in (HEARTBEAT, MEDIA_SERVER) for each in contract.lifelines.values())


def has_balancers(contract: Contract) -> bool:
    """Say whether a contract may speak of load balancers."""
    return not is_streaming(contract) or any(each.role == LOAD_BALANCER for each in contract.lifelines.values())


def own_part(evidence: Evidence) -> Evidence:
    """Return the evidence without the programs that a system of these roles does not have, nor tells events of."""
    contract = evidence.contract
    foreign = foreign_programs(each.role for each in contract.lifelines.values()) - contract.own.programs()
    if not any(h.source.program in foreign for h in evidence.heard):
        return evidence
    return replace(
        evidence,
        events=[e for e in evidence.events if e.source.program not in foreign],
        stamped=[e for e in evidence.stamped if e.source.program not in foreign],
        heard=[h for h in evidence.heard if h.source.program not in foreign],
        not_understood=[n for n in evidence.not_understood if n.source.program not in foreign],
    )
