"""What is drawn from a seed: the settings of the system, and what breaks when.

Instants and lengths are microseconds, instants after EPOCH.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime

EPOCH = datetime(2026, 11, 21, 19, tzinfo=UTC)
MS, S = 1_000, 1_000_000
HOSTS = ("hap1", "hap2")
SERVERS = ("pgb1", "pgb2", "pgb3")
ADDRESS = {"hap1": "192.168.1.10", "hap2": "192.168.1.11"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A server does not answer from `at` until `until`: it refuses, or its packets vanish (`silent`)."""

    server: str
    at: int
    until: int
    silent: bool


@dataclass(frozen=True, slots=True)
class Checks:
    """How HAProxy checks its servers; `logged` is `option log-health-checks`."""

    inter: int
    fall: int
    rise: int
    timeout: int
    logged: bool


@dataclass(frozen=True, slots=True)
class Life:
    """One process of HAProxy; `end` is reload (its sessions go on), kill, crash (of its host), or open (no end)."""

    host: str
    pid: int
    at: int
    until: int
    end: str = "open"


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to keepalived on a host: start, stop, kill (the address stays), crash, fault, recover."""

    at: int
    host: str
    what: str


@dataclass(frozen=True, slots=True)
class Watch:
    """The monitor: its period, how far its polls stray, which polls come late and by how much, how alerts go."""

    period: int
    stray: int
    late: dict[int, int]
    bad_alerts: float


@dataclass(frozen=True, slots=True)
class Routing:
    """Bugs and features of the routing: the share of sessions that stick to a server whatever its state."""

    sticky: float
    redispatch: bool
    queued: float
    timeout: int


@dataclass(slots=True)
class Plan:
    """All of a run; `end` is when every recording stops."""

    seed: int
    end: int
    checks: Checks
    routing: Routing
    watch: Watch
    preempt: bool
    weight: bool
    faults: list[Fault] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    partitions: list[tuple[int, int]] = field(default_factory=list)
    cuts: list[tuple[str, int, int]] = field(default_factory=list)

    def cut(self, host: str, lo: int, hi: int | None = None) -> bool:
        """Whether the host is unplugged from the switch at an instant, or at some time of a stretch."""
        return any(h == host and at < (lo + 1 if hi is None else hi) and lo < end for h, at, end in self.cuts)

    @property
    def priorities(self) -> dict[str, int]:
        """The priorities that keepalived advertises: those of the configuration and the weight of the script."""
        return {"hap1": 101 + 2 * self.weight, "hap2": 100 + 2 * self.weight}


def draw(seed: int) -> Plan:
    """The plan of a seed; the same seed gives the same plan."""
    chance = random.Random(seed)
    end = chance.randint(30 * S, 60 * S)
    plan = Plan(
        seed, end, _checks(chance), _routing(chance), _watch(chance, end), chance.random() < 0.5, chance.random() < 0.3
    )
    plan.faults = _faults(chance, end)
    starts = {host: chance.randint(0, S) for host in HOSTS}
    plan.acts = [Act(starts[h] + chance.randint(200 * MS, 1200 * MS), h, "start") for h in HOSTS]
    for slot in _slots(chance, end):
        _incident(plan, chance, *slot)
    plan.lives = [life for host in HOSTS for life in _lives(plan, chance, host, starts[host])]
    plan.acts.sort(key=lambda a: a.at)
    return plan


def _checks(chance: random.Random) -> Checks:
    inter = chance.choice((2, 2, 2, 1, 3)) * S
    fall, rise = chance.choice((3, 3, 3, 3, 1, 2, 4, 5)), chance.choice((2, 2, 2, 2, 1, 3))
    return Checks(inter, fall, rise, chance.choice((2, 2, 1)) * S, chance.random() < 0.8)


def _routing(chance: random.Random) -> Routing:
    sticky = chance.choice((0, 0, 0, 0.2, 0.7))
    return Routing(sticky, chance.random() < 0.35, chance.choice((0, 0, 0.15)), chance.choice((5, 5, 2)) * S)


def _watch(chance: random.Random, end: int) -> Watch:
    period = chance.choice((2, 2, 5, 10)) * S
    polls = end // period
    late: dict[int, int] = {}
    if chance.random() < 0.25 and polls > 3:
        late[chance.randint(1, polls - 2)] = chance.choice((period * 6 // 10, period))
    return Watch(period, period // 400, late, chance.choice((0, 0, 0.3, 0.8)))


def _faults(chance: random.Random, end: int) -> list[Fault]:
    faults = []
    for server in SERVERS:
        at = chance.randint(6 * S, 25 * S)
        while at < end - 2 * S and chance.random() < 0.45:
            lasts = chance.choice((chance.randint(100 * MS, 4 * S), chance.randint(4 * S, 25 * S), 200 * S))
            faults.append(Fault(server, at, at + lasts, chance.random() < 0.3))
            at += lasts + chance.randint(500 * MS, 15 * S)
    return faults


def _slots(chance: random.Random, end: int) -> list[tuple[int, int]]:
    """Stretches for what happens to the hosts, one after the other, with time to settle between them."""
    slots = [(8 * S, end)] if end < 42 * S else [(8 * S, end // 2), (end // 2 + 6 * S, end)]
    return [slot for slot in slots if chance.random() < 0.75]


def _incident(plan: Plan, chance: random.Random, lo: int, hi: int) -> None:
    at = chance.randint(lo, max(lo, hi - 8 * S))
    back = at + chance.choice((chance.randint(S, 6 * S), chance.randint(6 * S, 20 * S)))
    host = chance.choice(("hap1", "hap1", "hap2"))
    what = chance.choice(("crash", "crash", "stop", "fault", "partition", "preempted", "kill", "cut"))
    match what:
        case "partition":
            plan.partitions.append((at, back))
        case "cut":
            plan.cuts.append((host, at, back))
        case "fault" if not plan.weight:
            plan.acts += [Act(at, host, "fault"), *_if(back < hi, Act(back, host, "recover"))]
        case "crash" | "stop":
            plan.acts += [Act(at, host, what), *_if(back < hi, Act(back, host, "start"))]
        case "kill" if chance.random() < 0.4:
            plan.acts += [Act(at, host, "kill"), *_if(back < hi, Act(back, host, "start"))]
        case _:
            plan.acts += [Act(at, "hap1", "stop"), Act(at + 9 * S, "hap1", "start")]


def _if(condition: bool, act: Act) -> tuple[Act, ...]:
    return (act,) if condition else ()


def _lives(plan: Plan, chance: random.Random, host: str, at: int) -> list[Life]:
    """HAProxy lives as long as its host, cut by reloads and kills."""
    lives: list[Life] = []
    pid = chance.randint(20, 40)
    for lo, hi, end in _host_up(plan, host, at):
        start = lo
        while chance.random() < 0.2 and hi - start > 12 * S:
            cut = chance.randint(start + 5 * S, hi - 3 * S)
            how = chance.choice(("reload", "reload", "kill"))
            lives.append(Life(host, pid, start, cut, how))
            start, pid = (
                cut + (30 * MS if how == "reload" else chance.randint(100 * MS, 4 * S)),
                pid + chance.randint(3, 9),
            )
        lives.append(Life(host, pid, start, hi, end))
        # a host that boots again counts its processes from the same number; then only logged checks show a new one
        pid = chance.choice((pid, pid + 3)) if plan.checks.logged else pid + 3
    return lives


def _host_up(plan: Plan, host: str, at: int) -> list[tuple[int, int, str]]:
    """The stretches in which a host runs, and how each ends."""
    stretches, since = [], at
    crashed = False
    for act in sorted((a for a in plan.acts if a.host == host), key=lambda a: a.at):
        if act.what == "crash":
            stretches.append((since, act.at, "crash"))
            crashed = True
        elif act.what == "start" and crashed:
            since, crashed = act.at - 40 * MS, False
    if not crashed:
        stretches.append((since, plan.end, "open"))
    return stretches
