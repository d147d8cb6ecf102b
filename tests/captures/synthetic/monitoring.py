"""The monitor: it polls through the virtual address, compares, and tells a webhook."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.captures.synthetic.balancer import Process
from tests.captures.synthetic.plan import EPOCH, HOSTS, MS, SERVERS, Plan, S
from tests.captures.synthetic.vrrp import Election


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll: when it was sent, when its line was written, what it saw (nothing when it failed)."""

    at: int
    written: int
    states: dict[str, str]


@dataclass(frozen=True, slots=True)
class Post:
    """A request that the webhook received, and its answer."""

    at: int
    status: int
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A change that a poll saw, and all posts about it."""

    poll: Poll
    subject: str
    before: str
    after: str
    how: str
    posts: tuple[Post, ...]


@dataclass(slots=True)
class Watching:
    polls: list[Poll] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)


def watch(plan: Plan, election: Election, processes: list[Process]) -> Watching:
    """Poll from a random start until the end."""
    chance = random.Random(plan.seed + 4)
    out = Watching()
    start = chance.randint(4 * S, 8 * S)
    period = f"{plan.watch.period / S:.1f}s"
    out.lines.append((start - 30 * MS, f"INFO monitor started url=http://192.168.1.100:8404/stats;csv period={period}"))
    reachable = True
    for number in range((plan.end - start) // plan.watch.period + 1):
        late = plan.watch.late.get(number, 0)
        if late == plan.watch.period:
            continue
        at = start + number * plan.watch.period + late + chance.randint(0, plan.watch.stray)
        at = max(at, out.polls[-1].written + MS) if out.polls else at
        poll = _poll(at, election, processes, chance)
        if poll.written >= plan.end:
            break
        out.polls.append(poll)
        out.lines.append((poll.written, _says(poll)))
        if not poll.states:
            reachable = False
            continue
        if not reachable:
            out.lines.append((poll.written + 100, "INFO stats reachable again"))
        reachable = True
        _compare(plan, out, poll, chance)
    out.lines.append((plan.end - 20 * MS, "INFO monitor stopped"))
    out.lines = sorted((line for line in out.lines if line[0] < plan.end), key=lambda line: line[0])
    return out


def _poll(at: int, election: Election, processes: list[Process], chance: random.Random) -> Poll:
    for sent in (at, at + S):
        host = election.holder(sent)
        running = [p for p in processes if p.host == host and p.runs(sent)]
        if running:
            states = {s: "DOWN" if running[-1].down(s, sent) else "UP" for s in SERVERS}
            return Poll(at, sent + chance.choice((2 * MS, 4 * MS, 25 * MS)), {**states, "vip": host})
        if host in HOSTS:
            return Poll(at, sent + 2 * MS, {})
    return Poll(at, at + 1500 * MS, {})


def _says(poll: Poll) -> str:
    if not poll.states:
        return "WARNING poll failed: <urlopen error timed out>"
    states = " ".join(f"{s}={poll.states[s]}" for s in SERVERS)
    return f"INFO poll ok node={poll.states['vip']} {states} vip={poll.states['vip']}"


def _compare(plan: Plan, out: Watching, poll: Poll, chance: random.Random) -> None:
    before = next((p for p in reversed(out.polls[:-1]) if p.states), None)
    if before is None:
        out.lines.append((poll.written + 50, "INFO no previous state, writing baseline"))
        return
    at = poll.written + 200
    for subject in (*SERVERS, "vip"):
        old, new = before.states[subject], poll.states[subject]
        if old != new:
            out.lines.append((at, f"INFO state change {subject}: {old} -> {new}"))
            bad = chance.random() < plan.watch.bad_alerts
            how = chance.choice(("lost", "rejected", "late", "twice", "forgotten")) if bad else "good"
            posts = _alert(out, at + 300, how, _text(subject, old, new), chance)
            out.alerts.append(Alert(poll, subject, old, new, how, posts))
            at += 6 * MS


def _text(subject: str, old: str, new: str) -> tuple[str, str]:
    if subject == "vip":
        return "HAProxy Alert", f"VIP migrated to {new} (was {old})"
    if new == "UP":
        return "PgBouncer Recovery", f"{subject} is back UP"
    return "PgBouncer Alert", f"{subject} is DOWN"


def _alert(out: Watching, at: int, how: str, text: tuple[str, str], chance: random.Random) -> tuple[Post, ...]:
    title, message = text
    told = f"title='{title}' message='{message}'"
    if how == "forgotten":
        return ()
    if how == "lost":
        out.lines.append((at + MS, f"WARNING alert post failed: <urlopen error [Errno 111] Connection refused> {told}"))
        return ()
    if how == "late":
        at += chance.randint(2500 * MS, 8 * S)
    status = 500 if how == "rejected" else 200
    posts = [Post(at + 800, status, title, message)]
    if how == "twice":
        posts.append(Post(at + chance.randint(3 * MS, S), status, title, message))
    for post in posts:
        out.lines.append((post.at + 900, f"INFO alert sent status={status} {told}"))
    return tuple(posts)


def unix(at: int) -> float:
    return EPOCH.timestamp() + at / S
