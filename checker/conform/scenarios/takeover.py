"""A virtual address that a host takes as it starts, where nobody held it: no timeout after a failure leads to that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checker.conform.scenarios.actors import Actors
from checker.conform.scenarios.pool import Pool
from checker.model.event import Event

# Who does one of these holds the address then.
_CLAIMS = ("vrrp_state", "vips_set", "garp_sent", "arp_announced", "advert")


def is_first_claim(events: Iterable[Event], within: int, pool: Pool, actors: Actors, held: Mapping[str, int]) -> bool:
    """Say whether events of one promotion are a host's first claim, and not one after another host held the address.

    `held` says since when each host did, as `first_held` returns it.

    A log that begins later than its keepalived started does not tell: a backup that was one before has heard a master.
    """
    claims = [e for e in events if e.kind in _CLAIMS]
    if not claims:
        return False
    first = min(claims, key=lambda e: e.time)
    host = actors.doer(first).name
    if any(name != host and since < first.time.hi for name, since in held.items()):
        return False
    since = first.time.lo - 2 * within
    started = (e for e in pool.between("process_started", since, first.time.hi) if e.source.program == "keepalived")
    return first.source.program == "capture" or any(actors.component(e.source.host) == host for e in started)


def first_held(pool: Pool, actors: Actors) -> Mapping[str, int]:
    """Return at which instant (ns) each host first held the address, or ('') anybody was heard to."""
    found: dict[str, int] = {}
    for kind in (*_CLAIMS, "advert_received"):
        for event in pool.of(kind):
            if kind == "advert_received" or event.args.get("state", "MASTER") == "MASTER":
                name = "" if kind == "advert_received" else actors.doer(event).name
                found[name] = min(event.time.lo, found.get(name, event.time.lo))
    return found
