"""went_down(observer, server): a process finds a server DOWN that it had UP. Nobody told it to, and it still works."""

from __future__ import annotations

from collections.abc import Sequence

from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Happening, Occurrence
from checker.conform.health.counts import occurrences


def _find(evidence: Evidence) -> Sequence[Occurrence]:
    return occurrences(evidence, down=True)


HAPPENING = Happening(
    "went_down",
    ("observer", "server"),
    "a load balancer finds a server DOWN",
    _find,
    ("counted", "stated"),
    bulk=("connect",),
)
