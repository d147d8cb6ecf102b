"""A fragment that is a rule, held against one happening of what triggers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from checker.base.bits import bits
from checker.base.time import Interval
from checker.conform.scenarios.align import Placement, around
from checker.conform.scenarios.instances import REACH, Finder, Seed
from checker.conform.scenarios.matching import Matcher
from checker.conform.scenarios.pool import Sighting, sighting
from checker.conform.scenarios.sources import reason
from checker.model.outcome import StepStatus
from checker.model.scenario import DrawnRun, DrawnStep, Scenario
from checker.model.vocabulary import is_bulk

BY_THE_WAY = "its sending was not seen either"
ELSEWHERE = "the rule says nothing of it"
CROSSED = "its arrow is crossed: nothing may have been sent"


class Judged(NamedTuple):
    """What became of one drawn step: what it was seen by, or why not.

    `against` is a step that it was seen on the wrong side of; `after` is the last one that a missing step follows, and
    `before` the first that follows it.
    """

    step: DrawnStep
    status: StepStatus
    seen: Sighting | None = None
    why: str = ""
    against: tuple[DrawnStep, Sighting] | None = None
    after: tuple[DrawnStep, Sighting] | None = None
    before: tuple[DrawnStep, Sighting] | None = None


class Followed(NamedTuple):
    """One instance of a triggered fragment: its steps judged."""

    seed: Seed
    steps: tuple[Judged, ...]


def follow(finder: Finder, scenario: Scenario, seed: Seed, window: tuple[int, int]) -> Followed:
    """Compare a fragment with one instance, by the run of it that explains most."""
    matcher = finder.matcher(seed.binding)
    ways = [seed, *(seed._replace(anchors=other, others=()) for other in seed.others)]
    tried = [_Try(finder, matcher, run, way, window) for run in scenario.runs for way in ways]
    best = max(tried, key=lambda t: (len(t.placement.placed), -len(t.run.steps)), default=None)
    judged: dict[int, Judged] = {}
    for number, each in best.judged() if best else ():
        # A step of a loop was seen if it was in any round.
        judged[number] = judged[number] if number in judged and judged[number].seen else each
    rest = {n: judged.get(n) or unseen(finder.drawing.steps[n]) for n in scenario.steps}
    return Followed(seed, tuple(rest.values()))


def unseen(step: DrawnStep) -> Judged:
    """Return what becomes of a step that no source can show, or that the protocol does not have."""
    return (
        Judged(step, "impossible", why=step.impossible)
        if step.impossible
        else Judged(step, "unobservable", why=step.why_unseen or "it is not in the run that fits best")
    )


class _Try:
    """One run of the fragment, placed around what triggered it."""

    def __init__(self, finder: Finder, matcher: Matcher, run: DrawnRun, seed: Seed, window: tuple[int, int]) -> None:
        self.run = run
        self._finder = finder
        self._matcher = matcher
        self._seed = seed
        self._window = window
        self._uses: dict[object, int] = {}
        self._candidates = [list(self._sightings(finder.drawing.steps[n])) for n in run.steps]
        anchors = {
            run.steps.index(number): (found, self._use(finder.drawing.steps[number], found.rank))
            for number, found in seed.anchors.items()
            if number in run.steps
        }
        self.placement: Placement = around(run, self._candidates, anchors)

    def judged(self) -> Iterator[tuple[int, Judged]]:
        for position, number in enumerate(self.run.steps):
            step = self._finder.drawing.steps[number]
            found = self.placement.placed.get(position)
            yield number, Judged(step, "seen", found) if found else self._not_placed(position, step)

    def _sightings(self, step: DrawnStep) -> Iterator[tuple[Sighting, int]]:
        lo, hi = self._window
        for rank, sign in enumerate(step.signs):
            for event in self._finder.pool.between(sign.kind, lo, hi):
                if self._matcher.matches(sign, event):
                    yield sighting(event, sign, rank, self._finder.pool.evidence), self._use(step, rank)

    def _use(self, step: DrawnStep, rank: int) -> int:
        """Return a number for what an event means at this end: it can mean that once."""
        return self._uses.setdefault((step.signs[rank], step.lifeline, step.end), len(self._uses))

    def _not_placed(self, position: int, step: DrawnStep) -> Judged:
        within = self._seed.rule.within
        near = Interval(self._seed.lo - within, self._seed.hi + within)
        for found, use in self._candidates[position]:
            against = self.placement.contradicts(position, found)
            telling = not found.rank and not is_bulk(found.event.kind) and found.time.overlaps(near)
            if telling and against is not None and self.placement.is_free(found, use):
                if lost := self._lost(found, self.placement.placed[against]):
                    return Judged(step, "unobservable", why=lost)
                return Judged(step, "seen", found, against=self._step(against))
        return self._missing(position, step)

    def _lost(self, *seen: Sighting) -> str:
        """Return why lines may be missing among what was seen, so that no order is wrong for certain, or ''."""
        lo = min(self._seed.lo, *(s.time.lo for s in seen))
        hi = max(self._seed.hi, *(s.time.hi for s in seen))
        sources = dict.fromkeys(s.event.source for s in (*seen, *self._seed.anchors.values()))
        evidence = self._finder.pool.evidence
        losses = (x for source in sources for x in evidence.lost_by(source.host, source.program))
        return next((x.why for x in losses if x.time.overlaps(Interval(lo, hi))), "")

    def _missing(self, position: int, step: DrawnStep) -> Judged:
        """Say whether a source would have told, from the last of what precedes the step to when it had to come."""
        causes = [c for c in bits(self.run.causes[position]) if c in self.placement.placed]
        effects = [p for p, c in enumerate(self.run.causes) if c >> position & 1 and p in self.placement.placed]
        placed: Mapping[int, Sighting] = self.placement.placed
        lo = max((placed[c].time.lo for c in causes), default=self._seed.lo)
        hi = min((placed[e].time.hi for e in effects), default=max(self._seed.hi, lo) + self._seed.rule.within)
        hi = max(lo, min(hi, self._window[1]))
        signs = [sign for sign in step.signs if sign.means] or list(step.signs)
        answers = [self._finder.sources.could_tell(self._matcher, s, Interval(lo, hi)) for s in signs]
        if any(answer.able for answer in answers):
            if why := self._not_demanded(position, step):
                return Judged(step, "unobservable", why=why)
            last = max(causes, key=lambda c: placed[c].time.lo, default=None)
            first = min(effects, key=lambda e: placed[e].time.hi, default=None)
            return Judged(step, "missing", after=self._step(last), before=self._step(first))
        return Judged(step, "unobservable", why=reason(answers))

    def _not_demanded(self, position: int, step: DrawnStep) -> str:
        """Return why a step need not have been seen, though a source would have told of it, or ''."""
        if step.crossed:
            return CROSSED
        if step.number not in self._seed.rule.about:
            return ELSEWHERE
        if any(sign.means for sign in step.signs):
            return ""
        # What no label means is told by the way: only that something arrived that was certainly sent.
        sent = (p for p in self.placement.placed if self.run.causes[position] >> p & 1)
        same = any(self._step_at(p).place == step.place and self._step_at(p).end == "send" for p in sent)
        return "" if step.end == "receive" and same else BY_THE_WAY

    def _step_at(self, position: int) -> DrawnStep:
        return self._finder.drawing.steps[self.run.steps[position]]

    def _step(self, position: int | None) -> tuple[DrawnStep, Sighting] | None:
        if position is None:
            return None
        return self._finder.drawing.steps[self.run.steps[position]], self.placement.placed[position]


def windows(seeds: Sequence[Seed]) -> list[tuple[int, int]]:
    """Return where the steps of each instance are looked for: up to the next of the same, or a few times its limit."""
    alike: dict[object, list[Seed]] = {}
    for seed in sorted(seeds, key=lambda s: (s.lo, s.hi)):
        alike.setdefault(seed.binding.key, []).append(seed)
    found: dict[int, tuple[int, int]] = {}
    for each in alike.values():
        for before, seed, after in zip([None, *each], each, [*each[1:], None], strict=False):
            lo, hi = seed.lo - seed.rule.within, seed.hi + REACH * seed.rule.within
            lo = max(lo, before.hi) if before and before.hi <= seed.lo else lo
            found[id(seed)] = (lo, min(hi, after.lo) if after and after.lo >= seed.hi else hi)
    return [found[id(seed)] for seed in seeds]
