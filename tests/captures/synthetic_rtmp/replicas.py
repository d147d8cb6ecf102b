"""The replicas: what a request to one meets, and what it says of its own life."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.captures.synthetic.plan import MS, S
from tests.captures.synthetic_rtmp.plan import Fault, Plan

OK, REFUSED, SILENT, HANGS, ERROR = "ok", "refused", "silent", "hangs", "error"
STARTING = 1500 * MS  # from the start of a process until it listens


@dataclass(frozen=True, slots=True)
class Run:
    """One process of a replica: when it began, began to listen, and was killed."""

    server: str
    pid: int
    at: int
    listens: int
    until: int


def runs(plan: Plan, server: str) -> list[Run]:
    """The processes of a replica, one after each kill."""
    chance = random.Random(f"{server} {plan.seed}")
    kills = sorted((f.at, ends(f)) for f in plan.faults if f.server == server and f.what == "kill")
    found, at, pid = [], chance.randint(0, 300 * MS), chance.randint(1000, 4000)
    for killed, back in [*kills, (plan.end, plan.end)]:
        found.append(Run(server, pid, at, at + STARTING if found else STARTING, killed))
        at, pid = back - STARTING, pid + chance.randint(5, 90)
        if back >= plan.end and at >= plan.end:
            break
    return found


def fault_at(plan: Plan, server: str, at: int, asker: str) -> Fault | None:
    """What is wrong with a replica at an instant for one who asks it."""
    for fault in plan.faults:
        if fault.server == server and fault.at <= at < ends(fault) and (not fault.whom or asker in fault.whom):
            return fault
    return None


def ends(fault: Fault) -> int:
    """When a fault is over; a process that was killed takes its time to start."""
    return max(fault.until, fault.at + 50 * MS + STARTING) if fault.what == "kill" else fault.until


def meets(plan: Plan, server: str, at: int, asker: str) -> str:
    """What a request meets that arrives now."""
    if at < STARTING:
        return REFUSED
    fault = fault_at(plan, server, at, asker)
    return OK if fault is None else {"kill": REFUSED, "hang": HANGS, "error": ERROR, "drop": SILENT}[fault.what]


def resumes(plan: Plan, server: str, at: int, asker: str) -> int:
    """When what hangs or vanishes now goes on."""
    fault = fault_at(plan, server, at, asker)
    return ends(fault) if fault else at


def killed_within(plan: Plan, server: str, lo: int, hi: int) -> int:
    """When a replica is killed in a stretch (-1: it is not)."""
    return min((f.at for f in plan.faults if f.server == server and f.what == "kill" and lo < f.at < hi), default=-1)


def second(at: int) -> int:
    """The whole second that an instant lies in."""
    return at - at % S
