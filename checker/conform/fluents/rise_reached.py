"""rise_reached(observer, server): right here exactly `check.rise` checks in a row have passed."""

from __future__ import annotations

from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.health.counts import UNOBSERVED, beliefs


def _estimate(evidence: Evidence) -> Beliefs:
    return beliefs(evidence, down=False)


FLUENT = Fluent(
    "rise_reached",
    ("observer", "server"),
    "exactly as many checks in a row have passed as bring the server UP",
    _estimate,
    UNOBSERVED,
    bulk=("connect",),
)
