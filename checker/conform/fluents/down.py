"""down(observer, server): a process of a load balancer (or a heartbeat service) has a server DOWN or in maintenance."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from checker.base.time import Interval, union
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.inertia import ECHO_NS, Lost, believe
from checker.conform.knots import Fact
from checker.conform.lives import Lives, lives
from checker.conform.reboots import doubted, reboots
from checker.conform.streaming.roles import is_streaming
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event, Source
from checker.model.parts import HEARTBEAT

_UNOBSERVED = Stretch(
    BEGINNING,
    END,
    Truth.UNKNOWN,
    Ground.UNOBSERVED,
    (),
    "the log does not say in which state the load balancer has this server",
    "the log from the start of the process, or `option log-health-checks`",
)
_STARTED = "the process started anew here, and forgot what it knew of its servers"
_SETTLES_START = "a log with finer time stamps"
# HAProxy routes nothing new to either of them (configuration manual, "set server ... state maint").
_NOT_USABLE = ("DOWN", "MAINT")


def _estimate(evidence: Evidence) -> Beliefs:
    if not is_streaming(evidence.contract):
        return _of_balancers(evidence)
    from checker.conform.streaming.views import states  # other systems need none of it

    return {**_of_balancers(evidence), **states(evidence)}


def _of_balancers(evidence: Evidence) -> Beliefs:
    processes = lives(evidence.events, "haproxy")
    backends = _backends(evidence)
    ups = _recoveries(evidence, processes)
    facts: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    open_: dict[Source, list[Lost]] = defaultdict(list)
    beside: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in _lines(evidence):
        if processes.unsure(event.source, event.time):
            open_[event.source].append(Lost(event.time, _STARTED, _SETTLES_START))
            for life in processes.names(event.source, event.time):
                beside[life, str(event.args["server"])].append(event)
            continue
        observer = processes.name(event.source, event.time.lo)
        server = str(event.args["server"])
        announced = _near(event.time.lo, ups.get((observer, server), ()))
        facts[observer, server].append(_fact(event, announced))
        for fact, other in _others(event, backends):
            facts[observer, other].append(fact)
    for source, times in processes.starts.items():
        open_[source] += (Lost(time, _STARTED, _SETTLES_START) for time in times)
    beliefs: dict[tuple[str, ...], Belief] = {key: _perhaps(events) for key, events in beside.items()}
    restarts = reboots(evidence, (found[0].event.source.host for found in facts.values()))
    for key, found in facts.items():
        source = found[0].event.source
        beliefs[key] = _believe(found, evidence, open_[source], restarts[source.host])
    return beliefs


def _lines(evidence: Evidence) -> Iterator[Event]:
    return (e for e in evidence.of("server_state", "check") if e.source.program != HEARTBEAT)


def _perhaps(events: Sequence[Event]) -> Belief:
    """What a life may have known of a server of which only lines tell that may be those of another life."""
    times = union(Interval(e.time.lo, e.time.hi + 1) for e in events)
    because = tuple(events)
    gaps = (Stretch(t.lo, t.hi, Truth.UNKNOWN, Ground.GAP, because, _STARTED, _SETTLES_START) for t in times)
    return Belief.of(gaps, _UNOBSERVED)


def _believe(facts: list[Fact], evidence: Evidence, starts: Sequence[Lost], restarts: Sequence[Lost]) -> Belief:
    source = facts[0].event.source
    heard = evidence.heard_by(source.host, source.program)
    since = heard.lo if heard else BEGINNING
    belief = believe(facts, [*evidence.lost_by(source.host, source.program), *starts], _UNOBSERVED, since)
    return Belief(tuple(doubted(belief.stretches, restarts)))


def _fact(event: Event, announced: bool) -> Fact:
    args = event.args
    if event.kind == "server_state":
        return Fact(event.time, _before(str(args["before"]), str(args["after"])), args["after"] in _NOT_USABLE, event)
    down = args["state"] == "DOWN"
    # A check that fails while the server stays UP, or succeeds while it stays DOWN, found it in that state.
    # One that succeeds and leaves it UP changed it only if a state line says so beside it: the first check after a
    # start finds a server that HAProxy took to be UP.
    unchanged = down == bool(args["passed"]) or (not down and not announced)
    return Fact(event.time, down if unchanged else None, down, event)


def _before(before: str, after: str) -> bool | None:
    """`is DOWN` and `is UP` are logged on a change only, so they tell the state before; other lines must say it."""
    if before:
        return before in _NOT_USABLE
    return {"DOWN": False, "UP": True}.get(after)


def _recoveries(evidence: Evidence, processes: Lives) -> Mapping[tuple[str, str], list[int]]:
    """When state lines say that a server came UP, by observer and server, in order."""
    ups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for event in _lines(evidence):
        if event.kind == "server_state" and event.args["after"] == "UP":
            ups[processes.name(event.source, event.time.lo), str(event.args["server"])].append(event.time.lo)
    return {key: sorted(instants) for key, instants in ups.items()}


def _near(instant: int, ups: Sequence[int]) -> bool:
    """Say whether a state line came UP at about this instant; `ups` are in order."""
    at = bisect_left(ups, instant - ECHO_NS)
    return at < len(ups) and ups[at] <= instant + ECHO_NS


def _backends(evidence: Evidence) -> Mapping[str, frozenset[str]]:
    """The servers of each backend that appears in the evidence: those of the contract and those that a line names."""
    named: dict[str, set[str]] = defaultdict(set)
    for event in _lines(evidence):
        backend, _, server = str(event.args["server"]).rpartition("/")
        named[backend].add(server)
    return {b: frozenset(servers.union(evidence.contract.servers)) for b, servers in named.items()}


def _others(event: Event, backends: Mapping[str, frozenset[str]]) -> Iterator[tuple[Fact, str]]:
    """`2 active ... servers left` tells of the others too: when that is all of them, none of them is DOWN."""
    active = int(event.args.get("active", -1))
    backend, _, server = str(event.args["server"]).rpartition("/")
    others = backends.get(backend, frozenset()) - {server}
    if event.kind == "server_state" and event.args["after"] != "UP" and active >= len(others) > 0:
        for other in sorted(others):
            yield Fact(event.time, False, False, event), f"{backend}/{other}"


FLUENT = Fluent(
    "down", ("observer", "server"), "the load balancer has the server DOWN or in maintenance", _estimate, _UNOBSERVED
)
