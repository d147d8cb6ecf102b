"""The rounds of a heartbeat service: in each it checks every replica once, then it waits.

The service's log at level DEBUG tells when a round begins and ends. Where it does not, the wire shows the first packet
of its first check and the answer to its last one, a moment inside of that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.base.time import NS_PER_MS, Interval
from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Occurrence
from checker.conform.streaming.views import service_lives
from checker.conform.words import span
from checker.model.event import Event
from checker.model.parts import HEARTBEAT

# How long a service may take from the beginning of its round to its first packet, and from the answer to the end.
INSIDE_NS = 50 * NS_PER_MS
_OPEN = "the wire shows the checks of a round, not when the service began and ended it"
_ANEW = "the service may have started anew between two rounds of which only the wire tells"
_UNSEEN = "the capture does not show the checks of every replica"
_LOG = "the log of the service at level DEBUG"


@dataclass(frozen=True, slots=True)
class Round:
    """When a round of a service began and ended, and the events that tell."""

    observer: str
    began: Interval
    ended: Interval | None
    first: Event
    last: Event
    on_wire: bool = False
    ports: frozenset[object] = frozenset()
    servers: frozenset[object] = frozenset()


def rounds(evidence: Evidence) -> Sequence[Round]:
    """Return the rounds of all services in the order of time; of a service whose log tells them, by its log."""
    lives = service_lives(evidence)
    told: dict[str, list[Event]] = defaultdict(list)
    polled: dict[str, list[Event]] = defaultdict(list)
    for event in evidence.of("checks_began", "checks_ended", "health_poll"):
        if event.source.program == HEARTBEAT:
            kept = polled if event.kind == "health_poll" else told
            kept[lives.name(event.source, event.time.lo)].append(event)
    hosts = {each[0].source.host for each in told.values()}
    found = [r for observer, each in told.items() for r in _logged(observer, each)]
    pause = evidence.contract.numbers.get("heartbeat.interval", 0) // 2
    for observer, each in polled.items():
        if each[0].source.host not in hosts:
            found += _on_wire(observer, sorted(each, key=lambda e: int(e.args["began_ns"])), pause)
    return sorted(found, key=lambda r: (r.began, r.observer))


def _logged(observer: str, told: Sequence[Event]) -> Iterator[Round]:
    began: Event | None = None
    for event in sorted(told, key=lambda e: (e.time, e.places)):
        if event.kind == "checks_began":
            if began is not None:
                yield Round(observer, began.time, None, began, began)
            began = event
        elif began is not None:
            yield Round(observer, began.time, event.time, began, event)
            began = None
    if began is not None:
        yield Round(observer, began.time, None, began, began)


def _on_wire(observer: str, polls: Sequence[Event], pause: int) -> Iterator[Round]:
    """Yield the rounds: a replica that was checked in one already, or a long pause, begins the next."""
    current: list[Event] = []
    for poll in polls:
        again = any(p.args["server"] == poll.args["server"] for p in current)
        if current and (again or int(poll.args["began_ns"]) - current[-1].time.hi > pause):
            yield _round(observer, current)
            current = []
        current.append(poll)
    if current:
        yield _round(observer, current)


def _round(observer: str, polls: Sequence[Event]) -> Round:
    first, last = polls[0], max(polls, key=lambda p: p.time)
    began = int(first.args["began_ns"])
    ended = Interval(last.time.lo, last.time.hi + INSIDE_NS)
    ports, servers = (frozenset(p.args[name] for p in polls) for name in ("client", "server"))
    return Round(observer, Interval(began - INSIDE_NS, began), ended, first, last, True, ports, servers)


def begun(evidence: Evidence) -> list[Occurrence]:
    """Return each beginning of a round, with the time since the end and the beginning of the one before it."""
    found: list[Occurrence] = []
    before: dict[str, Round] = {}
    for each in rounds(evidence):
        last = before.get(each.observer)
        doubt = _doubt(evidence, last, each) if each.on_wire and last is not None else ""
        why, settles = (doubt or _OPEN, _LOG) if each.on_wire else ("", "")
        words = _words(last, each)
        found.append(Occurrence((each.observer,), each.began, each.first, words, why, settles, bool(doubt)))
        before[each.observer] = each
    return found


def _doubt(evidence: Evidence, last: Round, each: Round) -> str:
    """Why the wire may not show what was between two rounds ('': it does).

    A connection that was kept shows that they are of one process: a new one opens its own.
    """
    if not last.ports & each.ports:
        return _ANEW
    return "" if last.servers == each.servers == evidence.contract.servers.keys() else _UNSEEN


def ended(evidence: Evidence) -> list[Occurrence]:
    """Return each end of a round."""
    told = [(r, r.ended) for r in rounds(evidence) if r.ended is not None]
    return [
        Occurrence((r.observer,), time, r.last, {}, *((_OPEN, _LOG) if r.on_wire else ("", ""))) for r, time in told
    ]


def _words(before: Round | None, each: Round) -> Mapping[str, str]:
    if before is None:
        return {"pause": "", "cycle": ""}
    since = each.began.lo - before.ended.lo if before.ended else None
    pause = f"{span(since)} after the end of the round before it" if since is not None else "after a round without end"
    return {"pause": pause, "cycle": f"{span(each.began.lo - before.began.lo)} after its beginning"}
