"""A server's state: what HAProxy's log has it as, and what its statistics showed at an instant."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.time import NS_PER_S, Interval
from checker.base.words import counted
from checker.conform.agreement.pair import CLOCKS_NS, Disagreement, Fetch, Pair, covers, lags, slack, told
from checker.conform.belief import Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.knowledge import Knowledge, estimate
from checker.conform.lives import process_of
from checker.conform.words import moment
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event

_DOWN = {"UP": Truth.FALSE, "DOWN": Truth.TRUE, "MAINT": Truth.TRUE}
_HINT = (
    "likelier the log lacks a line between the two, or the statistics are another load balancer's (asked through the "
    "virtual address?) or stamped by another clock (--clock)"
)


def _compare(evidence: Evidence, fetch: Fetch) -> Iterator[Disagreement]:
    if not any(evidence.of("server_seen")):
        return
    knowledge = estimate(evidence, ["down"])
    found: dict[tuple[str, str, int], tuple[Stretch, list[Event]]] = {}
    for seen in evidence.of("server_seen"):
        stretch = _contradicting(seen, knowledge, evidence)
        if stretch is not None:
            key = (evidence.hosts.named(seen.source.host), str(seen.args["server"]), stretch.lo)
            found.setdefault(key, (stretch, []))[1].append(seen)
    for (host, server, _), (stretch, snapshots) in found.items():
        if not lags(evidence, fetch, host, snapshots[0].time):
            yield _disagreement(host, server, stretch, snapshots)


def _contradicting(seen: Event, knowledge: Knowledge, evidence: Evidence) -> Stretch | None:
    """Return the stretch of the log in which the server was certainly in the other state, if there is one.

    A snapshot does not name the process that answered, so the log must show that there was one only.
    """
    shown = _DOWN.get(str(seen.args["status"]))
    host = evidence.hosts.named(seen.source.host)
    margin = CLOCKS_NS + slack(evidence, host)
    at = seen.time.widen(margin, margin)
    if shown is None:
        return None
    stretches: list[Stretch] = []
    for atom, belief in knowledge.beliefs.items():
        observer, server = atom.args
        if server == seen.args["server"] and process_of(str(observer)) == f"haproxy@{host}":
            stretches += belief.between(at.lo, at.hi)
    certain = {(s.truth, s.ground) for s in stretches}
    if len(certain) != 1 or stretches[0].ground is not Ground.KNOWN or stretches[0].truth is shown:
        return None
    since = at.lo if stretches[0].lo == BEGINNING else min(at.lo, stretches[0].lo)
    alone = _one_process(evidence, host, Interval(since, at.hi))
    return stretches[0] if alone and _same_life(seen, stretches[0]) else None


def _one_process(evidence: Evidence, host: str, time: Interval) -> bool:
    """Whether one process of HAProxy, and one only, wrote the log all through a stretch of time, and none was lost."""
    named = evidence.hosts.named
    heard = [h for h in evidence.heard if h.source.program == "haproxy" and named(h.source.host) == host]
    processes = {h.source.process for h in heard if h.time.overlaps(time)}
    return len(processes) == 1 and covers(evidence, host, "haproxy", time, *processes)


def _same_life(seen: Event, stretch: Stretch) -> bool:
    """Whether no restart that nobody logged can explain it: a new process begins with counters of zero.

    Its statistics then count no DOWN, and say that the state changed when it started.
    """
    if int(seen.args["chkdown"]) > 0:
        return True
    since = int(seen.args["lastchg"])
    return since >= 0 and stretch.lo != BEGINNING and seen.time.hi + CLOCKS_NS < stretch.lo + since * NS_PER_S


def _disagreement(host: str, server: str, stretch: Stretch, snapshots: list[Event]) -> Disagreement:
    first = min(snapshots, key=lambda e: e.time)
    state = "DOWN" if stretch.truth is Truth.TRUE else "UP"
    since = f" since {moment(stretch.lo)}" if stretch.lo != BEGINNING else ""
    until = f" until {moment(stretch.hi)}" if stretch.hi != END else ""
    more = f" ({counted(len(snapshots), 'snapshot')} in that time)" if len(snapshots) > 1 else ""
    message = (
        f"the log of haproxy@{host} has {server} {state}{since}{until}, its statistics at {moment(first.time.lo)} "
        f"say {first.args['status_text']}{more}"
    )
    lines = [told(e, f"the log has {server} {state} by this line") for e in dict.fromkeys(stretch.because)]
    seen = told(first, f"the statistics of {host} show it {first.args['status_text']}")
    return Disagreement(message, _HINT, (seen, *lines), first.time)


PAIR = Pair(frozenset({"haproxy", "haproxy-stats"}), ("no-request-routed-to-down",), _compare)
