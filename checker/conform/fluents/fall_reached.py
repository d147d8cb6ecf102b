"""fall_reached(observer, server): right here exactly `check.fall` checks in a row have failed (1 of a fresh view)."""

from __future__ import annotations

from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.health.counts import UNOBSERVED, beliefs


def _estimate(evidence: Evidence) -> Beliefs:
    return beliefs(evidence, down=True)


FLUENT = Fluent(
    "fall_reached",
    ("observer", "server"),
    "exactly as many checks in a row have failed as make the server DOWN",
    _estimate,
    UNOBSERVED,
    bulk=("connect",),
)
