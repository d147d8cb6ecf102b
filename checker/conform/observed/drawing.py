"""From the evidence to what is drawn: drafts, the episodes they form, what was counted in between, the lifelines."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from checker.base.time import NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.observed.cast import Cast, best_cast
from checker.conform.observed.draft import CLIENT, MONITOR, VIP, Draft, Party, balancer, middle, places_of
from checker.conform.observed.episodes import Phase, beyond_start, end_of, episodes, folded
from checker.conform.observed.monitoring import idle_polls, monitor_drafts
from checker.conform.observed.network import adverts_by_host, network_drafts
from checker.conform.observed.processes import process_drafts
from checker.conform.observed.requests import Counting, Requests, Share
from checker.conform.observed.servers import server_drafts
from checker.conform.observed.vrrp import router_drafts
from checker.model.contract_diagrams import Drawn
from checker.model.event import Event
from checker.model.observed import Episode, Observation, Quiet, Step

# A longer text is refused by viewers (Mermaid's maxTextSize), and read by nobody: the middle is left out.
FIRST_EPISODES, LAST_EPISODES = 20, 10
FIRST_STEPS, LAST_STEPS = 60, 30
# Before and after all episodes less than this need not be told.
SHORT_NS = NS_PER_S


def control_drafts(evidence: Evidence, serving: Callable[[str], bool] = lambda _: True) -> list[Draft]:
    """Return what the control events tell; load balancers on hosts that are not `serving` are told of in brief."""
    routers = router_drafts(evidence)
    servers = server_drafts(evidence, serving)
    monitor = monitor_drafts(evidence, [d for d in (*routers, *servers) if d.about])
    return [*servers, *routers, *network_drafts(evidence), *monitor, *process_drafts(evidence)]


def observation(
    evidence: Evidence, observed: Interval, bulk: Iterable[Event], diagrams: Sequence[Drawn]
) -> Observation:
    """Return what happened within `observed` on the lifelines of that one of the diagrams that has most of it.

    `bulk` are the queries and requests, each once, in any order; none is kept. Raises ValueError without a diagram.
    """
    requests = Requests(evidence)
    for event in bulk:
        requests.add(event)
    drafts = [*control_drafts(evidence, _serving(evidence, requests.served)), *requests.drafts()]
    planned = episodes(drafts)
    _, cast = best_cast(evidence.contract, beyond_start(planned), _active(evidence, requests.served), diagrams)
    counted = _Counted(evidence, planned, requests, observed)
    told = [_episode(number, phases, counted, cast) for number, phases in enumerate(planned)]
    return Observation(
        title=cast.drawn.title,
        place=cast.drawn.place,
        columns=cast.columns(),
        episodes=tuple(_kept(told)),
        after=counted.quiet(len(planned)),
    )


def _serving(evidence: Evidence, served: Counter[str]) -> Callable[[str], bool]:
    """Return what says whether a host's load balancer matters to clients; all do where nobody can tell."""
    holders = {evidence.hosts.named(e.source.host) for e in evidence.of("vips_set")} | set(adverts_by_host(evidence))
    hosts = set(served) or holders
    return lambda host: not hosts or host in hosts


def _active(evidence: Evidence, served: Counter[str]) -> str:
    """Return the host whose load balancer `the active one` is: the one that served most, or held the address."""
    if served:
        return max(sorted(served), key=lambda host: served[host])
    holders = [evidence.hosts.named(e.source.host) for e in evidence.of("vips_set")]
    holders += [host for host, _ in sorted(adverts_by_host(evidence).items(), key=lambda pair: -len(pair[1]))]
    seen = (evidence.hosts.named(e.source.host) for e in evidence.of("server_state", "check"))
    return next(iter(holders), "") or next(seen, "")


class _Counted:
    """What went on as usual, in each stretch between the cuts: before an episode, and in each of its phases."""

    def __init__(
        self, evidence: Evidence, planned: Sequence[tuple[Phase, ...]], requests: Requests, observed: Interval
    ) -> None:
        self._observed = observed
        self._planned = planned
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
        self.counting = Counting(cuts, requests)
        self._told_by_clients = requests.queries > 0

    def quiet(self, episode: int) -> Quiet | None:
        """Return the quiet before an episode, or behind the last; None where it is too short to be told."""
        at = self._first[episode] if episode < len(self._first) else len(self._cuts)
        lo = self._cuts[at - 1] if at > 0 else self._observed.lo
        hi = self._cuts[at] if at < len(self._cuts) else self._observed.hi
        if hi - lo < SHORT_NS:
            return None
        counts = [(self._served(at), "queries" if self._told_by_clients else "requests")]
        counts.append((len(self._polls_in(lo, hi)), "polls"))
        for host, sent in sorted(self._adverts.items()):
            counts.append((bisect_left(sent, hi) - bisect_left(sent, lo), f"adverts of {host}"))
        return Quiet(Interval(lo, hi), tuple((number, what) for number, what in counts if number))

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


def _episode(number: int, phases: Sequence[Phase], counted: _Counted, cast: Cast) -> Episode:
    drafts: list[Draft] = []
    for at, phase in enumerate(phases):
        drafts += sorted([*folded(phase), *counted.usual(number, at)], key=lambda d: d.at)
    steps = [step for draft in drafts if (step := _step(draft, cast))]
    first = phases[0][0]
    time = Interval(first.time.lo, max(first.time.lo, end_of(phases[-1])))
    return Episode(counted.quiet(number), time, tuple(_shortened(steps)))


def _step(draft: Draft, cast: Cast) -> Step | None:
    """Return the draft on lifelines; None where it is between lifelines that nobody misses."""
    ends: Iterable[Party] = draft.ends
    ids = [cast.id_of(party) for party in ends]
    if any(id is None for id in ids):
        return None
    known = [id for id in ids if id is not None]
    placed = tuple(dict.fromkeys(known) if draft.shape == "note" else known)
    return Step(draft.shape, placed, draft.text, draft.time, draft.last or draft.time, draft.places, draft.times)


def _shortened(steps: Sequence[Step]) -> list[Step]:
    """Leave out the middle of an episode that nobody would read to its end, and say so."""
    left_out = steps[FIRST_STEPS : len(steps) - LAST_STEPS]
    if len(left_out) < 2:
        return list(steps)
    text = f"{len(left_out):,} steps more, not drawn"
    note = Step("note", (), text, left_out[0].first, left_out[-1].last, ())
    return [*steps[:FIRST_STEPS], note, *steps[-LAST_STEPS:]]


def _kept(told: Sequence[Episode]) -> list[Episode]:
    """Leave out the episodes in the middle where there are too many; the next one says how many they are."""
    omitted = len(told) - FIRST_EPISODES - LAST_EPISODES
    if omitted <= 0:
        return list(told)
    following, *rest = told[-LAST_EPISODES:]
    return [*told[:FIRST_EPISODES], replace(following, omitted=omitted), *rest]
