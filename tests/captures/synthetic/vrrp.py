"""Two keepalived that elect who holds the address: what they log, send and hold."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from tests.captures.synthetic.plan import ADDRESS, HOSTS, MS, Act, Plan, S

VIP = "192.168.1.100"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a syslog: when it was logged, by which program and process."""

    at: int
    host: str
    program: str
    pid: int
    text: str


@dataclass(slots=True)
class Keeper:
    """keepalived on one host. `turn` makes timers that were set before a change void."""

    host: str
    priority: int
    pid: int = 30
    state: str = "OFF"
    turn: int = 0
    adverts: int = 0


@dataclass(slots=True)
class Election:
    """What came of it: lines, adverts (instant, host, priority), announcements, and who had the address when.

    `alive` are the stretches in which a host was there at all; the address of a crashed host is gone.
    """

    lines: list[Line] = field(default_factory=list)
    adverts: list[tuple[int, str, int]] = field(default_factory=list)
    announced: list[tuple[int, str]] = field(default_factory=list)
    tenures: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: {h: [] for h in HOSTS})
    masters: list[tuple[int, str]] = field(default_factory=list)
    cuts: list[tuple[str, int, int]] = field(default_factory=list)

    def has(self, host: str, at: int) -> bool:
        """Whether the host has the address and is on the network."""
        return any(lo <= at < hi for lo, hi in self.reachable(host))

    def reachable(self, host: str) -> list[tuple[int, int]]:
        """The tenures of a host without the stretches in which it was unplugged."""
        kept = self.tenures[host]
        for _, at, until in (c for c in self.cuts if c[0] == host):
            parts = [(lo, min(hi, at)) for lo, hi in kept] + [(max(lo, until), hi) for lo, hi in kept]
            kept = sorted({(lo, hi) for lo, hi in parts if lo < hi})
        return kept

    def holder(self, at: int) -> str:
        """Whom traffic reaches: the holder, of two the one that announced itself last; empty if there is none."""
        having = [h for h in HOSTS if self.has(h, at)]
        if len(having) < 2:
            return having[0] if having else ""
        return max((t, h) for t, h in self.announced if t <= at and h in having)[1]


class Play:
    """The election as it goes: a queue of what happens next."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.chance, self.out = plan, random.Random(plan.seed + 1), Election(cuts=plan.cuts)
        self.keepers = {h: Keeper(h, plan.priorities[h], self.chance.randint(20, 60)) for h in HOSTS}
        self.since: dict[str, int] = {}
        self.queue: list[tuple[int, int, Callable[[int], None]]] = []
        self.order = count()

    def run(self) -> Election:
        for act in self.plan.acts:
            self.at(act.at, partial(self.act, act))
        while self.queue:
            now, _, do = heapq.heappop(self.queue)
            if now >= self.plan.end:
                break
            do(now)
        for host, since in self.since.items():
            self.out.tenures[host].append((since, self.plan.end + 100 * S))
        self.out.lines = [line for line in self.out.lines if line.at < self.plan.end]
        return self.out

    # what the queue holds

    def at(self, when: int, do: Callable[[int], None]) -> None:
        heapq.heappush(self.queue, (when, next(self.order), do))

    def later(self, keeper: Keeper, when: int, do: Callable[[int], None]) -> None:
        """Do it then, unless the keeper's state or timer changed before."""
        turn = keeper.turn
        self.at(when, lambda now: do(now) if keeper.turn == turn else None)

    def say(self, keeper: Keeper, at: int, text: str, parent: bool = False) -> None:
        program, pid = ("Keepalived", keeper.pid) if parent else ("Keepalived_vrrp", keeper.pid + 1)
        self.out.lines.append(Line(at, keeper.host, program, pid, text))

    # what is done to a keeper

    def act(self, act: Act, now: int) -> None:
        keeper = self.keepers[act.host]
        {
            "start": self.start,
            "stop": self.stop,
            "crash": self.crash,
            "kill": self.kill,
            "fault": self.fault,
            "recover": self.recover,
        }[act.what](keeper, now)

    def start(self, keeper: Keeper, now: int) -> None:
        if keeper.state not in ("OFF", "KILLED"):
            return
        keeper.pid = self.chance.choice((keeper.pid, keeper.pid + self.chance.randint(2, 9)))
        self.say(keeper, now, "Starting Keepalived v2.2.7 (01/16,2022)", parent=True)
        self.say(keeper, now + 300, f"Starting VRRP child process, pid={keeper.pid + 1}", parent=True)
        self.say(keeper, now + 3000, f"Assigned address {ADDRESS[keeper.host]} for interface eth0")
        self.say(keeper, now + 4000, "(VI_1) removing VIPs.")
        self.lose(keeper, now + 4000)
        self.say(keeper, now + 4100, "(VI_1) Entering BACKUP STATE (init)")
        self.say(keeper, now + 4400, "Startup complete", parent=True)
        if self.plan.weight:
            base = keeper.priority - 2
            self.say(keeper, now + 5000, "VRRP_Script(chk_haproxy) succeeded")
            self.say(keeper, now + 5010, f"(VI_1) Changing effective priority from {base} to {keeper.priority}")
        self.turn(keeper, "BACKUP")
        self.wait(keeper, now + 4100)

    def stop(self, keeper: Keeper, now: int) -> None:
        if keeper.state in ("OFF", "KILLED"):
            return
        self.say(keeper, now, "Stopping", parent=True)
        if keeper.state == "MASTER":
            self.resign(keeper, now + 300)
        else:
            self.say(keeper, now + 320, "(VI_1) removing VIPs.")
        self.turn(keeper, "OFF")
        self.say(keeper, now + S + 9 * MS, "Stopped - used (self/children) 0.001666/0.007336 user time")
        self.say(keeper, now + S + 14 * MS, "Stopped Keepalived v2.2.7 (01/16,2022)", parent=True)

    def crash(self, keeper: Keeper, now: int) -> None:
        self.turn(keeper, "OFF")
        self.lose(keeper, now)

    def kill(self, keeper: Keeper, now: int) -> None:
        if keeper.state != "OFF":
            self.turn(keeper, "KILLED")

    def fault(self, keeper: Keeper, now: int) -> None:
        if keeper.state not in ("MASTER", "BACKUP"):
            return
        self.say(keeper, now, "Script `chk_haproxy` now returning 1")
        self.say(keeper, now + 10, "VRRP_Script(chk_haproxy) failed (exited with status 1)")
        self.say(keeper, now + 20, "(VI_1) Entering FAULT STATE")
        if keeper.state == "MASTER":
            self.resign(keeper, now + 30)
        self.turn(keeper, "FAULT")

    def recover(self, keeper: Keeper, now: int) -> None:
        if keeper.state != "FAULT":
            return
        self.say(keeper, now, "Script `chk_haproxy` now returning 0")
        self.say(keeper, now + 10, "VRRP_Script(chk_haproxy) succeeded")
        self.say(keeper, now + 20, "(VI_1) Entering BACKUP STATE")
        self.turn(keeper, "BACKUP")
        self.wait(keeper, now)

    # the protocol

    def turn(self, keeper: Keeper, state: str) -> None:
        keeper.state = state
        keeper.turn += 1

    def wait(self, keeper: Keeper, now: int, only_skew: bool = False) -> None:
        """A backup becomes master when it has heard nothing for that long."""
        keeper.turn += 1
        skew = (256 - keeper.priority) * S // 256
        due = now + skew + (0 if only_skew else 3 * S) + self.chance.randint(50, 900)
        self.later(keeper, due, lambda now: self.become_master(keeper, now))

    def become_master(self, keeper: Keeper, now: int) -> None:
        self.turn(keeper, "MASTER")
        self.say(keeper, now - 80, "(VI_1) Receive advertisement timeout")
        self.say(keeper, now, "(VI_1) Entering MASTER STATE")
        self.say(keeper, now + 4, "(VI_1) setting VIPs.")
        self.out.masters.append((now, keeper.host))
        self.since.setdefault(keeper.host, now + self.chance.randint(150, 900))
        self.announce(keeper, now + 210)
        self.later(keeper, now + 5 * S, lambda now: self.announce(keeper, now))
        self.advertise(keeper, now)

    def announce(self, keeper: Keeper, now: int) -> None:
        self.say(keeper, now, f"(VI_1) Sending/queueing gratuitous ARPs on eth0 for {VIP}")
        for n in range(5):
            self.say(keeper, now + 10 + 20 * n, f"Sending gratuitous ARP on eth0 for {VIP}")
            self.out.announced.append((now + 10 + 20 * n, keeper.host))

    def advertise(self, keeper: Keeper, now: int) -> None:
        self.send(keeper, now, keeper.priority)
        self.later(keeper, now + S + self.chance.randint(50, 400), lambda now: self.advertise(keeper, now))

    def send(self, keeper: Keeper, now: int, priority: int) -> None:
        self.out.adverts.append((now, keeper.host, priority))
        other = next(k for k in self.keepers.values() if k is not keeper)
        parted = any(lo <= now < hi for lo, hi in self.plan.partitions)
        if not parted and not any(self.plan.cut(h, now) for h in HOSTS):
            self.at(now + self.chance.randint(60, 300), lambda now: self.hear(other, keeper, priority, now))

    def resign(self, keeper: Keeper, now: int) -> None:
        self.say(keeper, now, "(VI_1) sent 0 priority")
        self.send(keeper, now, 0)
        self.say(keeper, now + 100, "(VI_1) removing VIPs.")
        self.lose(keeper, now + 150)

    def lose(self, keeper: Keeper, now: int) -> None:
        since = self.since.pop(keeper.host, None)
        if since is not None and since < now:
            self.out.tenures[keeper.host].append((since, now))

    def hear(self, keeper: Keeper, sender: Keeper, priority: int, now: int) -> None:
        if keeper.state == "BACKUP":
            self.hear_as_backup(keeper, sender, priority, now)
        elif keeper.state == "MASTER":
            self.hear_as_master(keeper, sender, priority, now)

    def hear_as_backup(self, keeper: Keeper, sender: Keeper, priority: int, now: int) -> None:
        if priority == 0:
            self.say(keeper, now, "(VI_1) Backup received priority 0 advertisement")
            self.wait(keeper, now, only_skew=True)
        elif self.plan.preempt and priority < keeper.priority:
            source = ADDRESS[sender.host]
            self.say(keeper, now, f"(VI_1) received lower priority ({priority}) advert from {source} - discarding")
        else:
            self.wait(keeper, now)

    def hear_as_master(self, keeper: Keeper, sender: Keeper, priority: int, now: int) -> None:
        source = ADDRESS[sender.host]
        if priority > keeper.priority:
            heard = f"higher priority {priority}, ours {keeper.priority}"
            self.say(keeper, now, f"(VI_1) Master received advert from {source} with {heard}")
            self.say(keeper, now + 9, "(VI_1) Entering BACKUP STATE")
            self.say(keeper, now + 13, "(VI_1) removing VIPs.")
            self.lose(keeper, now + self.chance.randint(60, 200))
            self.turn(keeper, "BACKUP")
            self.wait(keeper, now)
        elif priority:
            heard = f"lower priority {priority}, ours {keeper.priority}"
            self.say(keeper, now, f"(VI_1) Received advert from {source} with {heard}, forcing new election")
            self.turn(keeper, "MASTER")
            self.advertise(keeper, now + 100)
            self.announce(keeper, now + 500)
            self.later(keeper, now + 5 * S, lambda now: self.announce(keeper, now))


def elect(plan: Plan) -> Election:
    """Play the plan's acts and partitions."""
    return Play(plan).run()
