"""Connection attempts: of each client's at each server only where answers end and begin, and a few beside."""

from __future__ import annotations

from collections.abc import Iterable

from checker.base.time import NS_PER_S
from checker.conform.condensed import Condenser
from checker.conform.condensed.runs import Runs, failed_checks, other_failures
from checker.conform.evidence import Evidence
from checker.logic.signal import END
from checker.model.event import Event

# So many pairs of a client and a server are followed.
MOST_PAIRS = 4096
# One that is not answered by the end of its capture may be answered after it.
PATIENCE_NS = NS_PER_S


class _Attempts:
    """What is kept of the attempts: the runs of each client at each server, by capture."""

    def __init__(self, evidence: Evidence) -> None:
        self._servers = {f"{s.address}:{s.port}": s.name for s in evidence.contract.servers.values()}
        self._failures = failed_checks(evidence)
        self._others = other_failures(evidence)
        self._hosts = evidence.hosts
        self._balancers = {evidence.hosts.named(e.source.host) for e in evidence.of("check", "server_state")}
        self._ends = _ends(evidence)
        self._pairs: dict[tuple[str, str, str], Runs] = {}

    def take(self, event: Event) -> None:
        """Note an attempt at a server, unless its capture ended too early to say what became of it."""
        server, outcome = str(event.args["server"]), event.args["outcome"]
        file = event.places[0].file
        late = event.time.hi > self._ends.get(file, END) - PATIENCE_NS
        if server not in self._servers or (late and outcome == "silent"):
            return
        key = file, str(event.args["client"]).rpartition(":")[0], server
        runs = self._pairs.get(key)
        if runs is None:
            if len(self._pairs) == MOST_PAIRS:
                return
            name = self._servers[server]
            beside = self._others(name) if self._hosts.at(key[1]) in self._balancers else ()
            runs = self._pairs[key] = Runs([*self._failures.get(name, ()), *beside])
        runs.take(event, outcome == "accepted")

    def left(self) -> Iterable[Event]:
        """Return the attempts at the ends of all runs."""
        return dict.fromkeys(e for runs in self._pairs.values() for e in runs.kept())


def _ends(evidence: Evidence) -> dict[str, int]:
    """When each capture ends."""
    ends: dict[str, int] = {}
    for event in evidence.of("captured"):
        for place in event.places:
            ends[place.file] = max(event.time.hi, ends.get(place.file, event.time.hi))
    return ends


CONDENSER = Condenser(
    "connect", "where the attempts of each client at each server begin and end to be answered", _Attempts
)
