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


def _condense(events: Iterable[Event], evidence: Evidence) -> Iterable[Event]:
    servers = {f"{s.address}:{s.port}": s.name for s in evidence.contract.servers.values()}
    failures, others = failed_checks(evidence), other_failures(evidence)
    balancers = {evidence.hosts.named(e.source.host) for e in evidence.of("check", "server_state")}
    ends = _ends(evidence)
    pairs: dict[tuple[str, str, str], Runs] = {}
    for event in events:
        server, outcome = str(event.args["server"]), event.args["outcome"]
        file = event.places[0].file
        late = event.time.hi > ends.get(file, END) - PATIENCE_NS
        if server not in servers or (late and outcome == "silent"):
            continue
        key = file, str(event.args["client"]).rpartition(":")[0], server
        runs = pairs.get(key)
        if runs is None:
            if len(pairs) == MOST_PAIRS:
                continue
            name = servers[server]
            beside = others(name) if evidence.hosts.at(key[1]) in balancers else ()
            runs = pairs[key] = Runs([*failures.get(name, ()), *beside])
        runs.take(event, outcome == "accepted")
    return list(dict.fromkeys(e for runs in pairs.values() for e in runs.kept()))


def _ends(evidence: Evidence) -> dict[str, int]:
    """When each capture ends."""
    ends: dict[str, int] = {}
    for event in evidence.of("captured"):
        for place in event.places:
            ends[place.file] = max(event.time.hi, ends.get(place.file, event.time.hi))
    return ends


CONDENSER = Condenser(
    "connect", "where the attempts of each client at each server begin and end to be answered", _condense
)
