"""Puts sightings on the steps of a run: as many as the causal order lets stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from checker.base.bits import bits
from checker.conform.scenarios.pool import Sighting
from checker.model.scenario import DrawnRun

# So often it is tried whether leaving out one step that came late lets others in.
_TRIES = 12
# Where a step may stand: what it may be taken for, with what tells uses of one event apart.
Candidates = Sequence[Sequence[tuple[Sighting, int]]]


@dataclass
class Placement:
    """Which sighting stands at which position of a run. One event stands for one of the steps that it means alike."""

    run: DrawnRun
    placed: dict[int, Sighting] = field(default_factory=dict)
    _used: set[tuple[int, int]] = field(default_factory=set)

    def put(self, position: int, found: Sighting, use: int) -> None:
        """Place a sighting."""
        self.placed[position] = found
        self._used.add((id(found.event), use))

    def is_free(self, found: Sighting, use: int) -> bool:
        """Say whether an event stands for no other step of this meaning."""
        return (id(found.event), use) not in self._used

    def contradicts(self, position: int, found: Sighting) -> int | None:
        """Return a placed position that cannot stand together with a sighting here, the nearest on the page."""
        causes = [c for c in bits(self.run.causes[position]) if c in self.placed]
        late = [c for c in causes if found.surely_before(self.placed[c])]
        effects = (p for p in self.placed if self.run.causes[p] >> position & 1)
        early = [p for p in effects if self.placed[p].surely_before(found)]
        return min((*late, *early), key=lambda p: abs(p - position), default=None)


def around(run: DrawnRun, candidates: Candidates, anchors: Mapping[int, tuple[Sighting, int]]) -> Placement:
    """Place the anchors, then everything else outwards from them, each as near as the order allows."""
    placement = Placement(run)
    for position, (found, use) in anchors.items():
        placement.put(position, found, use)
    rest = [p for p in range(len(run.steps)) if p not in anchors]
    for position in sorted(rest, key=lambda p: min((abs(p - a) for a in anchors), default=0)):
        near = min(placement.placed, key=lambda p: abs(p - position), default=None)
        fitting = [
            (found, use)
            for found, use in candidates[position]
            if placement.is_free(found, use) and placement.contradicts(position, found) is None
        ]
        if fitting:
            beside = placement.placed[near] if near is not None else fitting[0][0]
            placement.put(position, *min(fitting, key=lambda c: (c[0].distance(beside), c[0].rank)))
    return placement


def forwards(run: DrawnRun, candidates: Candidates) -> Placement:
    """Place each step as early as what precedes it allows; steps that come so late that others lose are left out."""
    best, skipped = _sweep(run, candidates, frozenset()), frozenset[int]()
    for _ in range(_TRIES):
        culprits = _culprits(best, candidates)
        tried = [(s, _sweep(run, candidates, s)) for s in (skipped | {c} for c in culprits)]
        skip, better = max(tried, key=lambda t: len(t[1].placed), default=(skipped, best))
        if len(better.placed) <= len(best.placed):
            break
        best, skipped = better, skip
    return best


def _sweep(run: DrawnRun, candidates: Candidates, skipped: frozenset[int]) -> Placement:
    placement = Placement(run)
    for position in range(len(run.steps)):
        if position in skipped:
            continue
        causes = [placement.placed[c] for c in bits(run.causes[position]) if c in placement.placed]
        for found, use in candidates[position]:
            if placement.is_free(found, use) and not any(found.surely_before(cause) for cause in causes):
                placement.put(position, found, use)
                break
    return placement


def _culprits(placement: Placement, candidates: Candidates) -> list[int]:
    """Return the placed steps that keep out the first few of those that were seen and have no place."""
    culprits: list[int] = []
    missing = [p for p in range(len(candidates)) if candidates[p] and p not in placement.placed]
    for position in missing[:3]:
        free = [found for found, use in candidates[position] if placement.is_free(found, use)]
        if free:
            causes = [c for c in bits(placement.run.causes[position]) if c in placement.placed]
            late = [c for c in causes if free[-1].surely_before(placement.placed[c])]
            # What comes late by itself is named by the first of them: those after it only follow.
            culprits += late[:2]
        else:
            culprits += [
                p for p in placement.placed if p < position and candidates[p] and _shares(candidates, p, position)
            ][-1:]
    return list(dict.fromkeys(culprits))


def _shares(candidates: Candidates, one: int, other: int) -> bool:
    """Say whether two steps may be seen by the same events."""
    return bool(
        {(id(f.event), use) for f, use in candidates[one]} & {(id(f.event), use) for f, use in candidates[other]}
    )
