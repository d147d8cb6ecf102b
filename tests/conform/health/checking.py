"""Random lives of a HAProxy and a server that fails, simulated check by check, and what sources would tell of them.

Shares no code with the checker: the rules of the health are written down here once more.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.base.places import Place
from checker.base.time import Interval
from checker.conform.evidence import Evidence, Heard, Loss
from checker.conform.hosts import identify
from checker.conform.inertia import Lost
from checker.model.event import Event, Source
from tests.conform.makers import contract

US, MS, S = 1_000, 1_000_000, 1_000_000_000
BASE = 1_795_000_000 * S
SERVER, ADDRESS = "pgbouncer_back/pgb2", "192.168.1.5:6433"
HOSTS = {"hap1": "192.168.1.10", "hap2": "192.168.1.11"}
CAPTURE = Source("", "capture", "")


@dataclass(frozen=True)
class Outage:
    """The server refuses, or (`drops`) packets to it are lost, for all or for the first host only."""

    lo: int
    hi: int
    drops: bool
    only: str = ""

    def hits(self, host: str, at: int) -> bool:
        return self.lo <= at < self.hi and self.only in ("", host)


@dataclass(frozen=True)
class Check:
    begun: int
    ended: int
    passed: bool
    drops: bool
    health: int
    of: int
    state: str
    logged: bool


@dataclass(frozen=True)
class Change:
    """A change of state, how many checks in a row led to it, and whether the process had ever seen one pass."""

    at: int
    state: str
    row: int
    fresh: bool


@dataclass
class Life:
    host: str
    pid: int
    lo: int
    hi: int
    told: bool
    checks: list[Check] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def source(self) -> Source:
        return Source(self.host, "haproxy", str(self.pid))


@dataclass(frozen=True)
class World:
    fall: int
    rise: int
    inter: int
    timeout: int
    outages: Sequence[Outage]
    lives: Sequence[Life]
    end: int


def world(seed: int) -> World:
    chance = random.Random(seed)
    fall, rise = chance.choice((1, 2, 3, 3, 3, 5)), chance.choice((1, 2, 2, 3))
    inter, timeout = chance.choice((1 * S, 2 * S, 2 * S, 3 * S)), chance.choice((1 * S, 2 * S))
    end = BASE + chance.randint(40, 90) * S
    outages = list(_outages(chance, end))
    lives = [life for host in HOSTS for life in _lives(chance, host, end)]
    for life in lives:
        _live(life, fall, rise, inter, timeout, outages, chance)
    return World(fall, rise, inter, timeout, outages, lives, end)


def _outages(chance: random.Random, end: int) -> Iterator[Outage]:
    at = BASE + chance.randint(-5 * S, 20 * S)
    while at < end and chance.random() < 0.85:
        lasts = chance.choice((chance.randint(S, 5 * S), chance.randint(5 * S, 9 * S), chance.randint(9 * S, 30 * S)))
        drops = chance.random() < 0.35
        yield Outage(at, at + lasts, drops, chance.choice(("", "hap1")) if drops else "")
        at += lasts + chance.randint(2 * S, 25 * S)


def _lives(chance: random.Random, host: str, end: int) -> Iterator[Life]:
    at, pid = BASE + chance.randint(0, S), chance.randint(8, 40)
    while True:
        until = chance.choice((end, at + chance.randint(8 * S, 40 * S)))
        until = end if until > end - 2 * S else until
        yield Life(host, pid, at, until, chance.random() < 0.7)
        if until == end:
            return
        at, pid = until + chance.randint(-20 * MS, 300 * MS), pid + chance.randint(1, 9)


def _live(
    life: Life, fall: int, rise: int, inter: int, timeout: int, outages: Sequence[Outage], chance: random.Random
) -> None:
    health, full, row, last, fresh = rise, rise + fall - 1, 0, None, True
    at = life.lo + chance.randint(1 * MS, inter)
    while True:
        hit = next((o for o in outages if o.hits(life.host, at)), None)
        passed, drops = hit is None, hit is not None and hit.drops
        ended = at + (timeout if drops else chance.randint(50 * US, 900 * US))
        if ended >= life.hi:
            return
        row = row + 1 if passed is last else 1
        last = passed
        before, up = health, health >= rise
        higher, lower = health + 1 if health < rise - 1 else full, health - 1 if health > rise else 0
        health = higher if passed else lower
        now = health >= rise
        state, shown, of = ("UP", health - rise + 1, fall) if now else ("DOWN", health, rise)
        life.checks.append(Check(at, ended, passed, drops, shown, of, state, health != before))
        if now is not up:
            life.changes.append(Change(ended + 60 * US, state, row, fresh))
        fresh = fresh and not passed
        at = ended + inter + chance.randint(0, 3 * MS)


# What sources tell


@dataclass(frozen=True)
class Told:
    """Sources that a team may have kept: which logs, how fine, with which lines missing, and packets."""

    hosts: tuple[str, ...] = ("hap1", "hap2")
    checks: bool = True
    fine: bool = True
    packets: bool = False
    statistics: bool = False
    lost: Interval | None = None


def evidence_of(w: World, told: Told, seed: int) -> tuple[Evidence, list[Event]]:
    """Return the evidence of the logs, and the connection attempts of the capture."""
    chance = random.Random(f"sources {seed}")
    events: list[Event] = []
    heard: list[Heard] = []
    for life in w.lives:
        lines = list(_lines(life, w, told, chance)) if life.host in told.hosts else []
        if told.lost is not None:
            lines = [e for e in lines if not e.time.overlaps(told.lost)]
        if lines:
            span = Interval(min(e.time.lo for e in lines), max(e.time.hi for e in lines))
            heard.append(Heard(life.source, span, f"{life.host}.log", len(lines)))
        events += lines
    lost = [Lost(told.lost, "declared", "the lines")] if told.lost else []
    losses = [Loss(host, "haproxy", each) for host in told.hosts for each in lost]
    attempts = list(_attempts(w, chance)) if told.packets else []
    if told.packets:
        span = Interval(BASE, w.end)
        events.append(Event("captured", span, CAPTURE, {"packets": 9, "link": "ethernet"}, (Place("x.pcap", 1),)))
        heard.append(Heard(CAPTURE, span, "x.pcap", 9))
    ordered = sorted(events, key=lambda e: (e.time, e.kind, e.source, e.places))
    parameters = contract().with_settings(())
    return Evidence(ordered, parameters, identify(ordered, parameters), heard, losses, {}, ordered), attempts


def _lines(life: Life, w: World, told: Told, chance: random.Random) -> Iterator[Event]:
    number = life.lo // MS % 1_000_000

    def line(kind: str, at: int, args: Mapping[str, object], source: Source = life.source) -> Event:
        nonlocal number
        number += 1
        received = at + chance.randint(20, 90) * US
        second = received // S * S
        time = Interval(received - MS, received) if told.fine else Interval(second - MS, second + S - 1)
        return Event(kind, time, source, dict(args), (Place(f"{life.host}.log", number),), f"{kind} {number}")

    if life.told:
        yield line("process_started", life.lo, {"detail": "started"})
    for check in life.checks:
        if told.checks and check.logged:
            args = {"server": SERVER, "passed": check.passed, "health": check.health, "of": check.of}
            yield line("check", check.ended, {**args, "state": check.state, "reason": _reason(check)})
        change = next((c for c in life.changes if c.at == check.ended + 60 * US), None)
        if change is not None:
            reason = "" if told.checks else _reason(check)
            args = {"server": SERVER, "before": "", "after": change.state, "reason": reason, "active": -1}
            yield line("server_state", change.at, args)
    if life.hi < w.end:
        yield line("process_stopped", life.hi, {"detail": "Proxy stopped"})
    for at in range(life.lo + S, life.hi, 7 * S) if told.statistics else ():
        shown = {"server": SERVER, "status": "UP", "status_text": "?", "check_rise": w.rise, "check_fall": w.fall}
        seen = Source(life.host, "haproxy-stats", "")
        yield Event("server_seen", Interval(at, at), seen, shown, (Place(f"{at}.csv", 1),))


def _reason(check: Check) -> str:
    took = f"check duration: {(check.ended - check.begun) // MS}ms"
    if check.passed:
        return f"Layer4 check passed, {took}"
    return (
        f"Layer4 timeout, {took}" if check.drops else f'Layer4 connection problem, info: "Connection refused", {took}'
    )


def _attempts(w: World, chance: random.Random) -> Iterator[Event]:
    """Every check on the wire, and sessions of the first host while it has the server UP."""
    tries = [(c.begun, life.host, False) for life in w.lives for c in life.checks]
    for life in w.lives:
        for at in (chance.randint(life.lo, life.hi) for _ in range(20 if life.host == "hap1" else 0)):
            before = [c.state for c in life.changes if c.at <= at]
            if before[-1:] != ["DOWN"]:
                tries.append((at, life.host, True))
    chance.shuffle(tries)
    for number, (at, host, session) in enumerate(tries, 1):
        hit = next((o for o in w.outages if o.hits(host, at)), None)
        outcome = "accepted" if hit is None else "silent" if hit.drops else "refused"
        args = {"client": f"{HOSTS[host]}:{40000 + number}", "server": ADDRESS, "outcome": outcome, "retransmits": 0}
        yield Event(
            "connect", Interval(at, at), CAPTURE, {**args, "data": session and hit is None}, (Place("x.pcap", number),)
        )
