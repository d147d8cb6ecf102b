"""How a session of a load balancer ended, by what HAProxy prints of it (configuration manual, section 8.5)."""

from __future__ import annotations

# Who ended it: the server, or the load balancer that no longer waited for it.
_SERVER_SIDE = ("S", "s")
# The load balancer answered it itself: a redirect, its statistics.
_LOCAL = "L"


def has_failed(termination: str, *, connected: bool) -> bool:
    """Say whether a session got nothing from a server, or not all of it; one whose end nobody tells has not."""
    end = termination[:1]
    return end in _SERVER_SIDE or (bool(end) and not connected and end != _LOCAL)
