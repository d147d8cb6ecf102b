"""What went on as usual: counted, in the quiet between episodes and in each of their phases."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from checker.base.time import NS_PER_S, Interval, union
from checker.conform.evidence import Evidence
from checker.conform.observed.draft import CLIENT, MONITOR, VIP, Draft, balancer, middle, places_of
from checker.conform.observed.episodes import Phase, end_of
from checker.conform.observed.monitoring import idle_polls
from checker.conform.observed.network import adverts_by_host
from checker.conform.observed.requests import Requests
from checker.model.casting import Party
from checker.model.event import Event
from checker.model.observed import Quiet

# Before and after all episodes less than this need not be told.
SHORT_NS = NS_PER_S
_REQUESTS = ("request", "requests")


@dataclass(slots=True)
class Share:
    """What was served well in one stretch of time: how much by whom, from when to when (ns)."""

    number: int = 0
    by: Counter[str] = field(default_factory=Counter)
    first: int = 1 << 63
    last: int = -1

    def add(self, server: str, instant: int) -> None:
        """Count one."""
        self.number += 1
        if server:
            self.by[server] += 1
        self.first = min(self.first, instant)
        self.last = max(self.last, instant)


class Counting:
    """What went well in the stretches between cuts (ns): queries as clients tell, requests by load balancer.

    The first stretch lies before the first cut.
    """

    def __init__(self, cuts: Sequence[int], requests: Requests) -> None:
        self.queries = [Share() for _ in range(len(cuts) + 1)]
        self.requests: list[dict[str, Share]] = [{} for _ in range(len(cuts) + 1)]
        for instant, host, name in requests.usual:
            at = bisect_right(cuts, instant)
            share = self.requests[at].setdefault(host, Share()) if host else self.queries[at]
            share.add(name, instant)


class Usual:
    """What went on as usual, in each stretch between the cuts: before an episode, and in each of its phases."""

    def __init__(
        self, evidence: Evidence, planned: Sequence[tuple[Phase, ...]], requests: Requests, observed: Interval
    ) -> None:
        self._observed = observed
        self._first: list[int] = []
        cuts: list[int] = []
        for phases in planned:
            self._first.append(len(cuts))
            cuts.append(max([phases[0][0].at, *cuts[-1:]]))
            for phase in phases:
                cuts.append(max(end_of(phase) + 1, cuts[-1]))
        self._cuts = cuts
        self._polls = sorted(idle_polls(evidence), key=lambda e: e.time)
        self._adverts = {h: sorted(middle(e.time) for e in sent) for h, sent in adverts_by_host(evidence).items()}
        self._heard = union([*(h.time for h in evidence.heard), *evidence.captures()])
        self.counting = Counting(cuts, requests)
        self._told_by_clients = requests.queries > 0

    def quiet(self, episode: int) -> Quiet | None:
        """Return the quiet before an episode, or behind the last; None where it is too short to be told."""
        at = self._first[episode] if episode < len(self._first) else len(self._cuts)
        lo = self._cuts[at - 1] if at > 0 else self._observed.lo
        hi = self._cuts[at] if at < len(self._cuts) else self._observed.hi
        if hi - lo < SHORT_NS:
            return None
        counts = [(self._served(at), "query", "queries") if self._told_by_clients else (self._served(at), *_REQUESTS)]
        counts.append((len(self._polls_in(lo, hi)), "poll", "polls"))
        for host, sent in sorted(self._adverts.items()):
            counts.append((bisect_left(sent, hi) - bisect_left(sent, lo), f"advert of {host}", f"adverts of {host}"))
        told = tuple((number, one if number == 1 else many) for number, one, many in counts if number)
        return Quiet(Interval(lo, hi), told, _outside(Interval(lo, hi), self._heard))

    def usual(self, episode: int, phase: int) -> list[Draft]:
        """Return what went on as usual in a phase, to be told when it was last seen."""
        at = self._first[episode] + phase + 1
        if self._told_by_clients:
            hosts = ", ".join(sorted(self.counting.requests[at]))
            what = f"queries answered by way of {hosts}" if hosts else "queries answered"
            drafts = [_usual((VIP, CLIENT), self.counting.queries[at], what)]
        else:
            shares = sorted(self.counting.requests[at].items())
            drafts = [_usual((balancer(host), CLIENT), share, "requests served") for host, share in shares]
        polls = self._polls_in(self._cuts[at - 1], self._cuts[at])
        if polls:
            first, last = polls[0], polls[-1]
            text, places = f"polls without a change: {len(polls):,}", places_of(*dict.fromkeys((first, last)))
            told = Draft("answer", (VIP, MONITOR), text, first.time, middle(last.time), places, last=last.time)
            drafts.append(told)
        return [draft for draft in drafts if draft]

    def _served(self, at: int) -> int:
        if self._told_by_clients:
            return self.counting.queries[at].number
        return sum(share.number for share in self.counting.requests[at].values())

    def _polls_in(self, lo: int, hi: int) -> list[Event]:
        first = bisect_left(self._polls, lo, key=lambda e: middle(e.time))
        return self._polls[first : bisect_left(self._polls, hi, key=lambda e: middle(e.time))]


def _usual(ends: tuple[Party, Party], share: Share, what: str) -> Draft | None:
    if not share.number:
        return None
    by = ", ".join(f"{name} {number:,}" for name, number in sorted(share.by.items()))
    text = f"{what}: {share.number:,}{f' ({by})' if by else ''}"
    first, last = Interval(share.first, share.first), Interval(share.last, share.last)
    return Draft("answer", ends, text, first, share.last, (), last=last)


def _outside(time: Interval, heard: Sequence[Interval]) -> int:
    """Return how much (ns) of a stretch lies outside of disjoint others."""
    inside = (both.hi - both.lo for other in heard if (both := time.meet(other)))
    return time.hi - time.lo - sum(inside)
