"""When the answers to a client's queries stopped, what it asked meanwhile, and when they came again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.conform.condensed.queries import began
from checker.conform.evidence import Evidence
from checker.model.event import Event


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch without an answered query, from the last one before it to the first one after it, where there are any.

    `asked` are the queries that were not answered meanwhile: they failed, or were answered only at its end or later.
    """

    last: Event | None
    first: Event | None
    asked: tuple[Event, ...]

    @property
    def asked_from(self) -> int | None:
        """Since when (ns) there surely was a query without an answer; None where nobody asked."""
        if not self.asked:
            return None
        began_at = min(map(began, self.asked))
        return began_at if self.last is None else max(began_at, self.last.time.hi + 1)

    @property
    def asked_until(self) -> int:
        """Until when (ns) it surely lasted where no answer came any more."""
        return max((q.time.lo for q in self.asked), default=0)


def pauses(evidence: Evidence) -> Mapping[str, Sequence[Pause]]:
    """Return the pauses of each client (`client@host`) in the order of time."""
    marks: dict[str, list[Event]] = defaultdict(list)
    queries: dict[str, list[Event]] = defaultdict(list)
    for event in evidence.of("query", "first_answered", "last_answered"):
        name = client_of(event, evidence)
        (queries if event.kind == "query" else marks)[name].append(event)
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
    asked = [q for q in queries if _within(q, last, first)]
    # A log that begins with an answer tells of no pause before it; one that begins with failures may.
    if last is not None or any(not q.args["ok"] for q in asked):
        waited = [first] if first and _within(first, last, first) else []
        yield Pause(last, first, (*asked, *waited))


def _within(query: Event, last: Event | None, first: Event | None) -> bool:
    """Whether a query waited for its answer during a pause."""
    if last is not None and query.time.hi <= last.time.hi:
        return False
    waits = first is None or began(query) < first.time.lo
    answered_before = bool(query.args["ok"]) and first is not None and query.time.lo < first.time.lo
    return waits and not answered_before
