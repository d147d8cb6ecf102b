"""Sessions of load balancers: the last that reached a server before its checks failed, and the first one after that.

Only lines near failures are read: of a log of millions of sessions all others say nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checker.base.time import NS_PER_S, Interval, union
from checker.conform.condensed import Condenser
from checker.conform.condensed.runs import Runs, failed_checks, other_failures
from checker.conform.evidence import Evidence
from checker.model.event import Event

# Sessions are sought so far around a failed check.
AROUND_NS = 30 * NS_PER_S
# How a session ends that could not reach its server: refused, or not answered in time.
_FAILED = ("SC", "sC")


def _windows(evidence: Evidence) -> list[Interval]:
    instants = (at for times in failed_checks(evidence).values() for at in times)
    return union(Interval(at, at).widen(AROUND_NS, AROUND_NS) for at in instants)


class _Sessions:
    """What is kept of the sessions: the runs of each server, by file and load balancer."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._failures, self._others = failed_checks(evidence), other_failures(evidence)
        self._found: dict[tuple[str, str, str], Runs] = {}

    def take(self, event: Event) -> None:
        """Note a session that tells whether its server could be reached."""
        args = event.args
        server = self._evidence.contract.server_of(str(args["server"]))
        # A redispatched one reached a server at its second try, and does not say when.
        if server is None or args["redispatched"] or not (args["connected"] or args["termination"] in _FAILED):
            return
        if int(args["retries"]) > 0 and args["connected"]:
            return
        key = event.places[0].file, self._evidence.hosts.named(event.source.host), server.name
        if key not in self._found:
            self._found[key] = Runs([*self._failures.get(server.name, ()), *self._others(server.name)])
        self._found[key].take(_by_its_logger(event), bool(args["connected"]))

    def left(self) -> Iterable[Event]:
        """Return the sessions at the ends of all runs."""
        return dict.fromkeys(e for runs in self._found.values() for e in runs.kept())


def _by_its_logger(event: Event) -> Event:
    """Return the session at the time of the clock that stamps the checks, as far as its own stamp tells the two apart.

    The load balancer prints by its own clock when it assigned the session and when that ended; the logger stamped the
    end. Transport takes its time too, so only a logger that is behind bounds it from below.
    """
    ended, lo, hi = (int(event.args[n]) for n in ("ended_ns", "stamped_lo_ns", "stamped_hi_ns"))
    behind, ahead = (min(0, lo - ended), max(0, hi - ended)) if lo >= 0 else (0, 0)
    time = Interval(event.time.lo + behind, event.time.hi + ahead)
    return replace(event, kind="session_tried", time=time)


CONDENSER = Condenser(
    "assigned",
    "the last session that reached a server before its checks failed, and the first one after",
    _Sessions,
    _windows,
)
