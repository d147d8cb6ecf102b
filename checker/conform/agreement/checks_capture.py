"""Health checks: those that HAProxy's log tells one by one, and its connection attempts at that server in a capture.

Compared are runs of checks with one result up to a change of state, where the result proves an answer on the wire
(refused, or accepted without payload). Of captures no more than the surroundings of such runs are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from checker.base.time import NS_PER_S, Interval, union
from checker.conform.agreement.check_attempts import (
    SHARP_NS,
    Attempts,
    Check,
    matched,
    shown_on_wire,
    unexplained,
    wide,
)
from checker.conform.agreement.pair import (
    Disagreement,
    Fetch,
    Pair,
    addresses_of,
    covers,
    slack,
    told,
)
from checker.conform.evidence import Evidence
from checker.conform.knots import FINE_NS
from checker.conform.words import moment
from checker.logic.signal import END
from checker.model.event import Event

# So far around a run the capture must hear the host talk to the server, and so long before it sessions are sought.
AROUND_NS = 10 * NS_PER_S
# Further runs of a log that flaps all day are not compared: what is in memory is bounded by them.
LARGEST_RUNS = 1000


@dataclass(frozen=True, slots=True)
class _Run:
    """Consecutive checks of a server by one process of a load balancer with one result."""

    host: str
    server: str
    checks: tuple[Check, ...]

    @property
    def time(self) -> Interval:
        return Interval(self.checks[0].made.lo, max(c.made.hi for c in self.checks))

    @property
    def last(self) -> Event:
        return self.checks[-1].line


@dataclass(frozen=True, slots=True)
class _Compared:
    """A run and what of it was found on the wire, by the position of the check."""

    run: _Run
    attempts: Attempts
    found: Mapping[int, Event]
    unsure: int


def _compare(evidence: Evidence, fetch: Fetch) -> Iterator[Disagreement]:
    captures = evidence.captures()
    covered = (r for r in _runs(evidence) if any(c.lo <= r.time.lo and r.time.hi <= c.hi for c in captures))
    runs = list(islice(covered, LARGEST_RUNS))
    # Of servers that were never refused only the first checks are logged, which is not worth a pass over a capture.
    if not any(run.checks[0].outcome == "refused" for run in runs):
        return
    attempts = _attempts(runs, evidence, fetch)
    compared: dict[str, list[_Compared]] = defaultdict(list)
    for run in runs:
        there = attempts[run.host, run.server]
        unsure = slack(evidence, run.host, "capture")
        if not _told_apart(run, unsure):
            continue
        compared[run.host].append(_Compared(run, there, matched(run.checks, there, unsure), unsure))
    odd = [c for each in compared.values() for c in each if _odd(c, each)]
    windows: dict[str, list[Interval]] = defaultdict(list)
    for each in odd:
        windows[each.run.host].append(each.run.time.widen(AROUND_NS, AROUND_NS))
    sessions: dict[str, list[Event]] = defaultdict(list)
    if windows:
        for session in fetch("assigned", {host: union(found) for host, found in windows.items()}):
            sessions[evidence.hosts.named(session.source.host)].append(session)
    for each in odd:
        yield from _missing_on_wire(each, sessions[each.run.host])
        yield from _missing_in_log(each, sessions[each.run.host], evidence)


def _runs(evidence: Evidence) -> Iterator[_Run]:
    lines: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
    for line in evidence.of("check"):
        host = evidence.hosts.named(line.source.host)
        if line.source.program == "haproxy" and evidence.contract.server_of(str(line.args["server"])):
            lines[host, line.source.process, str(line.args["server"])].append(line)
    for (host, _, server), told_ in sorted(lines.items()):
        run: list[Check] = []
        for line in told_:
            check = shown_on_wire(line)
            if run and (check is None or check.outcome != run[-1].outcome):
                yield _Run(host, server, tuple(run))
                run = []
            run += [check] if check is not None else []
        if run:
            yield _Run(host, server, tuple(run))


def _attempts(runs: Sequence[_Run], evidence: Evidence, fetch: Fetch) -> Mapping[tuple[str, str], Attempts]:
    """Read what the hosts of these runs tried around them."""
    servers = {run.server: evidence.contract.server_of(run.server) for run in runs}
    names: dict[str, list[str]] = defaultdict(list)
    for name, server in servers.items():
        if server is not None:
            names[f"{server.address}:{server.port}"].append(name)
    hosts = {a: host for host in {run.host for run in runs} for a in addresses_of(evidence, host)}
    events: dict[tuple[str, str], list[Event]] = defaultdict(list)
    failed: dict[str, list[tuple[str, int]]] = defaultdict(list)
    windows = union(run.time.widen(AROUND_NS, AROUND_NS) for run in runs)
    for attempt in fetch("connect", {"": windows}):
        host = hosts.get(str(attempt.args["client"]).rpartition(":")[0])
        if host is None:
            continue
        target = str(attempt.args["server"])
        for name in names.get(target, ()):
            events[host, name].append(attempt)
        if attempt.args["outcome"] != "accepted":
            failed[host].append((target, attempt.time.lo))
    found: dict[tuple[str, str], Attempts] = {}
    for run in runs:
        if (run.host, run.server) not in found:
            own = {target for target, given in names.items() if run.server in given}
            elsewhere = [at for target, at in failed[run.host] if target not in own]
            found[run.host, run.server] = Attempts.of(events[run.host, run.server], elsewhere)
    return found


def _told_apart(run: _Run, unsure: int) -> bool:
    """Whether clocks agree to less than half the time between two checks: else an attempt may be either one's."""
    pauses = (b.line.time.lo - a.line.time.lo for a, b in pairwise(run.checks))
    return min(pauses, default=END) > 2 * (unsure + SHARP_NS)


def _odd(one: _Compared, same_host: Sequence[_Compared]) -> bool:
    """Whether a run does not fit while most of what this host's log says does, so that clocks and capture are sound."""
    outcome = one.run.checks[0].outcome
    whole = [(len(c.found), len(c.run.checks), c.run.checks[0].outcome) for c in same_host]
    fit = sum(n for n, _, _ in whole)
    alike = sum(n for n, _, o in whole if o == outcome)
    sound = fit >= 2 and alike >= 1 and fit > sum(of for _, of, _ in whole) - fit
    before, after = one.run.time.lo - SHARP_NS, one.run.time.hi + SHARP_NS
    heard = one.attempts.within(Interval(before - AROUND_NS, before)) and one.attempts.within(
        Interval(after, after + AROUND_NS)
    )
    return sound and bool(heard) and (len(one.found) < len(one.run.checks) or bool(_lost_positions(one.run)))


def _missing_on_wire(one: _Compared, sessions: Sequence[Event]) -> Iterator[Disagreement]:
    """Checks that the log tells and that no attempt can have been."""
    run, taken = one.run, set(one.found.values())
    lacking: list[Check] = []
    for n, check in enumerate(run.checks):
        if n in one.found:
            continue
        candidates = [a for a in one.attempts.within(wide(check, one.unsure), check.outcome) if a not in taken]
        if check.outcome == "refused":
            candidates = unexplained(candidates, sessions, run.server, one.attempts, one.unsure)
        if not candidates:
            lacking.append(check)
    if lacking:
        logged, shown = len(run.checks), len(run.checks) - len(lacking)
        places = [told(c.line, "the capture shows no such attempt") for c in lacking]
        places += [told(c.line, "told by both") for n, c in enumerate(run.checks) if n in one.found]
        places += [told(a, "the attempt of a check that both tell") for _, a in sorted(one.found.items())]
        hint = (
            "likelier the capture lacks packets, as the other checks of this load balancer match to the millisecond: "
            "how many packets did tcpdump drop, and does its filter leave any out? Or a clock is off by the time of a "
            "whole check (--clock)"
        )
        which = " and ".join(moment(c.line.time.lo) for c in lacking)
        said = _what(run, logged)
        message = f"the log of haproxy@{run.host} says {said}, the capture shows {shown}: it lacks that of {which}"
        yield Disagreement(message, hint, tuple(places), run.time)


def _missing_in_log(one: _Compared, sessions: Sequence[Event], evidence: Evidence) -> Iterator[Disagreement]:
    """Attempts in the rhythm of the checks that the printed health says must have been, but no line tells of."""
    run = one.run
    lost = _lost_positions(run)
    known = {p: one.found[n] for n, p in enumerate(_positions(run)) if n in one.found}
    if not lost or len(known) < 2 or any(c.line.time.hi - c.line.time.lo > FINE_NS for c in run.checks):
        return
    low, high = min(known), max(known)
    pause = (known[high].time.lo - known[low].time.lo) // (high - low)
    extra: list[Event] = []
    for position in lost:
        near = min(known, key=lambda p: abs(p - position))
        instant = known[near].time.lo + (position - near) * pause
        around = Interval(instant, instant).widen(SHARP_NS + one.unsure, SHARP_NS + one.unsure)
        there = one.attempts.within(around, "refused")
        there = unexplained(there, sessions, run.server, one.attempts, one.unsure)
        if len(there) != 1 or one.attempts.within(around, "accepted"):
            return
        extra += there
    time = Interval(min(a.time.lo for a in extra), run.time.hi)
    if not covers(evidence, run.host, "haproxy", time.widen(SHARP_NS + one.unsure, 0)):
        return
    places = [told(a, "a refused check that the log does not tell") for a in extra]
    places += [told(c.line, "told by both") for c in run.checks]
    shown = len(run.checks) + len(extra)
    message = f"the log of haproxy@{run.host} says {_what(run, len(run.checks))}, the capture shows {shown}: "
    message += f"the log lacks that of {' and '.join(moment(a.time.lo) for a in extra)}"
    hint = "likelier the log lacks lines: the health that it prints counts more failures than it tells"
    yield Disagreement(message, hint, tuple(places), time)


def _positions(run: _Run) -> list[int]:
    """The place of each refused check in the row that takes a server DOWN, as the printed health says: 1 to fall."""
    fall = next((int(c.line.args["of"]) for c in run.checks if c.line.args["state"] == "UP"), 0)
    up = [c.line.args["state"] == "UP" for c in run.checks]
    return [fall - int(c.line.args["health"]) if u else fall for c, u in zip(run.checks, up, strict=True)]


def _lost_positions(run: _Run) -> list[int]:
    """Which places of that row no line fills, in a run that took the server DOWN."""
    if run.checks[0].outcome != "refused" or run.last.args["state"] != "DOWN":
        return []
    positions = _positions(run)
    increasing = all(a < b for a, b in pairwise(positions))
    return [p for p in range(1, positions[-1]) if p not in positions] if increasing else []


def _what(run: _Run, n: int) -> str:
    """Say what a run is: `3 failed checks of pgb2 before it was DOWN at 19:18:34.797`."""
    failed = run.checks[0].outcome == "refused"
    state = str(run.last.args["state"])
    changed = state == ("DOWN" if failed else "UP")
    result = f"{n} {'failed' if failed else 'passed'} check{'s' if n != 1 else ''} of {run.server}"
    return f"{result} {'before it was ' + state if changed else 'up to the one'} at {moment(run.last.time.lo)}"


PAIR = Pair(frozenset({"haproxy", "capture"}), ("down-after-failures", "up-after-successes"), _compare)
