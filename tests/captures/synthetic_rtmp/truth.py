"""What is true of a story, property by property: what violates it, what stands on the edge, what exercised it.

The definitions are those of the contract and its properties; nothing here looks at what was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

from tests.captures.synthetic.plan import MS
from tests.captures.synthetic.truth import Fact, Truth
from tests.captures.synthetic_rtmp import media, replicas
from tests.captures.synthetic_rtmp.plan import FALL, REPLICAS, RISE, SERVICES, USERS, Fault
from tests.captures.synthetic_rtmp.services import Process
from tests.captures.synthetic_rtmp.story import Story

TOLERANCE, EDGE = 10 * MS, 5 * MS


def truths(story: Story) -> dict[str, Truth]:
    """The truth by property."""
    return {
        "no-request-routed-to-down": _routed(story),
        "down-after-failures": _turns(story, "DOWN"),
        "up-after-successes": _turns(story, "UP"),
        "down-detected-in-time": _detected(story),
        "heartbeat-on-schedule": _schedule(story),
        "services-agree": _agreed(story),
        "publish-authorised": _authorised(story),
        "redirect-carries-username": _named(story),
    }


def _log(process: Process) -> str:
    return f"heartbeat-{process.life.service.lower()}"


def _routed(story: Story) -> Truth:
    """By the view of any service that runs; what one held that was killed since is nobody's view."""
    facts, doubts, exercised = [], [], False
    for call in story.media.callbacks():
        if call.at >= story.plan.end:
            continue
        holding = [p for p in story.processes if p.down(call.server, call.at)]
        exercised |= any(p.down(server, call.at) for p, server in product(story.processes, REPLICAS))
        marks = [(c.at, p) for p in story.processes for c in p.changes if c.server == call.server]
        near = any(abs(at - call.at) <= TOLERANCE + 2 * MS for at, _ in marks)
        orphans = any(_orphaned(p, call.server, call.at) for p in story.processes)
        shown = frozenset({"nginx-error", *(_log(p) for p in holding[:1])})
        # Of a connection that was tried again a capture shows the request only when it came through.
        fact = Fact(call.at, call.reached, "", call.server, shown)
        later = any(call.at < at <= call.reached for at, _ in marks)
        if near or later or (orphans and not holding):
            doubts.append(fact)
        elif holding:
            facts.append(fact)
    return Truth(tuple(facts), tuple(doubts), exercised)


def _orphaned(process: Process, server: str, at: int) -> bool:
    """Whether a process died with the replica DOWN, or is about to."""
    return process.down(server, process.life.until - 1) and at >= process.life.until - TOLERANCE


def _turns(story: Story, state: str) -> Truth:
    facts, doubts, some = [], [], False
    for process in story.processes:
        for change in process.changes:
            if change.state != state or change.at >= story.plan.end:
                continue
            some = True
            fits = change.checks == (FALL if state == "DOWN" else RISE)
            fact = Fact(change.at, change.at, process.life.service, change.server, frozenset({_log(process)}))
            if not fits:
                (doubts if change.first and change.checks == 1 else facts).append(fact)
    return Truth(tuple(facts), tuple(doubts), some)


def _detected(story: Story) -> Truth:
    facts, doubts, exercised = [], [], False
    for fault, process in product(story.plan.faults, story.processes):
        concerns = not fault.whom or process.life.service in fault.whom
        due, ends = fault.at + story.plan.down_within, min(replicas.ends(fault), story.plan.end, process.life.until)
        if not concerns or ends <= due - EDGE:
            continue
        where = Fact(fault.at, due, process.life.service, fault.server, frozenset({_log(process)}), ends)
        late = not process.down(fault.server, due)
        hard = (
            fault.what == "error" or process.life.at >= fault.at or _edge(process, fault, due) or abs(ends - due) < EDGE
        )
        exercised |= not hard
        if hard:
            doubts.append(where)
        elif late:
            facts.append(where)
    return Truth(tuple(facts), (*doubts, *_chained(story)), exercised)


def _edge(process: Process, fault: Fault, due: int) -> bool:
    return any(abs(c.at - due) < EDGE for c in process.changes if c.server == fault.server)


def _chained(story: Story) -> Iterator[Fact]:
    """Outages one soon after the other: where nobody asked in between, they look like one that is longer than any."""
    plan = story.plan
    for one, two in pairwise(sorted(plan.faults, key=lambda f: (f.server, f.at))):
        apart = two.at - replicas.ends(one)
        if one.server == two.server and apart <= 3 * plan.interval + 2 * plan.timeout:
            yield Fact(one.at, min(replicas.ends(two), plan.end), "", one.server)


def _schedule(story: Story) -> Truth:
    facts, doubts, exercised = [], [], False
    stated, slack = story.plan.interval, story.plan.tolerance
    for process in story.processes:
        rounds = [r for r in process.rounds if r[0] < story.plan.end]
        exercised |= len(rounds) > 1
        for (_, ended), (began, _) in pairwise(rounds):
            off = abs(began - ended - stated)
            fact = Fact(ended, began, process.life.service, "", frozenset({_log(process)}))
            if abs(off - slack) < EDGE:
                doubts.append(fact)
            elif off > slack:
                facts.append(fact)
    return Truth(tuple(facts), tuple(doubts), exercised)


def _agreed(story: Story) -> Truth:
    facts, doubts, exercised = [], [], False
    bound = story.plan.agree_within
    ones, twos = ([p for p in story.processes if p.life.service == service] for service in SERVICES)
    for one, two, server in product(ones, twos, REPLICAS):
        lo, hi = max(one.life.at, two.life.at), min(one.life.until, two.life.until, story.plan.end)
        exercised |= lo < hi
        for since, until in _differ(one, two, server, lo, hi):
            fact = Fact(since, since + bound, "", server, frozenset({_log(one), _log(two)}), until)
            if abs(until - since - bound) < EDGE:
                doubts.append(fact)
            elif until - since > bound:
                facts.append(fact)
    return Truth(tuple(facts), tuple(doubts), exercised)


def _differ(one: Process, two: Process, server: str, lo: int, hi: int) -> Iterator[tuple[int, int]]:
    """The stretches in which one of both has the replica DOWN; one that only changes sides goes on anew."""
    marks = sorted({lo, hi, *(c.at for p in (one, two) for c in p.changes if c.server == server and lo < c.at < hi)})
    for since, until in pairwise(marks):
        if one.down(server, since) != two.down(server, since):
            yield since, until


def _authorised(story: Story) -> Truth:
    """What came straight into the application of segments was authorised by nobody."""
    end = story.plan.end
    facts = [
        Fact(s.pushed, s.pushed, "", name, frozenset({"nginx-error", "hls-dir"}), min(s.ends, end))
        for s in story.media.sessions
        for name in s.names
        if s.wish.app == "hls" and s.pushed < end
    ]
    return Truth(tuple(facts), (), bool(story.media.segments(end)))


def _named(story: Story) -> Truth:
    facts, exercised = [], False
    for call in story.media.callbacks():
        if call.call != "publish" or call.outcome not in (media.REDIRECTED, media.ACCEPTED):
            continue
        exercised = True
        wanted = f"stream_{USERS[call.key]}"
        if call.outcome == media.ACCEPTED or call.location != wanted:
            shown = frozenset({"nginx-error", f"app-{call.server}"})
            facts.append(Fact(call.at, call.until, "", "", shown))
    return Truth(tuple(facts), (), exercised)
