"""How a sequence of events, all that is known of a request, lies beside a diagram: once for all requests alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from checker.base.bits import bits
from checker.conform.requests.charted import Charted, Runs, Symbol
from checker.model.event import Source
from checker.model.scenario import DrawnRun

# A loop is unfolded to no more rounds than this.
_MOST_ROUNDS = 12
# So many sequences are known at once.
_MOST_KNOWN = 20_000


class Extra(NamedTuple):
    """An event (its position in the sequence) that shows a step which is shown already."""

    event: int
    step: int


class Swap(NamedTuple):
    """Two steps seen the other way round than one causes the other: `late` is the event of the cause.

    It is `direct` if no other step that was seen stands between them.
    """

    cause: int
    effect: int
    late: int
    early: int
    direct: bool


class Other(NamedTuple):
    """Events on a lifeline that are of another party than most of it: the first of both."""

    lifeline: str
    usual: int
    other: int


@dataclass(frozen=True, slots=True)
class Placement:
    """A run beside a sequence: which event shows each step, which steps none shows, and what does not fit."""

    seen: tuple[tuple[int, int], ...]
    missing: tuple[int, ...]
    extras: tuple[Extra, ...] = ()
    others: tuple[Other, ...] = ()
    swaps: tuple[Swap, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether nothing deviates, whatever the stamps say."""
        return not (self.missing or self.extras or self.others or self.swaps)

    @property
    def cost(self) -> int:
        """How much deviates."""
        return len(self.missing) + len(self.extras) + len(self.others) + len(self.swaps)


@dataclass(slots=True)
class Shape:
    """A sequence of symbols with its placements, the best first; `all_runs` says whether it was held against all runs.

    It `fits` without a look at its stamps, if as many parties took part as there are `lifelines`. It is `triggered` if
    requests like it are to follow the diagram. `count` is of how many requests it is.
    """

    placements: tuple[Placement, ...]
    all_runs: bool
    fits: bool
    lifelines: int
    triggered: bool
    count: int = 0


@dataclass
class Shaper:
    """Works out shapes. `observable` are the steps that some source at hand would tell of."""

    charted: Charted
    symbols: Sequence[Symbol]
    observable: frozenset[int]
    _known: dict[object, tuple[Placement, ...]] = field(default_factory=dict)
    _shapes: dict[object, Shape] = field(default_factory=dict)

    def shape(self, sequence: Sequence[int], *, alike: bool = False) -> Shape:
        """Return the shape of a sequence of numbers of symbols; `alike`: as if each lifeline were played by one party.

        What follows itself may have been told twice, which does not fit before it was looked at.
        """
        key = (tuple(sequence), alike)
        if key not in self._shapes:
            if len(self._shapes) >= _MOST_KNOWN:
                self._shapes.clear()
            self._shapes[key] = self._new(sequence, alike)
        return self._shapes[key]

    def _new(self, sequence: Sequence[int], alike: bool) -> Shape:
        symbols = [self.symbols[number] for number in sequence]
        about = {self.lifelines(symbol) for symbol in symbols}
        repeats = Counter(symbol.uses for symbol in symbols)
        runs = self.charted.runs(min(_MOST_ROUNDS, max(2, *repeats.values())) if repeats else 2)
        placements = self._placements(runs, symbols, alike)
        doubled = any(one.uses == two.uses for one, two in pairwise(symbols))
        fits = bool(placements) and placements[0].fits
        plain = fits and not doubled and all(len(lifelines) == 1 for lifelines in about)
        triggered = any(self.charted.triggers(use) for symbol in symbols for use in symbol.uses)
        return Shape(placements, runs.all or fits, plain, len(about), triggered)

    def lifelines(self, symbol: Symbol) -> tuple[str, ...]:
        """Return the lifelines that a symbol stands on."""
        return tuple(dict.fromkeys(self.charted.steps[use.steps[0]].lifeline for use in symbol.uses))

    def _placements(self, runs: Runs, symbols: Sequence[Symbol], alike: bool) -> tuple[Placement, ...]:
        nobody = Source("", "")
        told = [replace(symbol, party=nobody) for symbol in symbols] if alike else symbols
        canonical = tuple(_canonical(told))
        if canonical not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = sorted((self._placed(run, told) for run in runs.runs), key=lambda p: p.cost)
            self._known[canonical] = tuple([p for p in found if p.fits][:1] or found)
        return self._known[canonical]

    def _placed(self, run: DrawnRun, symbols: Sequence[Symbol]) -> Placement:
        at: dict[int, list[int]] = {}
        for position, step in enumerate(run.steps):
            at.setdefault(step, []).append(position)
        usual = self._usual(at, symbols)
        taken: dict[tuple[int, str], int] = {}
        seen: dict[int, tuple[int, int]] = {}
        extras: list[Extra] = []
        others: dict[str, Other] = {}
        for foreign in (False, True):
            for event, symbol in enumerate(symbols):
                for use in symbol.uses:
                    lifeline = self.charted.steps[use.steps[0]].lifeline
                    main, first = usual.get(lifeline, (symbol.party, event))
                    if (symbol.party != main) is not foreign:
                        continue
                    if foreign:
                        others.setdefault(lifeline, Other(lifeline, first, event))
                    where = [p for step in use.steps for p in at.get(step, ()) if (p, symbol.kind) not in taken]
                    if where:
                        position = min(where)
                        taken[position, symbol.kind] = event
                        seen[position] = min(seen.get(position, (use.rank, event)), (use.rank, event))
                    elif not foreign:
                        extras.append(Extra(event, use.steps[0]))
        placed = {position: event for position, (_, event) in seen.items()}
        missing = [
            step for position, step in enumerate(run.steps) if position not in placed and step in self.observable
        ]
        swaps = tuple(_swaps(run, placed))
        return Placement(
            tuple((run.steps[position], event) for position, event in sorted(placed.items())),
            tuple(dict.fromkeys(missing)),
            tuple(extras),
            tuple(others.values()),
            swaps,
        )

    def _usual(self, at: Mapping[int, object], symbols: Sequence[Symbol]) -> dict[str, tuple[Source, int]]:
        """Return for each lifeline the party that shows most of it (of equals the first), and its first event."""
        counts: dict[str, Counter[Source]] = {}
        for symbol in symbols:
            for use in symbol.uses:
                lifeline = self.charted.steps[use.steps[0]].lifeline
                counts.setdefault(lifeline, Counter())[symbol.party] += 1
        firsts = {lifeline: count.most_common(1)[0][0] for lifeline, count in counts.items()}
        return {
            lifeline: (party, next(n for n, s in enumerate(symbols) if s.party == party))
            for lifeline, party in firsts.items()
        }


def _swaps(run: DrawnRun, placed: Mapping[int, int]) -> Iterator[Swap]:
    """Yield all pairs of which the cause was seen after its effect."""
    here = sum(1 << position for position in placed)
    for effect, early in placed.items():
        causes = run.causes[effect] & here
        further = 0
        for cause in bits(causes):
            further |= run.causes[cause]
        for cause in bits(causes):
            if (late := placed[cause]) > early:
                yield Swap(run.steps[cause], run.steps[effect], late, early, not further >> cause & 1)


def _canonical(symbols: Sequence[Symbol]) -> Iterator[object]:
    """Yield what counts of each symbol: what it shows, and which of those who took part it is."""
    parties: dict[Source, int] = {}
    for symbol in symbols:
        yield symbol.kind, symbol.uses, parties.setdefault(symbol.party, len(parties))
