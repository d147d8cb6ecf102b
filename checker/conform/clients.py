"""When the answers to a client's queries stopped, what it asked meanwhile, and when they came again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.base.time import Interval
from checker.conform.condensed.queries import began
from checker.conform.evidence import Evidence
from checker.logic.signal import BEGINNING, END
from checker.model.event import Event


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch without an answered query, from the last one before it to the first one after it, where there are any.

    `asked` are the queries that were not answered meanwhile: they failed, or were answered only at its end or later;
    `series` stand for many that failed one after another.
    """

    last: Event | None
    first: Event | None
    asked: tuple[Event, ...]
    series: tuple[Event, ...] = ()

    def in_vain(self, idle: int) -> list[Interval]:
        """Return when the client surely asked without an answer, in the order of time.

        That is while a query ran, and between two that follow each other (or the first answer) within `idle` ns: one
        that asks nothing for longer is not asking.
        """
        if not self.asked:
            return []
        ran = [(began(q), q.time.lo) for q in self.asked]
        ran += [(began(s), int(s.args["until_ns"])) for s in self.series]
        since = self.last.time.hi + 1 if self.last else BEGINNING
        until = self.first.time.lo if self.first else END
        if self.first:
            ran.append((until, until))
        joined: list[Interval] = []
        for lo, hi in sorted((max(lo, since), min(hi, until)) for lo, hi in ran):
            if joined and lo - joined[-1].hi <= idle:
                joined[-1] = Interval(joined[-1].lo, max(joined[-1].hi, hi))
            else:
                joined.append(Interval(lo, max(lo, hi)))
        return joined


def pauses(evidence: Evidence) -> Mapping[str, Sequence[Pause]]:
    """Return the pauses of each client (`client@host`) in the order of time."""
    marks: dict[str, list[Event]] = defaultdict(list)
    queries: dict[str, list[Event]] = defaultdict(list)
    for event in evidence.of("query", "queries_unanswered", "first_answered", "last_answered"):
        name = client_of(event, evidence)
        (queries if event.kind in ("query", "queries_unanswered") else marks)[name].append(event)
    return {name: list(_pauses(marks[name], queries[name])) for name in sorted({*marks, *queries})}


def client_of(event: Event, evidence: Evidence) -> str:
    """Return the name of the client that asked a query."""
    host = evidence.hosts.named(event.source.host)
    return f"client@{host}" if host else "client"


def _pauses(marks: Sequence[Event], queries: Sequence[Event]) -> Iterator[Pause]:
    last: Event | None = None
    paused = True
    # One query may be both: the first one after a pause, and the last one before another.
    for mark in sorted(marks, key=lambda e: (e.time.hi, e.time.lo, e.kind == "last_answered")):
        if paused:
            yield from _with_queries(last, mark, queries)
        last, paused = mark, mark.kind == "last_answered"
    if paused:
        yield from _with_queries(last, None, queries)


def _with_queries(last: Event | None, first: Event | None, queries: Sequence[Event]) -> Iterator[Pause]:
    if last is not None and first is not None and (last.places, last.time) == (first.places, first.time):
        return
    meant = [q for q in queries if _within(q, last, first)]
    asked, series = ([q for q in meant if (q.kind == "queries_unanswered") is many] for many in (False, True))
    # A log that begins with an answer tells of no pause before it; one that begins with failures may.
    if last is not None or any(not q.args["ok"] for q in asked):
        waited = [first] if first and _within(first, last, first) else []
        yield Pause(last, first, (*asked, *waited), tuple(series))


def _within(query: Event, last: Event | None, first: Event | None) -> bool:
    """Whether a query waited for its answer during a pause."""
    if last is not None and query.time.hi <= last.time.hi:
        return False
    waits = first is None or began(query) < first.time.lo
    answered_before = bool(query.args["ok"]) and first is not None and query.time.lo < first.time.lo
    return waits and not answered_before
