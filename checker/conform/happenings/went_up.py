"""went_up(observer, server): a process finds a server UP that it had DOWN. Nobody told it to."""

from __future__ import annotations

from collections.abc import Sequence

from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Happening, Occurrence
from checker.conform.health.counts import occurrences


def _find(evidence: Evidence) -> Sequence[Occurrence]:
    return occurrences(evidence, down=False)


HAPPENING = Happening(
    "went_up",
    ("observer", "server"),
    "a load balancer finds a server UP again",
    _find,
    ("counted", "stated"),
    bulk=("connect",),
)
