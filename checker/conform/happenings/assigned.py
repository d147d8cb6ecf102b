"""assigned(observer, server): a media server sends a request to a replica, while an observer has its view of that.

What load balancers assign comes in bulk and is decided one by one (`checker.conform.occurrences`); what media servers
ask is rare.
"""

from __future__ import annotations

from checker.conform.happenings.happening import Happening
from checker.conform.streaming.routing import assigned

HAPPENING = Happening(
    "assigned",
    ("observer", "server"),
    "a media server sends a request to a replica",
    assigned,
    ("since", "client", "viewer", "server"),
)
