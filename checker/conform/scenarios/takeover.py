"""A virtual address that a host takes as it starts, where nobody held it: no timeout after a failure leads to that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.conform.scenarios.actors import Actors
from checker.conform.scenarios.pool import Pool
from checker.model.event import Event

# Who does one of these holds the address then.
_CLAIMS = ("vrrp_state", "vips_set", "garp_sent", "arp_announced", "advert")


def is_first_claim(events: Iterable[Event], within: int, pool: Pool, actors: Actors) -> bool:
    """Say whether events of one promotion are a host's first claim, and not one after another host held the address.

    A log that begins later than its keepalived started does not tell: a backup that was one before has heard a master.
    """
    claims = [e for e in events if e.kind in _CLAIMS]
    if not claims:
        return False
    first = min(claims, key=lambda e: e.time)
    host = actors.doer(first).name
    if any(name != host for name in _holders(pool, actors, first.time.hi)):
        return False
    since = first.time.lo - 2 * within
    started = (e for e in pool.between("process_started", since, first.time.hi) if e.source.program == "keepalived")
    return first.source.program == "capture" or any(actors.component(e.source.host) == host for e in started)


def _holders(pool: Pool, actors: Actors, until: int) -> Iterator[str]:
    """Yield who held the address, or was heard to, at some time before an instant (ns)."""
    for kind in _CLAIMS:
        for event in pool.of(kind):
            if event.time.lo < until and event.args.get("state", "MASTER") == "MASTER":
                yield actors.doer(event).name
    yield from ("" for e in pool.of("advert_received") if e.time.lo < until)
