"""Failed health checks: those that HAProxy's log tells, and those that its statistics count.

HAProxy counts a check in `chkfail` exactly when it lowers the health of the server, and logs it then under
`option log-health-checks`. It logs further failures too (another reason, while DOWN), and counters can be cleared and
begin anew with a process, so only more counted than logged failures contradict.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from checker.base.time import Interval
from checker.base.words import counted
from checker.conform.agreement.pair import (
    CLOCKS_NS,
    Disagreement,
    Fetch,
    Pair,
    covers,
    lags,
    only,
    slack,
    told,
)
from checker.conform.evidence import Evidence
from checker.conform.words import moment
from checker.model.event import Event

_HINT = (
    "likelier the log lacks lines (a logger that limits its rate, a filter by severity), or the statistics are another "
    "load balancer's (asked through the virtual address?)"
)


def _compare(evidence: Evidence, fetch: Fetch) -> Iterator[Disagreement]:
    named = evidence.hosts.named
    logged: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for check in evidence.of("check"):
        if check.source.program == "haproxy":
            logged[named(check.source.host)][str(check.args["server"])].append(check)
    seen: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for each in evidence.of("server_seen"):
        if int(each.args["chkfail"]) >= 0:
            seen[named(each.source.host), str(each.args["server"])].append(each)
    logs = only(evidence, "haproxy")
    for (host, server), snapshots in sorted(seen.items()):
        # Without a line of any check of this server nothing shows that its checks are logged at all.
        if checks := logged.get(host, {}).get(server):
            for found in _server(logs, host, checks, snapshots):
                if not lags(evidence, fetch, host, found.time):
                    yield found


def _server(
    evidence: Evidence, host: str, checks: Sequence[Event], snapshots: Sequence[Event]
) -> Iterator[Disagreement]:
    """Find stretches between two snapshots in which the counter grew by more than there are lines near.

    With the counter C and the lines N up to an instant, it grew by more if C - N is larger at the end than it was at
    the start, so the smallest C - N so far is all that needs to be remembered.
    """
    margin = CLOCKS_NS + slack(evidence, host)
    failed = [c for c in checks if not c.args["passed"]]
    starts, ends = sorted(c.time.lo for c in failed), sorted(c.time.hi for c in failed)
    start: tuple[int, Event] | None = None
    last: Event | None = None
    for snapshot in sorted(snapshots, key=lambda s: s.time):
        before = bisect_left(ends, snapshot.time.lo - margin)  # lines that certainly came earlier
        until = bisect_right(starts, snapshot.time.hi + margin)  # lines that may have come up to here
        count = int(snapshot.args["chkfail"])
        anew = last is None or count < int(last.args["chkfail"]) or not _whole(evidence, host, checks, last, snapshot)
        last = snapshot
        if start is None or anew:
            start = (count - before, snapshot)
            continue
        if count - until > start[0]:
            yield _disagreement(host, start[1], snapshot, [c for c in failed if _between(c, start[1], snapshot)])
            start = (count - before, snapshot)
        elif count - before <= start[0]:
            start = (count - before, snapshot)


def _whole(evidence: Evidence, host: str, checks: Sequence[Event], first: Event, then: Event) -> bool:
    """Whether the log (`evidence` has no other) covers the time between, by a process that logs checks."""
    margin = CLOCKS_NS + slack(evidence, host)
    time = Interval(first.time.lo - margin, max(first.time.hi, then.time.hi) + margin)
    processes = {c.source.process for c in checks}
    named = evidence.hosts.named
    heard = {h.source.process for h in evidence.heard if named(h.source.host) == host and h.time.overlaps(time)}
    return covers(evidence, host, "haproxy", time) and heard <= processes


def _between(check: Event, first: Event, then: Event) -> bool:
    return first.time.lo - CLOCKS_NS <= check.time.hi and check.time.lo <= then.time.hi + CLOCKS_NS


def _disagreement(host: str, first: Event, then: Event, failed: Sequence[Event]) -> Disagreement:
    server, before, after = first.args["server"], int(first.args["chkfail"]), int(then.args["chkfail"])
    span = f"between {moment(first.time.lo)} and {moment(then.time.hi)}"
    message = (
        f"the statistics of haproxy@{host} count {counted(after - before, 'failed check')} of {server} {span}, "
        f"its log tells {len(failed)}"
    )
    places = [told(then, f"{after} failed checks by now"), told(first, f"{before} by then")]
    places += [told(c, "a failed check in the log") for c in failed]
    return Disagreement(message, _HINT, tuple(places), Interval(first.time.lo, then.time.hi))


PAIR = Pair(frozenset({"haproxy", "haproxy-stats"}), ("down-after-failures", "no-request-routed-to-down"), _compare)
