"""assigned(observer, server): a media server sends a request to a replica, while an observer has its view of that.

What load balancers assign comes in bulk and is decided one by one (`checker.conform.occurrences`); what media servers
ask is rare.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Happening, Occurrence
from checker.conform.streaming.roles import is_streaming


def _find(evidence: Evidence) -> Sequence[Occurrence]:
    if not is_streaming(evidence.contract):
        return ()
    from checker.conform.streaming.routing import assigned  # other systems need none of it

    return assigned(evidence)


HAPPENING = Happening(
    "assigned",
    ("observer", "server"),
    "a media server sends a request to a replica",
    _find,
    ("since", "client", "viewer", "server"),
)
