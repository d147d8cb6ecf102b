"""The heartbeat services: rounds of checks by a fixed delay, counting, changes of mind, and what they log."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.captures.synthetic.plan import MS
from tests.captures.synthetic_rtmp import replicas
from tests.captures.synthetic_rtmp.plan import REPLICAS, Life, Plan

URL = {
    "primary": "http://spring-boot-app-primary:8080/health",
    "secondary": "http://spring-boot-app-secondary:8081/health",
}
_LOGGER = "c.s.f.service.HeartbeatService"
_MAIN = "c.s.f.FaultRecoveryRedundancyApplication"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: how its answer came, over which connection (`stale`: the kept one was dead, and another was tried)."""

    server: str
    at: int
    until: int
    how: str
    status: int
    kept: int
    port: int
    stale: bool = False

    @property
    def passed(self) -> bool:
        return self.how == replicas.OK


@dataclass(frozen=True, slots=True)
class Change:
    """A service changed its mind about a replica after so many checks in a row; `first` if these were its first."""

    at: int
    server: str
    state: str
    checks: int
    first: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a Spring Boot application; `bare` are those of `show-sql`, without a stamp."""

    at: int
    level: str
    pid: int
    thread: str
    logger: str
    text: str
    bare: bool = False


@dataclass(slots=True)
class Process:
    """One life of a service: its rounds (beginning, end), checks, changes and lines."""

    life: Life
    rounds: list[tuple[int, int]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    lines: list[Said] = field(default_factory=list)

    def down(self, server: str, at: int) -> bool:
        """Whether the process has the replica DOWN (while it runs)."""
        states = [c.state for c in self.changes if c.server == server and c.at <= at]
        return bool(states) and states[-1] == "DOWN" and self.life.at <= at < self.life.until

    def downs(self, server: str) -> list[tuple[int, int]]:
        """The stretches in which it has the replica DOWN."""
        marks = [c for c in self.changes if c.server == server]
        ends = [*(c.at for c in marks[1:]), self.life.until]
        return [(c.at, end) for c, end in zip(marks, ends, strict=True) if c.state == "DOWN"]

    def says(self, at: int, level: str, text: str, thread: str = "scheduling-1", logger: str = _LOGGER) -> None:
        self.lines.append(Said(at, level, self.life.pid, thread, logger, text))


def play(plan: Plan) -> list[Process]:
    """All lives of both services."""
    return [_Service(plan, life).run() for life in plan.lives]


class _Service:
    def __init__(self, plan: Plan, life: Life) -> None:
        self._plan, self._life = plan, life
        self._chance = random.Random(f"{life.service} {life.pid} {plan.seed}")
        self._done = Process(life)
        self._kept = dict.fromkeys(REPLICAS, 0)  # the port of the connection that is kept alive
        self._since = dict.fromkeys(REPLICAS, 0)
        self._fails, self._passes = dict.fromkeys(REPLICAS, 0), dict.fromkeys(REPLICAS, 0)
        self._seen = dict.fromkeys(REPLICAS, 0)
        self._up = dict.fromkeys(REPLICAS, True)
        self._index, self._port = 0, self._chance.randint(33000, 60000)

    def run(self) -> Process:
        life, done = self._life, self._done
        started = f"Starting FaultRecoveryRedundancyApplication using Java 17.0.15 with PID {life.pid} (/app/classes)"
        done.says(life.at, "INFO", started, "main", _MAIN)
        done.says(life.at + 5 * MS, "INFO", "No active profile set, falling back to 1 default profile", "main", _MAIN)
        done.says(
            life.at + 6 * MS, "INFO", "Started FaultRecoveryRedundancyApplication in 0.067 seconds", "main", _MAIN
        )
        done.says(life.at + 7 * MS, "INFO", "Initialized 2 replicas for fault recovery monitoring", "main")
        at, number = life.at + 8 * MS + life.initial, 0
        while at < life.until:
            ended = self._round(at, first=number == 0)
            done.rounds.append((at, ended))
            if ended >= life.until:
                break
            number += 1
            pause = life.interval + self._chance.randint(0, 3 * MS) + life.late.get(number, 0)
            at = max(ended + MS, at + pause) if life.rate else ended + pause
        # what was under way when the process was killed was never said
        done.lines = [line for line in done.lines if line.at < life.until]
        done.checks = [check for check in done.checks if check.at < life.until]
        return done

    def _round(self, at: int, first: bool) -> int:
        self._done.says(at, "DEBUG", "Starting heartbeat check for 2 replicas")
        now = at + self._chance.randint(MS, 4 * MS)
        for server in REPLICAS:
            check = self._check(server, now, first)
            self._done.checks.append(check)
            now = check.until + self._chance.randint(200, 2 * MS)
            if now < self._life.until:
                self._count(check, now)
            now += self._chance.randint(300, 2 * MS)
        self._switch(now)
        up = sum(self._up.values())
        text = f"Heartbeat check completed. System operational: {str(up > 0).lower()}, Healthy replicas: {up}"
        self._done.says(now, "DEBUG", text)
        return now

    def _check(self, server: str, at: int, first: bool) -> Check:
        kept = self._kept[server]
        # a kill closed the connection that was kept; a request on it is reset, and the library tries anew
        stale = kept and replicas.killed_within(self._plan, server, self._since[server], at) >= 0
        how, until = self._answered(server, at, bool(kept) and not stale, first)
        port = 0 if kept and not stale else self._next_port()
        fault = replicas.fault_at(self._plan, server, at, self._life.service)
        status = {replicas.OK: 200, replicas.ERROR: fault.status if fault else 503}.get(how, 0)
        self._kept[server] = (port or kept) if status else 0
        self._since[server] = at
        return Check(server, at, until, how, status, kept, port, bool(stale))

    def _answered(self, server: str, at: int, kept: bool, first: bool) -> tuple[str, int]:
        plan, name, due = self._plan, self._life.service, at + self._plan.timeout
        how = replicas.meets(plan, server, at, name)
        took = self._chance.randint(1500, 6 * MS) + first * self._chance.randint(20 * MS, 90 * MS)
        if how == replicas.REFUSED:
            return how, at + self._chance.randint(900, 3 * MS)
        if how == replicas.HANGS and (back := replicas.resumes(plan, server, at, name)) + 5 * MS < due:
            return replicas.OK, back + 4 * MS
        if how == replicas.SILENT and kept and replicas.meets(plan, server, at + 210 * MS, name) == replicas.OK:
            return replicas.OK, at + 210 * MS + took  # what was lost is sent again
        if how in (replicas.HANGS, replicas.SILENT):
            return how, due + self._chance.randint(0, MS)
        killed = replicas.killed_within(plan, server, at, at + took)
        return (replicas.REFUSED, killed + 300) if killed >= 0 else (how, at + took)

    def _next_port(self) -> int:
        self._port += 2
        return self._port

    def _count(self, check: Check, at: int) -> None:
        server, life, url = check.server, self._life, URL[check.server]
        self._seen[server] += 1
        if check.passed:
            self._done.says(at, "DEBUG", f"Health check OK for {url}")
            self._fails[server], self._passes[server] = 0, self._passes[server] + 1
            if not self._up[server] and self._passes[server] >= life.rise:
                self._turns(server, at, "UP", self._passes[server])
            return
        self._done.says(at, "DEBUG", f"Health check failed for {url}: {_why(check, url)}")
        self._passes[server], self._fails[server] = 0, self._fails[server] + 1
        if self._up[server] and self._fails[server] >= life.fall:
            self._turns(server, at, "DOWN", self._fails[server])
        elif self._up[server]:
            text = f"Replica {url} failed health check (attempt {self._fails[server]}/3 threshold)"
            self._done.says(at, "INFO", text)

    def _turns(self, server: str, at: int, state: str, checks: int) -> None:
        stated = self._life.prints == "stated"
        self._up[server] = state == "UP"
        at += self._chance.randint(0, MS)
        self._done.changes.append(Change(at, server, state, checks, checks == self._seen[server]))
        if state == "DOWN":
            text = f"has failed {3 if stated else checks} consecutive health checks - marking as DOWN"
            self._done.says(at, "WARN", f"FAULT DETECTED: Replica {URL[server]} {text}")
        else:
            text = f"has recovered after {2 if stated else checks} consecutive successful checks - marking as UP"
            self._done.says(at, "INFO", f"RECOVERY DETECTED: Replica {URL[server]} {text}")

    def _switch(self, at: int) -> None:
        now, other = REPLICAS[self._index], REPLICAS[1 - self._index]
        if not self._up[now] and self._up[other]:
            text = f"switched from {URL[now]} (index {self._index}) to {URL[other]} (index {1 - self._index})"
            self._done.says(at, "WARN", f"FAILOVER EXECUTED: Primary replica {text}")
            self._index = 1 - self._index


def _why(check: Check, url: str) -> str:
    asked = f'I/O error on GET request for "{url}": '
    match check.how:
        case replicas.REFUSED:
            return asked + "Connection refused"
        case replicas.ERROR:
            return f'{check.status} : "{{"status":"DOWN"}}"'
        case replicas.HANGS:
            return asked + "Read timed out"
    return asked + ("Connect timed out" if check.port else "Read timed out")
