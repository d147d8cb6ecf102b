"""A pooler that serves logins, and a server that refuses connections: not at the same time.

PgBouncer logs each login with the address and port that it came from. A load balancer whose checks are refused before
and after such a login, with no start of the pooler between, contradicts it: who listens refuses nobody.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from checker.base.time import NS_PER_S, Interval, union
from checker.base.words import counted
from checker.conform.agreement.check_attempts import shown_on_wire
from checker.conform.agreement.pair import (
    CLOCKS_NS,
    Disagreement,
    Fetch,
    Pair,
    addresses_of,
    by_host,
    covers,
    slack,
    told,
)
from checker.conform.evidence import Evidence
from checker.conform.words import moment
from checker.model.contract import Server
from checker.model.event import Event

# Checks that are further apart than this say nothing of the time between them.
TOGETHER_NS = 10 * NS_PER_S
# A log that flaps all day is compared for its first so many rows of refused checks.
MOST_ROWS = 1000


def _compare(evidence: Evidence, fetch: Fetch) -> Iterator[Disagreement]:
    poolers = _poolers(evidence)
    refused = [pair for pair in _refused(evidence) if pair[0] in poolers][:MOST_ROWS]
    if not refused:
        return
    windows: dict[str, list[Interval]] = defaultdict(list)
    for server, _, (first, then) in refused:
        windows[poolers[server]].append(Interval(first.time.lo, then.time.hi))
    logins: dict[str, list[Event]] = defaultdict(list)
    for login in fetch("session_opened", {host: union(found) for host, found in windows.items()}):
        if login.source.program == "pgbouncer":
            insort(logins[login.source.host], login, key=_started)
    for server, host, (first, then) in refused:
        pooler = poolers[server]
        margin = CLOCKS_NS + slack(evidence, host, pooler)
        there, own = logins[pooler], addresses_of(evidence, host)
        lo = bisect_left(there, first.time.hi + margin, key=_started)
        hi = bisect_right(there, then.time.lo - margin, key=_started)
        served = [each for each in there[lo:hi] if str(each.args["client"]).rpartition(":")[0] in own]
        if served and _one_life(evidence, pooler, Interval(first.time.lo, then.time.hi)):
            yield _disagreement(server, host, pooler, (first, then), served)


def _started(login: Event) -> int:
    return login.time.lo


def _poolers(evidence: Evidence) -> Mapping[str, str]:
    """Return, by server of the contract, the host whose log is that of its pooler: by its name, or else by its port."""
    servers = evidence.contract.servers.values()
    ports: dict[str, set[str]] = defaultdict(set)
    for event in evidence.of("listening"):
        if event.source.program == "pgbouncer":
            ports[event.source.host].add(str(event.args["address"]).rpartition(":")[2])
    found: dict[str, list[str]] = defaultdict(list)
    for host in sorted({h.source.host for h in evidence.heard if h.source.program == "pgbouncer"}):
        listening = [s.name for s in servers if str(s.port) in ports[host]]
        named = evidence.contract.server_of(host)
        if named is not None and (not ports[host] or named.name in listening):
            found[named.name].append(host)
        elif named is None and len(listening) == 1:
            found[listening[0]].append(host)
    return {server: hosts[0] for server, hosts in found.items() if len(hosts) == 1}


def _refused(evidence: Evidence) -> Iterator[tuple[str, str, tuple[Event, Event]]]:
    """Yield server, host, and the first and the last of several checks in a row that one load balancer had refused."""
    for host, lines in by_host((e for e in evidence.of("check") if e.source.program == "haproxy"), evidence):
        by_server: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for line in lines:
            by_server[line.source.process, str(line.args["server"])].append(line)
        for (_, name), checks in by_server.items():
            server: Server | None = evidence.contract.server_of(name)
            for run in _runs(checks) if server is not None else ():
                if server is not None and len(run) > 1:
                    yield server.name, host, (run[0], run[-1])


def _runs(checks: Sequence[Event]) -> Iterator[list[Event]]:
    """Yield the refused checks that follow each other closely, with no other result between them."""
    run: list[Event] = []
    for line in checks:
        check = shown_on_wire(line)
        refused = check is not None and check.outcome == "refused"
        if run and (not refused or line.time.lo - run[-1].time.hi > TOGETHER_NS):
            yield run
            run = []
        run += [line] if refused else []
    if run:
        yield run


def _one_life(evidence: Evidence, pooler: str, time: Interval) -> bool:
    """Whether the pooler's log covers the time and no process of it started or ended in it or near it."""
    near = time.widen(CLOCKS_NS, CLOCKS_NS)
    turns = evidence.of("process_started", "process_stopped", "listening")
    turned = any(e.source.host == pooler and e.time.overlaps(near) for e in turns)
    return not turned and covers(evidence, pooler, "pgbouncer", near)


def _disagreement(
    server: str, host: str, pooler: str, checks: tuple[Event, Event], served: Sequence[Event]
) -> Disagreement:
    first, then = checks
    message = (
        f"haproxy@{host} logs that {server} refused its checks at {moment(first.time.lo)} and {moment(then.time.lo)}, "
        f"the log of the pooler {pooler} shows {counted(len(served), 'login')} from {host} between them and no restart"
    )
    hint = (
        "likelier the clock of one of them is off (--clock), or the name stands for another pooler than the file; else "
        "something on the way refuses connections (a packet filter)"
    )
    places = (
        told(served[0], f"a login from {host}"),
        told(first, "refused before it"),
        told(then, "and after it"),
    )
    return Disagreement(message, hint, places, Interval(first.time.lo, then.time.hi))


PAIR = Pair(frozenset({"haproxy", "pgbouncer"}), ("down-after-failures", "down-detected-in-time"), _compare)
