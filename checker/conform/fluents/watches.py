"""watches(observer, server): a heartbeat service is at work, and checks this replica."""

from __future__ import annotations

from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.streaming.roles import is_streaming
from checker.conform.streaming.views import UNOBSERVED, working


def _estimate(evidence: Evidence) -> Beliefs:
    if not is_streaming(evidence.contract):
        return {}
    at_work = working(evidence)
    return {(observer, server): belief for observer, belief in at_work.items() for server in evidence.contract.servers}


FLUENT = Fluent(
    "watches", ("observer", "server"), "the heartbeat service is at work and checks the replica", _estimate, UNOBSERVED
)
