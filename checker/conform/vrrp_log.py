"""Which lines of keepalived's log of a host tell of a virtual address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.inertia import COARSEST_NS, Lost
from checker.model.event import Event, Value

SILENT_LOG = "keepalived's log of the host says nothing more, as it would after a crash"
SETTLES_SILENCE = "a capture of VRRP and ARP at the switch, or `ip monitor address` of the host"


def logged(evidence: Evidence, host: str, vip: str) -> Iterator[Event]:
    """Yield the lines of keepalived on a host, without those of VRRP instances that have other addresses only."""
    named = evidence.hosts.named
    others = _instances_of_others(evidence, vip)
    for event in evidence.events:
        ours = event.source.program == "keepalived" and named(event.source.host) == host
        if ours and event.args.get("instance") not in others:
            yield event


def _instances_of_others(evidence: Evidence, vip: str) -> frozenset[Value]:
    """Instances that are not the one of this address (an instance has one name on all its hosts).

    Which one is, its announcements say. Where none of several does, the log of none of them tells of this address.
    """
    announced: dict[Value, set[Value]] = defaultdict(set)
    for event in evidence.of("garp_sent"):
        if event.args.get("instance"):
            announced[event.args["instance"]].add(event.args["address"])
    known = {e.args["instance"] for e in evidence.events if e.args.get("instance")}
    ours = {name for name, addresses in announced.items() if vip in addresses}
    alone = len(known) == 1 and not announced
    return frozenset() if alone else frozenset(known - ours)


def last_word(log: Sequence[Event], heard: Interval) -> int:
    """Return when a log surely still spoke (exclusive).

    A stamp of whole seconds ends with its second, the log anywhere within it.
    """
    return max(heard.hi - COARSEST_NS, *(e.time.lo for e in log)) + 1


def started_whole(event: Event) -> bool:
    """Say whether keepalived started with all its processes: a parent also starts a child that has died anew."""
    return event.kind == "process_started" and "died:" not in str(event.args.get("detail", ""))


def deaths(log: Sequence[Event]) -> Iterator[Lost]:
    """Yield what is not known between the last line of a life and the next: a killed process may leave the address.

    The addresses that keepalived lists when it starts do not tell: it leaves out those that it manages itself
    (measured: an address left behind by a killed process is not in the list).
    """
    for event in log:
        if event.kind != "process_started":
            continue
        before = [e for e in log if e.time.hi < event.time.lo]
        if before and before[-1].kind != "process_stopped":
            yield Lost(Interval(before[-1].time.hi + 1, event.time.lo - 1), SILENT_LOG, SETTLES_SILENCE)
