"""What is true of a story, property by property: what violates it, what stands on the edge, what exercised it.

The definitions are those of traces/README.md; nothing here looks at what was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tests.captures.synthetic.balancer import Process
from tests.captures.synthetic.monitoring import Alert
from tests.captures.synthetic.plan import HOSTS, MS, SERVERS, Fault, S
from tests.captures.synthetic.story import Story

FALL, RISE, DOWN_WITHIN = 3, 2, 6 * S
TOLERANCE, HANDOVER = 4 * MS, 100 * MS
INTERRUPTION, ALERT_WITHIN = 3 * S, 2 * S


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that violates a property (or, in `doubts`, may or may not): when, where, about what.

    It is decided at `hi`, and may go on until `ends`. `shown_by` are the sources that show it when their lines are
    whole; without them nobody can know.
    """

    lo: int
    hi: int
    host: str = ""
    subject: str = ""
    shown_by: frozenset[str] = frozenset()
    ends: int = 0


@dataclass(frozen=True, slots=True)
class Truth:
    """All facts of one property, and whether anything triggered it."""

    facts: tuple[Fact, ...]
    doubts: tuple[Fact, ...]
    exercised: bool

    @property
    def clear(self) -> bool:
        return not self.doubts


def truths(story: Story, takeover: int) -> dict[str, Truth]:
    """The truth by property; `takeover` is the bound for a virtual address without a holder."""
    return {
        "no-request-routed-to-down": _routed(story),
        "single-vip-holder": _rivals(story),
        "vip-always-held": _held(story, takeover),
        "no-failback": _failback(story),
        "down-after-failures": _turns(story, "DOWN"),
        "up-after-successes": _turns(story, "UP"),
        "down-detected-in-time": _detected(story),
        "poll-on-schedule": _polls(story),
        "alert-per-state-change": _alerts(story),
        "client-interruption-bounded": _interruptions(story),
    }


def _routed(story: Story) -> Truth:
    facts, doubts, exercised = [], [], False
    for session in story.traffic.sessions:
        process = session.process
        for attempt in session.tries:
            logged, named = session.ends < story.plan.end, attempt is session.tries[-1]
            exercised |= logged and any(process.down(s, attempt.at) for s in SERVERS)
            shown = frozenset({f"{process.host}/haproxy", *(() if named else ("bridge",))})
            fact = Fact(attempt.at, attempt.at, process.host, attempt.server, shown)
            near = process.from_change(attempt.server, attempt.at) <= TOLERANCE + 2 * MS
            if near or (not logged and process.down(attempt.server, attempt.at)):
                doubts.append(fact)
            elif process.down(attempt.server, attempt.at):
                facts.append(fact)
    return Truth(tuple(facts), tuple(doubts), exercised)


def _rivals(story: Story) -> Truth:
    one, two, end = story.election.reachable("hap1"), story.election.reachable("hap2"), story.plan.end
    both = [(max(a, c), min(b, d, end)) for a, b in one for c, d in two]
    long = [Fact(lo, lo + HANDOVER, ends=hi) for lo, hi in both if hi - lo > HANDOVER]
    facts = tuple(f for f in long if f.ends - f.lo > HANDOVER + 5 * MS)
    return Truth(facts, tuple(f for f in long if f not in facts), bool(one or two))


def _union(story: Story) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for lo, hi in sorted(t for h in HOSTS for t in story.election.reachable(h)):
        if joined and lo <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(hi, joined[-1][1]))
        else:
            joined.append((lo, hi))
    return joined


def _held(story: Story, bound: int) -> Truth:
    held = _union(story)
    if not held:
        return Truth((Fact(0, story.plan.end),), (), True)
    ends = [(hi, min(lo, story.plan.end)) for (_, hi), (lo, _) in pairwise([*held, (story.plan.end, 0)])]
    gaps = [(lo, hi) for lo, hi in ends if lo < hi]
    facts = tuple(Fact(lo, lo + bound, ends=hi) for lo, hi in gaps if hi - lo > bound + 5 * MS)
    doubts = tuple(Fact(lo, hi) for lo, hi in gaps if abs(hi - lo - bound) <= 5 * MS)
    return Truth(facts, doubts, True)


def _failback(story: Story) -> Truth:
    facts, doubts, exercised = list[Fact](), list[Fact](), False
    tenures = {h: story.election.reachable(h) for h in HOSTS}
    for host, other in (HOSTS, HOSTS[::-1]):
        lost = [hi for _, hi in tenures[host]]
        returns = [a.at for a in story.plan.acts if a.host == host and a.what in ("start", "recover")]
        exercised |= any(story.election.has(other, at) for at in returns if min(lost, default=at) < at)
        for lo, _ in tenures[host]:
            former = any(hi <= lo for hi in lost)
            # the address comes up to a millisecond after its host became master, and may have left the other by then
            if former and story.election.has(other, lo - 2 * MS):
                told = doubts if _muddled(story, other, lo) else facts
                told.append(Fact(lo, lo, host, "", frozenset({"hap1/keepalived", "hap2/keepalived"})))
    # a host that is unplugged, or meets the other again, may be master without anybody noticing, or for no time at all
    muddled = [(at, h) for at, h in story.election.masters if _muddled(story, HOSTS[h == "hap1"], at)]
    doubts += [Fact(at, at + MS, host) for at, host in muddled]
    return Truth(tuple(facts), tuple(doubts), exercised)


def _muddled(story: Story, other: str, at: int) -> bool:
    """The other's adverts did not arrive, or it sent none though it had the address."""
    cut = any(lo <= at < hi + 5 * S for lo, hi in [*story.plan.partitions, *(c[1:] for c in story.plan.cuts)])
    return cut or any(a.what == "kill" and a.host == other and a.at < at for a in story.plan.acts)


def _turns(story: Story, state: str) -> Truth:
    facts, some = [], False
    for process in story.processes:
        for change in process.changes:
            if change.state != state or change.at >= story.plan.end:
                continue
            some = True
            fits = change.checks == (FALL if state == "DOWN" else RISE)
            if not fits and not (state == "DOWN" and change.first and change.checks == 1):
                shown = frozenset(
                    {f"{process.host}/haproxy"} if story.plan.checks.logged else {f"{process.host}/haproxy", "bridge"}
                )
                facts.append(Fact(change.at, change.at, process.host, change.server, shown))
    return Truth(tuple(facts), (), some)


def _detected(story: Story) -> Truth:
    facts, doubts, exercised = [], [], False
    for fault in story.plan.faults:
        for process in story.processes:
            due = fault.at + DOWN_WITHIN
            if min(fault.until, story.plan.end) <= due or not _meets(fault, process, story):
                continue
            exercised = True
            lasts = min(fault.until, process.life.until, story.plan.end)
            where = Fact(fault.at, due, process.host, fault.server, frozenset({f"{process.host}/haproxy"}), lasts)
            if _hard(story, fault, process):
                doubts.append(where)
            elif not process.down(fault.server, due):
                facts.append(where)
    doubts += _chained(story)
    # to a host that is cut off all servers look as if they did not answer
    doubts += [Fact(lo, hi, host, server) for host, lo, hi in story.plan.cuts for server in SERVERS]
    return Truth(tuple(facts), tuple(doubts), exercised)


def _chained(story: Story) -> Iterator[Fact]:
    """Outages one soon after the other: where nobody asked in between, they look like one that is longer than any."""
    for fault, after in pairwise(sorted(story.plan.faults, key=lambda f: (f.server, f.at))):
        if (
            fault.server == after.server
            and after.at - fault.until <= _near(story)
            and after.until - fault.at > DOWN_WITHIN
        ):
            yield Fact(fault.at, min(after.until, story.plan.end), "", fault.server)


def _near(story: Story) -> int:
    return 2 * story.plan.checks.inter + story.plan.checks.timeout


def _meets(fault: Fault, process: Process, story: Story) -> bool:
    return process.life.at < min(fault.until, story.plan.end) and process.life.until > fault.at


def _hard(story: Story, fault: Fault, process: Process) -> bool:
    """The process starts or ends in the time, or another outage of the server was just before."""
    near = _near(story)
    before = any(f.server == fault.server and f.at < fault.at <= f.until + near for f in story.plan.faults)
    cut = story.plan.cut(process.host, fault.at - near, fault.at + DOWN_WITHIN + near)
    within = process.life.at - 2 * S <= fault.at and fault.at + DOWN_WITHIN <= process.life.until
    edge = any(abs(c.at - fault.at - DOWN_WITHIN) < 5 * MS for c in process.changes if c.server == fault.server)
    return cut or before or edge or not (process.life.at + 2 * S < fault.at and within)


def _polls(story: Story) -> Truth:
    """Whether polls were sent on schedule; the log has only when they were answered, which may take a second more."""
    polls, period = story.watching.polls, story.plan.watch.period
    pairs = [(Fact(a.at, b.written, "", "", frozenset({"monitor/monitor"})), a, b) for a, b in pairwise(polls)]
    facts = tuple(fact for fact, a, b in pairs if abs(b.at - a.at - period) > period // 4)
    slow = tuple(fact for fact, a, b in pairs if any(p.states and p.written - p.at > S // 2 for p in (a, b)))
    return Truth(facts, slow, len(polls) > 1)


def _alerts(story: Story) -> Truth:
    facts, doubts = [], []
    for alert in story.watching.alerts:
        shown = frozenset({"monitor/monitor", "monitor/webhook"})
        due = alert.poll.written + ALERT_WITHIN
        fact = Fact(alert.poll.written, due, "", alert.subject, shown, due + S)
        own = [p for p in alert.posts if p.status == 200 and p.at <= due]
        alike = [p for a in story.watching.alerts if a is not alert and _says_the_same(a, alert) for p in a.posts]
        if due + 10 * MS >= story.plan.end:
            doubts.append(fact)
        elif len(own) != 1 or len(alert.posts) != 1:
            facts.append(fact)
        elif any(alert.poll.written - S < p.at < due + S for p in alike):
            doubts.append(fact)  # the late alert of an earlier change reads like a second one of this
    return Truth(tuple(facts), tuple(doubts), bool(story.watching.alerts))


def _says_the_same(one: Alert, two: Alert) -> bool:
    return (one.subject, one.after) == (two.subject, two.after)


def _interruptions(story: Story) -> Truth:
    facts, doubts = list[Fact](), list[Fact]()
    for lo, starts, hi in _without_success(story):
        fact = Fact(lo, lo + INTERRUPTION, "", "", frozenset({"client/client"}), hi)
        if starts - lo > INTERRUPTION + MS:
            facts.append(fact)
        elif hi - lo > INTERRUPTION - MS:
            doubts.append(fact)
    return Truth(tuple(facts), tuple(doubts), bool(story.traffic.queries))


def _without_success(story: Story) -> Iterator[tuple[int, int, int]]:
    """Each stretch without a success: its start, how long it surely lasted, and how long it may have."""
    done = [q for q in story.traffic.queries if q.ok]
    if not story.traffic.queries:
        return
    for before, after in pairwise(done):
        yield before.until, after.at, after.until
    first, last = story.traffic.queries[0], story.traffic.queries[-1]
    if done:
        yield first.at, first.at, done[0].until
    yield (done[-1].until if done else first.at), last.until if done else first.at, story.plan.end
