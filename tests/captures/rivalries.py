"""Random histories of two hosts and a virtual address, and what they log and send, with the truth there first.

Shares no code with the checker. Each host holds the address in some stretches; it may crash (silent from then on), be
unplugged for a while (nothing of it reaches the switch), or have its keepalived killed (the address stays, nobody
says so). The truth is an overlap of both, on the network, for longer than a handover.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.pipeline.logs import Keepalived
from tests.pipeline.wires import Wire

HOSTS = ("hap1", "hap2")
PRIORITY = {"hap1": 103, "hap2": 102}
END = 60.0
HANDOVER = 0.1


@dataclass
class Host:
    """Stretches in which it holds the address and says so; those in which it is cut off; when it ends, and how."""

    name: str
    tenures: list[tuple[float, float]]
    cut_off: list[tuple[float, float]] = field(default_factory=list)
    crashes: float = END + 100  # silent and gone from here
    killed: float = END + 100  # keepalived only: the address stays on the host if it had it

    @property
    def silent(self) -> float:
        return min(self.crashes, self.killed)

    def has(self, at: float) -> bool:
        """Whether the address is on the host and the host is on the network: what others could notice."""
        if at >= self.crashes or any(lo <= at < hi for lo, hi in self.cut_off):
            return False
        at = min(at, self.killed)
        return any(lo <= at < hi for lo, hi in self.tenures)


@dataclass(frozen=True)
class Given:
    """Which files of a history are given, how fine, and where lines were lost."""

    paths: tuple[Path, ...]
    gaps: tuple[str, ...]
    capture: bool


def history(seed: int) -> list[Host]:
    chance = random.Random(seed)
    one, two = (_host(name, chance) for name in HOSTS)
    if chance.random() < 0.6:
        two.tenures = list(_in_turn(one, chance))
    return [one, two]


def _in_turn(other: Host, chance: random.Random) -> Iterator[tuple[float, float]]:
    """The second host holds the address while the first does not: with a pause, or handed over in a moment."""
    ends = [hi if hi < other.silent else other.crashes for _, hi in other.tenures]
    starts = [lo for lo, _ in other.tenures[1:]] + [END + 50]
    free = 0.0
    for given, taken in zip(ends, starts, strict=True):
        lo = given + chance.choice((-0.0002, 0.0002, 0.05, 0.6, 3.6))
        hi = taken + chance.choice((-0.0002, 0.0002, -0.3))
        if free < lo < min(hi, END - 1):
            yield lo, hi
            free = hi + 2.8


def _host(name: str, chance: random.Random) -> Host:
    at, tenures = chance.uniform(2, 20), []
    while at < END - 3 and len(tenures) < 4:
        ends = at + chance.choice((chance.uniform(0.02, 0.5), chance.uniform(1, 25), 100))
        tenures.append((at, min(ends, END + 50)))
        at = ends + chance.uniform(2.8, 15)  # nobody is master again sooner, unless the other resigns
    host = Host(name, tenures)
    match chance.randint(0, 5):
        case 0:
            host.crashes = chance.uniform(15, END)
        case 1:
            host.killed = chance.uniform(15, END)
        case 2:
            lo = chance.uniform(10, END - 10)
            host.cut_off = [(lo, lo + chance.uniform(0.5, 20))]
    return host


def near(stretches: list[tuple[float, float]], pause: float) -> list[tuple[float, float]]:
    """Join stretches that so short a pause separates: a silence that short says nothing of a host."""
    joined: list[tuple[float, float]] = []
    for lo, hi in stretches:
        if joined and lo - joined[-1][1] < pause:
            joined[-1] = (joined[-1][0], hi)
        else:
            joined.append((lo, hi))
    return joined


def overlaps(hosts: list[Host], step: float = 0.002) -> Iterator[tuple[float, float]]:
    """The stretches in which both have it, longer than a handover, found by looking every two milliseconds."""
    began: float | None = None
    for n in range(round(END / step) + 2):
        at = n * step
        both = at < END and all(h.has(at) for h in hosts)
        if both and began is None:
            began = at
        if not both and began is not None:
            if at - began > HANDOVER - 2 * step:
                yield began, at
            began = None


def write(hosts: list[Host], folder: Path, seed: int) -> Given:
    chance = random.Random(seed + 500_000)
    form = chance.choice(("iso", "iso", "traditional"))
    logs = [_log(host, form) for host in hosts]
    gaps: list[str] = []
    paths = []
    for host, log in zip(hosts, logs, strict=True):
        if chance.random() < 0.15:
            continue
        if chance.random() < 0.2:
            gaps.append(_lose(host, log, chance))
        paths.append(log.write(folder))
    capture = not paths or chance.random() < 0.7
    if capture:
        paths.append(_wire(hosts).write(folder))
    return Given(tuple(paths), tuple(gaps), capture)


def _log(host: Host, form: str) -> Keepalived:
    log = Keepalived(host=host.name, form=form)
    said: list[tuple[float, str]] = [
        (0.5, "Starting Keepalived v2.2.7 (01/16,2022)"),
        (0.51, "(VI_1) Entering BACKUP STATE (init)"),
    ]
    for lo, hi in host.tenures:
        said += [(lo, "(VI_1) Entering MASTER STATE"), (lo + 0.00001, "(VI_1) setting VIPs.")]
        garps = (lo + 0.00002, lo + 5.0)
        said += [(t, "Sending gratuitous ARP on eth0 for 192.168.1.100") for t in garps if t < hi]
        said += [(hi, "(VI_1) Entering BACKUP STATE"), (hi + 0.00001, "(VI_1) removing VIPs.")]
    said += [(t, "(VI_1) Changing effective priority from 101 to 103") for t in (9.0, 27.0, 45.0, END - 0.5)]
    for at, text in sorted(said):
        if at < min(host.silent, END):
            log.say(at, text)
    return log


def _lose(host: Host, log: Keepalived, chance: random.Random) -> str:
    """Take away the lines of a stretch, and declare it."""
    lo = chance.randint(0, 40)
    hi = lo + chance.randint(1, 15)
    inside = [f"19:00:{s:02d}" for s in range(lo, hi)]
    log.lines = [line for line in log.lines if not any(i in line for i in inside) or chance.random() < 0.3]
    return f"{host.name}=2026-11-21T19:00:{lo:02d}Z/2026-11-21T19:00:{hi:02d}Z"


def _wire(hosts: list[Host]) -> Wire:
    wire = Wire()
    for host in hosts:
        sent = Wire()
        sent.talk(0.1, END, host.name, every=0.4)
        sent.packets = [(at, data) for at, data in sent.packets if at < host.crashes]
        for lo, hi in host.tenures:
            mine = Wire()
            mine.acquire(lo, min(hi, END), host.name, PRIORITY[host.name])
            sent.packets += [(at, data) for at, data in mine.packets if at < min(hi, host.silent, END)]
        wire.packets += [p for p in sent.packets if not any(lo <= p[0] < hi for lo, hi in host.cut_off)]
    return wire
