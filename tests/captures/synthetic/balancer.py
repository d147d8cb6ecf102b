"""HAProxy processes and their health checks: health counts, states, and the lines about them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.captures.synthetic.plan import MS, SERVERS, Checks, Fault, Life, Plan, S
from tests.captures.synthetic.vrrp import Line

OK, REFUSED, SILENT = "ok", "refused", "silent"


@dataclass(frozen=True, slots=True)
class Check:
    """One health check, from its connection to its end."""

    server: str
    at: int
    until: int
    how: str

    @property
    def passed(self) -> bool:
        return self.how == OK


@dataclass(frozen=True, slots=True)
class Change:
    """A server changed its state after so many checks in a row; `first` if these were the first of the process."""

    at: int
    server: str
    state: str
    checks: int
    first: bool


@dataclass(slots=True)
class Process:
    """One HAProxy process, with what it thinks of its servers. They are UP when it starts."""

    life: Life
    checks: list[Check] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.life.host

    def runs(self, at: int) -> bool:
        return self.life.at <= at < self.life.until

    def down(self, server: str, at: int) -> bool:
        states = [c.state for c in self.changes if c.server == server and c.at <= at]
        return bool(states) and states[-1] == "DOWN"

    def from_change(self, server: str, at: int) -> int:
        """How far the next change of the server is, on either side."""
        return min((abs(c.at - at) for c in self.changes if c.server == server), default=1000 * S)


def answers(faults: list[Fault], server: str, at: int) -> str:
    """What a connection to the server meets at an instant."""
    for fault in faults:
        if fault.server == server and fault.at <= at < fault.until:
            return SILENT if fault.silent else REFUSED
    return OK


def play(plan: Plan) -> list[Process]:
    """All processes of both hosts with their checks."""
    chance = random.Random(plan.seed + 2)
    return [_process(plan, life, chance) for life in plan.lives]


def _process(plan: Plan, life: Life, chance: random.Random) -> Process:
    process = Process(life)
    base = life.at + chance.randint(20 * MS, plan.checks.inter // 2)
    for number, server in enumerate(SERVERS):
        first = base + number * plan.checks.inter // 3 + chance.randint(0, 8 * MS)
        process.checks += _checks(plan, life, server, first, chance)
    process.checks.sort(key=lambda c: c.until)
    _count(process, plan.checks)
    if life.end == "reload":
        for n, proxy in enumerate(("pgsql_front", "pgbouncer_back")):
            text = f"Proxy {proxy} stopped (cumulated conns: FE: 94, BE: 0)."
            process.lines.append(Line(life.until + n * 15, life.host, "haproxy", life.pid, text))
    return process


def _checks(plan: Plan, life: Life, server: str, at: int, chance: random.Random) -> Iterator[Check]:
    """Checks one after the other; the next starts `inter` after the end of the last one."""
    end = min(life.until, plan.end)
    while at < end:
        until, how = _check(plan, life.host, server, at, chance)
        if until >= end:
            return
        yield Check(server, at, until, how)
        at = until + plan.checks.inter + chance.randint(0, 2 * MS)


def _check(plan: Plan, host: str, server: str, at: int, chance: random.Random) -> tuple[int, str]:
    """A connection attempt; a lost SYN is sent again after a second."""
    due = at + plan.checks.timeout
    for sent in range(at, due, S):
        how = SILENT if plan.cut(host, sent) else answers(plan.faults, server, sent)
        if how != SILENT:
            return sent + chance.choice((200, 200, 400, 900, 16 * MS)), how
    return due + chance.randint(0, MS), SILENT


def _count(process: Process, checks: Checks) -> None:
    """Count health as HAProxy does: it starts at `rise`, one success makes it full, at less than `rise` it is DOWN."""
    full = checks.rise + checks.fall - 1
    for server in SERVERS:
        health, row, seen, last = checks.rise, 0, 0, True
        for check in (c for c in process.checks if c.server == server):
            row = row + 1 if check.passed == last else 1
            seen, last = seen + 1, check.passed
            before = health
            health = _next(health, check.passed, checks, full)
            if before == health:
                continue
            if checks.logged:
                process.lines.append(_check_line(process, check, health, checks))
            if (before >= checks.rise) != (health >= checks.rise):
                state = "UP" if health >= checks.rise else "DOWN"
                process.changes.append(Change(check.until + 60, server, state, row, row == seen))
    process.changes.sort(key=lambda c: c.at)
    ends = {(c.server, c.until + 60): c for c in process.checks}
    for n, change in enumerate(process.changes):
        check, active = ends[change.server, change.at], _active(process.changes[: n + 1])
        process.lines.append(_state_line(process, change, check, checks.logged, active))
        if not active:
            text = "backend pgbouncer_back has no server available!"
            process.lines.append(Line(change.at + 75, process.host, "haproxy", process.life.pid, text))


def _next(health: int, passed: bool, checks: Checks, full: int) -> int:
    if passed:
        return full if health + 1 >= checks.rise else health + 1
    return health - 1 if health - 1 >= checks.rise else 0


def _active(changes: list[Change]) -> int:
    states = {c.server: c.state for c in changes}
    return sum(states.get(s, "UP") == "UP" for s in SERVERS)


def _reason(check: Check) -> str:
    took = f"check duration: {(check.until - check.at) // MS}ms"
    match check.how:
        case "ok":
            return f"reason: Layer4 check passed, {took}"
        case "refused":
            return f'reason: Layer4 connection problem, info: "Connection refused", {took}'
        case _:
            return f"reason: Layer4 timeout, {took}"


def _check_line(process: Process, check: Check, health: int, checks: Checks) -> Line:
    up = health >= checks.rise
    status = f"{health - checks.rise + 1}/{checks.fall} UP" if up else f"{health}/{checks.rise} DOWN"
    text = (
        f"Health check for server pgbouncer_back/{check.server} {'succeeded' if check.passed else 'failed'},"
        f" {_reason(check)}, status: {status}."
    )
    return Line(check.until, process.host, "haproxy", process.life.pid, text)


def _state_line(process: Process, change: Change, check: Check, logged: bool, active: int) -> Line:
    why = "" if logged else f", {_reason(check)}"
    rest = (
        "servers online. 0 sessions requeued, 0 total in queue."
        if change.state == "UP"
        else "servers left. 0 sessions active, 0 requeued, 0 remaining in queue."
    )
    text = f"Server pgbouncer_back/{change.server} is {change.state}{why}. {active} active and 0 backup {rest}"
    return Line(change.at + 60, process.host, "haproxy", process.life.pid, text)
