"""A diagram as an example: which of its steps were ever seen, in an order that it allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.conform.scenarios.align import Candidates, Placement, forwards
from checker.conform.scenarios.binding import Binding
from checker.conform.scenarios.instances import Finder, Seed
from checker.conform.scenarios.matching import Matcher
from checker.conform.scenarios.pool import Sighting, sighting
from checker.conform.scenarios.sources import reason
from checker.conform.scenarios.triggered import CROSSED, Judged, unseen
from checker.model.parts import LOAD_BALANCER
from checker.model.scenario import DrawnRun, DrawnStep, Scenario

# So many happenings of its rules are tried as the one that the whole diagram tells of.
_TRIED = 6


def cover(finder: Finder, whole: Scenario, seeds: Sequence[Seed], beginning: int) -> dict[int, Judged]:
    """Return each step of a diagram judged, by the binding and the run that show most of them."""
    instants = [instant for s in seeds[:_TRIED] for instant in (s.lo, s.hi)] or [beginning]
    best: dict[int, Judged] = {}
    for binding in _bindings(finder, seeds):
        for run in whole.runs:
            tried = _judged(finder, run, binding, instants)
            if _count(tried) > _count(best) or not best:
                best = tried
    return {n: best.get(n) or unseen(finder.drawing.steps[n]) for n in whole.steps}


def _count(judged: dict[int, Judged]) -> int:
    return sum(each.seen is not None for each in judged.values())


def _bindings(finder: Finder, seeds: Sequence[Seed]) -> list[Binding]:
    """Return who may stand for whom: as in what happened of its rules; else as drawn, or with one host throughout."""
    found = {b.key: b for s in seeds for b in [Binding(s.binding.components, s.binding.lifelines)]}
    if found:
        return list(found.values())[:_TRIED]
    lines = [n for n, (role, component) in finder.drawing.lifelines.items() if role == LOAD_BALANCER and not component]
    heard = {finder.actors.component(h.source.host) for h in finder.pool.evidence.heard if h.source.host}
    hosts = [host for host in finder.actors.contract.hosts if host in heard] if lines else []
    return [Binding({}, dict.fromkeys(lines, host)) for host in hosts] or [Binding()]


def _judged(finder: Finder, run: DrawnRun, binding: Binding, instants: Sequence[int]) -> dict[int, Judged]:
    matcher = finder.matcher(binding)
    uses: dict[object, int] = {}
    placement: Placement = forwards(run, _candidates(finder, run, matcher, instants, uses))
    judged: dict[int, Judged] = {}
    for position, number in enumerate(run.steps):
        found = placement.placed.get(position)
        if found or number not in judged:
            judged[number] = _one(finder, matcher, finder.drawing.steps[number], found)
    return judged


def _one(finder: Finder, matcher: Matcher, step: DrawnStep, found: Sighting | None) -> Judged:
    if found:
        return Judged(step, "seen", found)
    answers = [finder.sources.could_tell(matcher, sign, None) for sign in step.signs]
    if any(answer.able for answer in answers):
        return Judged(step, "unobservable", why=CROSSED) if step.crossed else Judged(step, "missing")
    return Judged(step, "unobservable", why=reason(answers))


def _candidates(
    finder: Finder, run: DrawnRun, matcher: Matcher, instants: Sequence[int], uses: dict[object, int]
) -> Candidates:
    """Return what may stand at each position, the earliest first; equal steps share their list."""
    known: dict[object, list[tuple[Sighting, int]]] = {}
    candidates = []
    for number in run.steps:
        step = finder.drawing.steps[number]
        about = (step.signs, step.lifeline, step.end)
        if about not in known:
            found = _sightings(finder, step, matcher, instants, uses)
            known[about] = sorted(found, key=lambda c: (c[0].time.lo, c[0].time.hi, c[0].rank))
        candidates.append(known[about])
    return candidates


def _sightings(
    finder: Finder, step: DrawnStep, matcher: Matcher, instants: Sequence[int], uses: dict[object, int]
) -> Iterator[tuple[Sighting, int]]:
    """Yield what a step may have been seen by: only the first of its signs that was there, so that all fit together."""
    for rank, sign in enumerate(step.signs):
        use = uses.setdefault((sign, step.lifeline, step.end), len(uses))
        found = [e for e in finder.pool.near(sign.kind, instants) if matcher.matches(sign, e)]
        yield from ((sighting(event, sign, rank, finder.pool.evidence), use) for event in found)
        if found:
            return
