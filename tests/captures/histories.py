"""Random histories of two HAProxys and what they would log, with the truth known because it was there first.

Shares no code with the checker. A history is: processes with their servers' outages, and requests with a queue time.
A log is one way to write it down: stamps of microseconds or whole seconds, lines in any order, some of them lost in a
stretch that is declared.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(2026, 11, 21, 19, tzinfo=UTC)
SERVERS = ("pgb1", "pgb2", "pgb3")
MS, S = 1_000, 1_000_000  # instants and lengths are microseconds after EPOCH
TOLERANCE = 4 * MS


@dataclass(frozen=True)
class Change:
    at: int
    server: str
    state: str  # DOWN, UP, MAINT


@dataclass(frozen=True)
class Request:
    """Accepted at an instant (whose milliseconds HAProxy prints), queued for whole milliseconds, then assigned."""

    accepted: int
    queued: int
    lasted: int
    server: str
    port: int

    @property
    def assigned(self) -> int:
        return self.accepted + self.queued * MS


@dataclass
class Process:
    """One life of one HAProxy on one host; all servers are UP when it starts."""

    host: str
    pid: int
    starts: int
    ends: int
    changes: list[Change] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def state(self, server: str, at: int) -> str:
        """The state of a server just after an instant."""
        before = [c.state for c in self.changes if c.server == server and c.at <= at]
        return before[-1] if before else "UP"

    def down(self, server: str, at: int) -> bool:
        return self.state(server, at) in ("DOWN", "MAINT")

    def near_change(self, at: int, reach: int) -> bool:
        return any(abs(c.at - at) <= reach for c in self.changes)


@dataclass(frozen=True)
class Written:
    """A history as files: the paths, what was declared lost by host, and how fine the stamps are."""

    paths: tuple[Path, ...]
    gaps: tuple[str, ...]
    lossy: bool
    fine: bool


def history(seed: int) -> list[Process]:
    """Two hosts; each with one process or two (a reload, a restart with the same pid)."""
    chance = random.Random(seed)
    return [process for host in ("hap1", "hap2")[: chance.randint(1, 2)] for process in _lives(host, chance)]


def _lives(host: str, chance: random.Random) -> Iterator[Process]:
    pid, at = chance.randint(8, 12), chance.randint(0, S)
    for _ in range(chance.choice((1, 1, 2, 3))):
        ends = at + chance.randint(5 * S, 60 * S)
        process = Process(host, pid, at, ends)
        for server in SERVERS:
            process.changes += _outages(process, server, chance)
        process.changes.sort(key=lambda c: c.at)
        process.requests = list(_requests(process, chance))
        yield process
        at, pid = ends + chance.randint(1, 3 * S), chance.choice((pid, pid + chance.randint(1, 30)))


def _outages(process: Process, server: str, chance: random.Random) -> Iterator[Change]:
    at = process.starts + chance.randint(10 * MS, 20 * S)
    while at < process.ends and chance.random() < 0.7:
        yield Change(at, server, chance.choice(("DOWN", "DOWN", "MAINT")))
        at += chance.choice((chance.randint(10 * MS, S), chance.randint(S, 15 * S)))
        if at >= process.ends:
            return
        yield Change(at, server, "UP")
        at += chance.choice((chance.randint(10 * MS, S), chance.randint(S, 15 * S)))


def _requests(process: Process, chance: random.Random) -> Iterator[Request]:
    for number in range(chance.randint(3, 40)):
        instants = [c.at for c in process.changes] or [process.starts]
        near = chance.choice(instants) + chance.randint(-20 * MS, 20 * MS)
        assigned = chance.choice((near, chance.randint(process.starts, process.ends - 1)))
        queued = chance.choice((0, 0, 1, chance.randint(2, 3000)))
        accepted = assigned - queued * MS
        if not process.starts <= accepted <= assigned < process.ends:
            continue
        lasted = queued + chance.choice((0, 1, chance.randint(2, 4000)))
        guilty = chance.random() < 0.1
        fit = [s for s in SERVERS if process.down(s, assigned) == guilty] or list(SERVERS)
        yield Request(accepted, queued, lasted, chance.choice(fit), 10_000 + number * 7 + process.pid * 500)


# What they log


def stamp(at: int, fine: bool) -> str:
    time = EPOCH + timedelta(microseconds=at)
    return time.isoformat(timespec="microseconds") if fine else f"{time:%b} {time.day:2d} {time:%H:%M:%S}"


def logged(process: Process, chance: random.Random) -> Iterator[tuple[int, str]]:
    """Every line with the instant at which the logger received it."""
    late = chance.randint(50, 600)
    yield process.starts + late, "Proxy pgsql_front started."
    states = dict.fromkeys(SERVERS, "UP")
    for change in process.changes:
        before, states[change.server] = states[change.server], change.state
        yield change.at + late, f"Server pgbouncer_back/{change.server} {_says(change, before, states)}"
    for r in process.requests:
        date = EPOCH + timedelta(microseconds=r.accepted)
        yield (
            r.accepted + r.lasted * MS + late,
            f"192.168.1.50:{r.port} [{date:%d/%b/%Y:%H:%M:%S}.{date.microsecond // 1000:03d}] pgsql_front"
            f" pgbouncer_back/{r.server} {r.queued}/0/{r.lasted} 412 -- 4/4/3/0/0 0/0",
        )


def _says(change: Change, before: str, states: dict[str, str]) -> str:
    active = sum(state == "UP" for state in states.values())
    left = f"{active} active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue."
    match change.state, before:
        case "UP", "MAINT":
            return "is UP/READY (leaving forced maintenance)."
        case "UP", _:
            return f"is UP. {active} active and 0 backup servers online. 0 sessions requeued, 0 total in queue."
        case "MAINT", _:
            return f"is going DOWN for maintenance. {left}"
        case _:
            return f"is DOWN. {left}"


def write(processes: list[Process], folder: Path, seed: int) -> Written:
    """Write one log a host, in one of many ways; the same seed writes the same bytes."""
    chance = random.Random(seed + 1_000_000)
    fine, lossy, mixed = chance.random() < 0.6, chance.random() < 0.4, chance.random() < 0.5
    paths: list[Path] = []
    gaps: list[str] = []
    for host in sorted({p.host for p in processes}):
        lives = [p for p in processes if p.host == host]
        lines = sorted((at, p.pid, text) for p in lives for at, text in logged(p, chance))
        if lossy:
            lo = chance.randint(lines[0][0], lines[-1][0])
            hi = lo + chance.randint(1, 20 * S)
            lines = [line for line in lines if not lo <= line[0] <= hi or chance.random() < 0.3]
            gaps.append(f"{host}={stamp(lo - S, True)}/{stamp(hi + S, True)}")
        if mixed:
            chance.shuffle(lines)
        path = folder / host / "haproxy.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{stamp(at, fine)} {host} haproxy[{pid}]: {text}\n" for at, pid, text in lines))
        paths.append(path)
    return Written(tuple(paths), tuple(gaps), lossy, fine)
