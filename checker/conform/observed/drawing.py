"""From the evidence to what is drawn: drafts, the episodes they form, what was counted in between, the lifelines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.observed.draft import Draft
from checker.conform.observed.episodes import Phase, beyond_start, end_of, episodes, folded
from checker.conform.observed.monitoring import monitor_drafts
from checker.conform.observed.network import adverts_by_host, network_drafts
from checker.conform.observed.own import own_drafts
from checker.conform.observed.processes import process_drafts
from checker.conform.observed.requests import Requests
from checker.conform.observed.servers import server_drafts
from checker.conform.observed.streams import stream_drafts
from checker.conform.observed.usual import Usual
from checker.conform.observed.vrrp import router_drafts
from checker.model.casting import Cast, Party, best_cast
from checker.model.contract_diagrams import Drawn
from checker.model.event import Event
from checker.model.observed import Episode, Observation, Step

# More steps make a text that viewers refuse (Mermaid's maxTextSize) and nobody reads: then the middle is left out, of
# each long episode and of all of them.
MOST_STEPS = 200
FIRST_STEPS, LAST_STEPS = 14, 8
FIRST_EPISODES, LAST_EPISODES = 5, 3


def control_drafts(evidence: Evidence, serving: Callable[[str], bool] = lambda _: True) -> list[Draft]:
    """Return what the control events tell; load balancers on hosts that are not `serving` are told of in brief."""
    routers = router_drafts(evidence)
    servers = server_drafts(evidence, serving)
    monitor = monitor_drafts(evidence, [d for d in (*routers, *servers) if d.about])
    own = own_drafts(evidence) if evidence.contract.own.events else ()
    others = (network_drafts, process_drafts, stream_drafts)
    return [*servers, *routers, *monitor, *(draft for drafts in others for draft in drafts(evidence)), *own]


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
    _, cast = best_cast(evidence.contract, _ends(beyond_start(planned)), _active(evidence, requests.served), diagrams)
    counted = Usual(evidence, planned, requests, observed)
    told = [_episode(number, phases, counted, cast) for number, phases in enumerate(planned)]
    return Observation(
        title=cast.drawn.title,
        place=cast.drawn.place,
        columns=cast.columns(),
        episodes=tuple(_kept(told)),
        after=counted.quiet(len(planned)),
    )


def _ends(drafts: Iterable[Draft]) -> list[Party]:
    return [end for draft in drafts for end in draft.ends]


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


def _episode(number: int, phases: Sequence[Phase], counted: Usual, cast: Cast) -> Episode:
    drafts: list[Draft] = []
    for at, phase in enumerate(phases):
        drafts += sorted([*folded(phase), *counted.usual(number, at)], key=lambda d: d.at)
    steps = [step for draft in drafts if (step := _step(draft, cast))]
    start = min(draft.time.lo for phase in phases for draft in phase)
    time = Interval(start, max(start, end_of(phases[-1])))
    return Episode(counted.quiet(number), time, tuple(steps))


def _step(draft: Draft, cast: Cast) -> Step | None:
    """Return the draft on lifelines; None where it is between lifelines that nobody misses."""
    ends: Iterable[Party] = draft.ends
    ids = [cast.id_of(party) for party in ends]
    if any(id is None for id in ids):
        return None
    known = [id for id in ids if id is not None]
    placed = tuple(dict.fromkeys(known) if draft.shape == "note" else known)
    return Step(draft.shape, placed, draft.text, draft.time, draft.last or draft.time, draft.places, draft.times)


def _kept(told: Sequence[Episode]) -> list[Episode]:
    """Return the episodes, or where those are too many steps the first and the last, each shortened.

    The first episode behind those that are left out says how many they are.
    """
    if sum(len(episode.steps) for episode in told) <= MOST_STEPS:
        return list(told)
    first, last = told[:FIRST_EPISODES], told[FIRST_EPISODES:][-LAST_EPISODES:]
    omitted = len(told) - len(first) - len(last)
    kept = [*first, *(replace(each, omitted=0 if n else omitted) for n, each in enumerate(last))]
    return [replace(episode, steps=tuple(_shortened(episode.steps))) for episode in kept]


def _shortened(steps: Sequence[Step]) -> list[Step]:
    """Leave out the middle of a long episode, and say so."""
    left_out = steps[FIRST_STEPS : len(steps) - LAST_STEPS]
    if len(left_out) < 2:
        return list(steps)
    text = f"{len(left_out):,} steps more, not drawn"
    note = Step("note", (), text, left_out[0].first, left_out[-1].last, ())
    return [*steps[:FIRST_STEPS], note, *steps[-LAST_STEPS:]]
