"""Queries of clients: where the answers stop for longer than the bound and come again, and what was asked meanwhile.

A client that asks nothing for longer than the bound is not asking: failures before and after are no one series.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from checker.conform.condensed import Condenser
from checker.conform.evidence import Evidence
from checker.model.event import Event

# Failures are kept by stretches of time, and these are made longer where there are more of them than this; but never
# longer than the bound, so that no stretch hides that nobody asked.
MOST_STRETCHES = 4096


@dataclass(slots=True)
class _Answers:
    """Answered queries that follow each other closely; `oldest` was asked first of all that ended meanwhile."""

    first: Event
    last: Event
    oldest: Event


@dataclass(slots=True)
class _Failures:
    """Failed queries that ended within one stretch of time."""

    first: Event
    last: Event
    oldest: Event

    def add(self, other: _Failures) -> None:
        """Take those of another stretch in."""
        self.first = min(self.first, other.first, key=_ended)
        self.last = max(self.last, other.last, key=_ended)
        self.oldest = min(self.oldest, other.oldest, key=began)


@dataclass(slots=True)
class _Client:
    """What is kept of one client: as much as there are pauses of the answers, however many the queries are."""

    bound: int
    pieces: list[_Answers] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    failures: dict[int, _Failures] = field(default_factory=dict)
    width: int = 1
    most: int = MOST_STRETCHES

    def __post_init__(self) -> None:
        self.width = max(1, self.bound // 4)

    def take(self, query: Event) -> None:
        """Note a query, in whatever order they come."""
        if query.args["ok"]:
            self._answered(query)
            return
        at = query.time.lo // self.width
        if at in self.failures:
            self.failures[at].add(_Failures(query, query, query))
        else:
            self.failures[at] = _Failures(query, query, query)
            if len(self.failures) > self.most:
                self._shorten()

    def _answered(self, query: Event) -> None:
        at = bisect_right(self.starts, query.time.lo) - 1
        if at >= 0 and self._close(self.pieces[at].last, query):
            piece = self.pieces[at]
            if _ended(query) > _ended(piece.last):
                piece.last = query
            if began(query) < began(piece.oldest):
                piece.oldest = query
        else:
            at += 1
            self.pieces.insert(at, _Answers(query, query, query))
            self.starts.insert(at, query.time.lo)
        if at + 1 < len(self.pieces) and self._close(self.pieces[at].last, self.pieces[at + 1].first):
            after = self.pieces.pop(at + 1)
            del self.starts[at + 1]
            piece = self.pieces[at]
            piece.last = max(piece.last, after.last, key=_ended)
            piece.oldest = min(piece.oldest, after.oldest, key=began)

    def _close(self, earlier: Event, later: Event) -> bool:
        return later.time.hi - earlier.time.lo <= self.bound

    def _shorten(self) -> None:
        """Forget failures among answers, but not when they were asked; where too many are left, see them together."""
        for at in list(self.failures):
            piece = self._around(self.failures[at])
            if piece is not None:
                piece.oldest = min(piece.oldest, self.failures.pop(at).oldest, key=began)
        while len(self.failures) > MOST_STRETCHES // 2 and 2 * self.width <= self.bound:
            self.width *= 2
            wider: dict[int, _Failures] = {}
            for at, failures in self.failures.items():
                if at // 2 in wider:
                    wider[at // 2].add(failures)
                else:
                    wider[at // 2] = failures
            self.failures = wider
        self.most = max(MOST_STRETCHES, 2 * len(self.failures))

    def _around(self, failures: _Failures) -> _Answers | None:
        at = bisect_right(self.starts, failures.first.time.lo) - 1
        return self.pieces[at] if at >= 0 and failures.last.time.hi <= self.pieces[at].last.time.lo else None

    def left(self) -> Iterator[Event]:
        """Yield what matters: the ends of each piece, who asked before it, and the failures outside of all pieces."""
        self._shorten()
        between: dict[tuple[int, int], list[_Failures]] = defaultdict(list)
        for _, failures in sorted(self.failures.items()):
            known = between[self._place(failures.first), self._place(failures.last)]
            if known and began(failures.oldest) - known[-1].last.time.hi <= self.bound:
                known[-1].add(failures)
            else:
                known.append(failures)
        for piece in self.pieces:
            yield replace(piece.first, kind="first_answered")
            yield replace(piece.last, kind="last_answered")
            if piece.oldest is not piece.first and began(piece.oldest) < piece.first.time.lo:
                yield piece.oldest
        for (place, other), series in between.items():
            for failures in series:
                yield from dict.fromkeys((failures.first, failures.last, failures.oldest))
                if place == other and place % 2:
                    yield from self._series(failures)

    def _series(self, failures: _Failures) -> Iterator[Event]:
        """Say that failures followed each other, where those that are left do not show it."""
        first, last, oldest = failures.first, failures.last, failures.oldest
        if began(last) - first.time.hi > self.bound:
            told = {**first.args, "started_ns": began(oldest), "until_ns": last.time.lo}
            yield replace(first, kind="queries_unanswered", args=told)

    def _place(self, failed: Event) -> int:
        """Where a failure stands among the pieces: 2n within the n-th, 2n + 1 after it."""
        at = bisect_right(self.starts, failed.time.lo) - 1
        return 2 * at + (at < 0 or failed.time.lo > self.pieces[at].last.time.lo)


def began(query: Event) -> int:
    """Return when (ns) a query was asked; where that is not said, when it ended."""
    started = int(query.args["started_ns"])
    return started if started >= 0 else query.time.lo


def _ended(query: Event) -> tuple[int, int, str]:
    return query.time.hi, query.time.lo, str(query.places)


class _Clients:
    """What is kept of the queries, by client; nothing where no bound is stated, as nobody asks about interruptions."""

    def __init__(self, evidence: Evidence) -> None:
        self._bound = evidence.contract.numbers.get("client.interruption")
        self._named = evidence.hosts.named
        self._clients: dict[str, _Client] = defaultdict(lambda: _Client(self._bound or 0))

    def take(self, query: Event) -> None:
        """Note a query."""
        if self._bound is None:
            return
        self._clients[self._named(query.source.host)].take(query)

    def left(self) -> Iterator[Event]:
        """Yield what matters of each client."""
        for client in self._clients.values():
            yield from client.left()


CONDENSER = Condenser(
    "query", "where the answers to a client stop for longer than the bound, and what it asked meanwhile", _Clients
)
