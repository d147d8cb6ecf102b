"""The questions that are put to the runs of both versions: do they allow the same, of these steps or of all?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from checker.diff.matching.items import Item
from checker.diff.matching.matched import Matched
from checker.diff.reading.promising import promises
from checker.diff.runs.inclusion import Answer, included
from checker.diff.runs.labelling import Side, sides_of
from checker.diff.runs.unfolding import rounds_needed, runs_of


@dataclass(frozen=True)
class Compared:
    """Whether the old version allows what the new one does (`more`: if not), and the other way round (`less`)."""

    more: Answer
    less: Answer
    bound: str

    @property
    def same(self) -> bool:
        """Whether no run was found that only one of them allows."""
        return self.more.included and self.less.included

    @property
    def whole(self) -> bool:
        """Whether every combination of choices was looked at."""
        return self.more.whole and self.less.whole


@dataclass(frozen=True)
class Comparing:
    """Two matched versions of a diagram, ready to be asked."""

    matched: Matched

    @cached_property
    def sides(self) -> tuple[Side, Side]:
        """Both charts under common names."""
        return sides_of(self.matched)

    @cached_property
    def rounds(self) -> int:
        """How many rounds of loops are looked at."""
        return rounds_needed(self.sides)

    @cached_property
    def _bounds(self) -> Mapping[int, tuple[int, int | None]]:
        """For loops that go together the rounds of the old one: that they differ is told by itself."""
        olds, news = (side.chart.fragments for side in self.sides)
        pairs = self.matched.fragments.old_of.items()
        return {b: (olds[a].low, olds[a].high) for b, a in pairs if olds[a].kind == news[b].kind == "loop"}

    @cached_property
    def _alike(self) -> tuple[frozenset[int], frozenset[int]]:
        """The fragments of either version that the other draws as well, of the same kind and with as many parts."""
        olds, news = (side.chart.fragments for side in self.sides)
        pairs = [
            (a, b)
            for b, a in self.matched.fragments.old_of.items()
            if olds[a].kind == news[b].kind and len(olds[a].operands) == len(news[b].operands)
        ]
        return frozenset(a for a, _ in pairs), frozenset(b for _, b in pairs)

    def of_steps(self, pairs: frozenset[tuple[int, int]]) -> Compared:
        """Compare what both versions allow of some matched steps; all others are cut away."""
        old, new = self.sides
        return self._of(old.events({a for a, _ in pairs}), new.events({b for _, b in pairs}), self._bounds)

    def of_all(self) -> Compared | None:
        """Compare the whole diagrams, steps by what they say; None where one has steps that the other lacks."""
        old, new = self.sides
        keeps = _telling(old, self.matched.old_items), _telling(new, self.matched.new_items)
        if {old.names[e] for e in keeps[0]} != {new.names[e] for e in keeps[1]}:
            return None
        return self._of(keeps[0], keeps[1], {})

    def _of(
        self, old_keep: frozenset[int], new_keep: frozenset[int], bounds: Mapping[int, tuple[int, int | None]]
    ) -> Compared:
        old, new = self.sides
        olds = runs_of(old, old_keep, self.rounds, None, self._alike[0])
        news = runs_of(new, new_keep, self.rounds, bounds, self._alike[1])
        answers = included(news, olds), included(olds, news)
        looped = any(step.mark == "open" for step in old.chart.steps) and any(
            f.kind == "loop" and f.high is None for side in (old, new) for f in side.chart.fragments
        )
        parts = [f"loops without a bound up to {self.rounds} rounds"] if looped else []
        if not (olds.whole and news.whole):
            parts.append(f"{len(olds.runs)} and {len(news.runs)} combinations of choices")
        return Compared(*answers, f" (looked at: {', '.join(parts)})" if parts else "")


def _telling(side: Side, items: tuple[Item, ...]) -> frozenset[int]:
    """Return all events but those of notes that promise nothing: such notes need not be there."""
    return frozenset(n for n, item in side.item_of.items() if items[item].kind != "note" or promises(items[item].text))
