"""What is drawn from a seed: the settings of the system, and what breaks when.

Instants and lengths are microseconds, instants after EPOCH (as in the simulation of the first system).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.captures.synthetic.plan import MS, S

REPLICAS = ("primary", "secondary")
SERVICES = ("HS1", "HS2")
USERS = {"9f2c4e7ab1d05836": "alice", "51c0d9e8f7a6b324": "bob", "0badc0de12345678": "carol_ann"}
FALL, RISE = 3, 2
NETCALL = 10 * S
# How a replica answers a publish: with the user's name, or wrongly.
ANSWERS = ("name", "name", "name", "name", "name", "name", "200", "other", "url", "rtmp")


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls a replica: kill (refused until `until`), hang, error (500, 503), drop (packets of `whom` vanish)."""

    server: str
    at: int
    until: int
    what: str
    status: int = 503
    whom: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Life:
    """One process of a heartbeat service, and how it is made: thresholds, interval, schedule, what it prints."""

    service: str
    pid: int
    at: int
    until: int
    initial: int
    fall: int
    rise: int
    interval: int
    rate: bool = False
    late: dict[int, int] = field(default_factory=dict)
    prints: str = "true"


@dataclass(frozen=True, slots=True)
class Wish:
    """A client that wants to publish a key (or name) into an application: when, for how long, from which port."""

    at: int
    app: str
    key: str
    lasts: int
    port: int


@dataclass(slots=True)
class Plan:
    """All of a run; `end` is when every recording stops. `targets` are the on_publish of nginx from when on."""

    seed: int
    end: int
    interval: int
    timeout: int
    faults: list[Fault]
    lives: list[Life]
    targets: list[tuple[int, str]]
    wishes: list[Wish]
    answers: dict[str, str]
    guarded: bool

    @property
    def tolerance(self) -> int:
        return min(self.interval // 5, S)

    @property
    def down_within(self) -> int:
        return FALL * (self.interval + self.timeout)

    @property
    def agree_within(self) -> int:
        return self.interval + 2 * self.timeout + 250 * MS


def draw(seed: int) -> Plan:
    """The plan of a seed; the same seed gives the same plan."""
    chance = random.Random(f"rtmp {seed}")
    end = chance.randint(35 * S, 60 * S)
    interval, timeout = chance.choice(((1 * S, 500 * MS), (1 * S, 500 * MS), (2 * S, S)))
    faults = [fault for server in REPLICAS for fault in _faults(chance, server, end)]
    plan = Plan(seed, end, interval, timeout, faults, [], [], [], {}, chance.random() < 0.5)
    plan.lives = [life for service in SERVICES for life in _lives(plan, chance, service)]
    plan.targets = _targets(plan, chance)
    plan.wishes = _wishes(chance, end)
    odd = chance.random() < 0.4
    plan.answers = {user: chance.choice(ANSWERS) if odd else "name" for user in USERS.values()}
    return plan


def _faults(chance: random.Random, server: str, end: int) -> list[Fault]:
    faults = []
    share = 0.85 if server == "primary" else 0.3
    at = chance.randint(6 * S, 18 * S)
    while at < end - 3 * S and chance.random() < share:
        what = chance.choice(("kill", "kill", "kill", "hang", "error", "drop"))
        lasts = chance.choice((chance.randint(200 * MS, 3 * S), chance.randint(5 * S, 20 * S), 200 * S))
        whom = chance.choice((("HS1", "HS2", "NGINX"), ("HS1", "HS2", "NGINX"), ("HS1",), ("HS2",), ("NGINX",)))
        faults.append(Fault(server, at, at + lasts, what, chance.choice((500, 503)), whom if what == "drop" else ()))
        at += lasts + chance.randint(3 * S, 15 * S)
        share = 0.5
    return faults


def _lives(plan: Plan, chance: random.Random, service: str) -> list[Life]:
    """A service runs from soon after the beginning; some are killed and start again, some are made wrongly."""
    lives: list[Life] = []
    at, pid = chance.randint(2 * S, 4 * S), chance.randint(100, 900)
    fall, rise = chance.choice((3, 3, 3, 3, 3, 1, 2, 4)), chance.choice((2, 2, 2, 2, 1, 3))
    prints = chance.choice(("true", "true", "stated"))
    interval = plan.interval * chance.choice((10, 10, 10, 10, 10, 10, 15, 5)) // 10
    rate = chance.random() < 0.1
    while at < plan.end - 7 * S:
        until = chance.randint(at + 6 * S, plan.end) if chance.random() < 0.2 else plan.end
        late = {}
        if chance.random() < 0.15:
            late[chance.randint(3, 12)] = chance.choice((plan.interval // 10, plan.interval, 5 * S))
        lives.append(
            Life(service, pid, at, until, chance.randint(10, 600) * MS, fall, rise, interval, rate, late, prints)
        )
        if until == plan.end:
            break
        at, pid = until + chance.randint(500 * MS, 8 * S), pid + chance.randint(3, 90)
    return lives


def _targets(plan: Plan, chance: random.Random) -> list[tuple[int, str]]:
    """The operator changes nginx by hand some time after a replica broke, or never, or too early."""
    targets, now = [(1500 * MS, "primary")], "primary"
    for fault in sorted(plan.faults, key=lambda f: f.at):
        at = fault.at + chance.randint(-2 * S, 14 * S)
        if fault.server == now and chance.random() < 0.6 and targets[-1][0] + 3 * S < at < plan.end - 2 * S:
            now = "secondary" if now == "primary" else "primary"
            targets.append((at, now))
    return targets


def _wishes(chance: random.Random, end: int) -> list[Wish]:
    wishes, at, port = [], chance.randint(4 * S, 9 * S), chance.randint(40000, 50000)
    while at < end - S:
        kind = chance.random()
        app, key = "live", chance.choice(list(USERS))
        if kind < 0.08:
            key = "ffffffffffff0000"
        elif kind < 0.16:
            app, key = "hls", f"stream_{chance.choice((*USERS.values(), 'mallory'))}"
        lasts = chance.choice((chance.randint(S, 4 * S), chance.randint(3 * S, 12 * S), chance.randint(10 * S, 30 * S)))
        wishes.append(Wish(at, app, key, lasts, port))
        at, port = at + chance.choice((chance.randint(300 * MS, 2 * S), chance.randint(2 * S, 9 * S))), port + 2
    return wishes
