"""Where a triggered fragment happened: each time that what its rule names was seen, for one observer and subject."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice
from typing import NamedTuple

from checker.conform.scenarios.actors import Actors
from checker.conform.scenarios.binding import Binding, unify
from checker.conform.scenarios.matching import Matcher
from checker.conform.scenarios.pool import Pool, Sighting, sighting
from checker.conform.scenarios.sources import Sources
from checker.conform.scenarios.takeover import is_first_claim
from checker.model.event import Event
from checker.model.scenario import Drawing, DrawnRule, DrawnSign

# What comes later than this many times what the rule states belongs to something else.
REACH = 10
# So many ways are tried in which what was seen may be what is drawn.
_WAYS = 20
Life = Callable[[Event], str]


class Seed(NamedTuple):
    """One happening of a rule: who stands for whom, and what of the drawn steps told of it.

    Where fewer were seen than are drawn alike, `others` are the further ways in which they may stand for them.
    """

    binding: Binding
    anchors: Mapping[int, Sighting]
    rule: DrawnRule
    others: tuple[Mapping[int, Sighting], ...] = ()

    @property
    def lo(self) -> int:
        """The first instant that its evidence may be of."""
        return min(s.time.lo for s in self.anchors.values())

    @property
    def hi(self) -> int:
        """The last instant that its evidence may be of."""
        return max(s.time.hi for s in self.anchors.values())


@dataclass(slots=True)
class _Told:
    """What was told of one binding: events that the rule counts or that break its count, and what must follow."""

    binding: Binding
    items: list[tuple[Sighting, int | None, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the instances of the rules of a drawing; `held` says since when (ns) each host had the address."""

    drawing: Drawing
    actors: Actors
    pool: Pool
    sources: Sources
    life: Life
    held: Mapping[str, int]
    silent: Mapping[str, str] = field(default_factory=dict)
    _matchers: dict[object, Matcher] = field(default_factory=dict)
    _better: dict[object, bool] = field(default_factory=dict)

    def seeds(self, rule: DrawnRule) -> list[Seed]:
        """Return what may be instances of a rule, in the order of time."""
        counted = [*self._counted(rule)] if rule.named and rule.times else []
        told: dict[object, _Told] = {}
        for binding, item in (*counted, *self._following(rule)):
            told.setdefault(binding.key, _Told(binding)).items.append(item)
        speaks = {self.life(item[0].event) for _, item in counted}
        found = [s for each in told.values() for s in self._seeds(rule, each, speaks)]
        return sorted(found, key=lambda s: (s.lo, s.hi, str(s.binding.key)))

    def _unified(self, sign: DrawnSign, event: Event) -> Binding | None:
        found = unify(self.drawing, sign, event, self.actors, self.life(event))
        return replace(found, lifelines={**self.silent, **found.lifelines}) if found and self.silent else found

    def _counted(self, rule: DrawnRule) -> Iterator[tuple[Binding, tuple[Sighting, int | None, bool]]]:
        """Yield all events of the kind that a rule counts, and whether each is one of those that it counts."""
        sign = self.drawing.steps[rule.named[-1]].signs[0]
        after = self._outcome(rule)
        for event in self.pool.of(sign.kind):
            binding = self._unified(sign, event)
            if binding:
                counts = self.matcher(binding).agrees(sign, event)
                # What the rule leads to is so already: nothing has to follow from the next of them.
                settled = counts and bool(after) and str(event.args.get("state", "")).lower() == after
                yield binding, (self._sighting(event, sign), -1 if settled else None, counts)

    def _following(self, rule: DrawnRule) -> Iterator[tuple[Binding, tuple[Sighting, int | None, bool]]]:
        """Yield what must follow, by the event that the label means, or by others where that has no source."""
        for number in rule.conclusions:
            for rank, sign in enumerate(self.drawing.steps[number].signs):
                last: object = None
                for event in self.pool.of(sign.kind):
                    binding = self._unified(sign, event)
                    if binding is None or not self.matcher(binding).agrees(sign, event):
                        continue
                    # Announcements are repeated: only the first of them after another's is news.
                    again, last = last == binding.key, binding.key
                    if not (rank and (again or self._told_better(number, rank, binding))):
                        yield binding, (self._sighting(event, sign, rank), number, True)

    def _told_better(self, number: int, rank: int, binding: Binding) -> bool:
        """Say whether a source is at hand that tells by an event of a lower rank."""
        about = (number, rank, binding.key)
        if about not in self._better:
            matcher, signs = self.matcher(binding), self.drawing.steps[number].signs[:rank]
            self._better[about] = any(self.sources.is_at_hand(matcher, sign) for sign in signs)
        return self._better[about]

    def _seeds(self, rule: DrawnRule, told: _Told, speaks: set[str]) -> Iterator[Seed]:
        told.items.sort(key=lambda item: (item[0].time.lo, item[0].time.hi, item[0].event.places[0]))
        if rule.named and rule.times:
            yield from self._by_count(rule, told, speaks)
        else:
            yield from self._by_following(rule, told.binding, [(s, n) for s, n, _ in told.items if n is not None])

    def _by_count(self, rule: DrawnRule, told: _Told, speaks: set[str]) -> Iterator[Seed]:
        count = rule.times or 1
        named = rule.named[-count:]
        # `run` are those in a row that the rule counts, `lately` also those that nothing has to follow from.
        run: list[Sighting] = []
        lately: list[Sighting] = []
        broken = False
        done: list[Seed] = []
        loose: list[tuple[Sighting, int, list[Sighting]]] = []
        for found, number, counts in told.items:
            if number is not None and number >= 0:
                loose.append((found, number, lately[:] if broken else []))
                continue
            lately = [*lately, found][-count:] if counts else []
            if not counts:
                run, broken = [], True
            elif number is None or len(run) == count - 1:
                run.append(found)
                if len(run) == count:
                    done.append(Seed(told.binding, dict(zip(named, run[-len(named) :], strict=True)), rule))
        yield from done
        starts = [seed.lo for seed in done]
        for found, number, before in loose:
            # They are in the order of time, so only the last that began before, or the next, can be near.
            next_one = bisect_right(starts, found.time.hi)
            near = done[max(0, next_one - 1) : next_one + 1]
            if any(s.lo - rule.within <= found.time.hi and found.time.lo <= s.hi + rule.within for s in near):
                continue
            if before and found.time.lo - before[-1].time.hi <= REACH * rule.within:
                yield _in_part(told.binding, rule, named, before, {number: found})
            elif not self._tells_counted(told.binding, found, speaks):
                yield Seed(told.binding, {number: found}, rule)

    def _tells_counted(self, binding: Binding, found: Sighting, speaks: set[str]) -> bool:
        """Say whether the observer tells of what the rule counts: then what follows by itself is no instance of it."""
        return self.life(found.event) in speaks or not binding.process

    def _by_following(self, rule: DrawnRule, binding: Binding, told: Sequence[tuple[Sighting, int]]) -> Iterator[Seed]:
        """Join what must follow a timeout: nothing tells of the timeout itself but that it follows."""
        together: dict[int, Sighting] = {}
        began = 0
        for found, number in told:
            if together and (number in together or found.time.lo > began + rule.within):
                yield _first_of(binding, together, rule)
                together = {}
            began = began if together else found.time.hi
            together[number] = found
        if together:
            yield _first_of(binding, together, rule)

    def only_starts(self, seed: Seed) -> bool:
        """Say whether a timeout seems to be over only because the host started just now, with no master before it."""
        events = [s.event for s in seed.anchors.values()]
        if seed.rule.named:
            return False
        return is_first_claim(events, seed.rule.within, self.pool, self.actors, self.held)

    def _outcome(self, rule: DrawnRule) -> str:
        """Return the state that a rule leads to, in small letters, or ''."""
        wanted = (dict(self.drawing.steps[n].signs[0].wanted).get("after") for n in rule.conclusions)
        return next((p[0].text.lower() for p in wanted if p and len(p) == 1), "")

    def matcher(self, binding: Binding) -> Matcher:
        """Return what tells the signs of this drawing under a binding."""
        if binding.key not in self._matchers:
            self._matchers[binding.key] = Matcher(self.drawing, binding, self.actors, self.life, self.silent)
        return self._matchers[binding.key]

    def _sighting(self, event: Event, sign: DrawnSign, rank: int = 0) -> Sighting:
        return sighting(event, sign, rank, self.pool.evidence)


def _in_part(
    binding: Binding, rule: DrawnRule, named: Sequence[int], seen: Sequence[Sighting], follows: Mapping[int, Sighting]
) -> Seed:
    """Return an instance of which fewer events were seen than the rule counts: which is missing nobody knows."""
    chosen = islice(combinations(reversed(named), min(len(seen), len(named))), _WAYS)
    ways = [dict(zip(sorted(numbers), seen[-len(numbers) :], strict=True)) for numbers in chosen]
    first, *others = [{**way, **follows} for way in ways]
    return Seed(binding, first, rule, tuple(others))


def _first_of(binding: Binding, together: Mapping[int, Sighting], rule: DrawnRule) -> Seed:
    """Anchor an instance at the first step drawn of those that were seen; the others have to stand in order with it."""
    number = min(together)
    return Seed(binding, {number: together[number]}, rule)
