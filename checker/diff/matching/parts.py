"""One note that the other version writes as several, one right behind the other: together they say what it said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from checker.diff.matching.items import Item
from checker.diff.matching.matched import Matched
from checker.diff.reading.plain import likeness, plain

_Pair = tuple[int, int]
_Run = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """For pairs of matched notes all notes that each is; `of_old` and `of_new` are those that have no partner."""

    pairs: Mapping[_Pair, tuple[_Run, _Run]]
    items: tuple[tuple[Item, ...], tuple[Item, ...]]
    of_old: frozenset[int]
    of_new: frozenset[int]

    def of(self, old: int, new: int) -> tuple[_Run, _Run]:
        """Return the steps that a matched pair is, of either version; of most, one each."""
        return self.pairs.get((old, new), ((self.items[0][old],), (self.items[1][new],)))


def parts_of(matched: Matched) -> Parts:
    """Return the notes that only together say what one note of the other version says."""
    olds, news = matched.old_items, matched.new_items
    left = set(matched.steps.removed), set(matched.steps.added)
    names = matched.lifelines.names
    pairs: dict[_Pair, tuple[_Run, _Run]] = {}
    alone: tuple[set[int], set[int]] = (set(), set())
    for a, b in matched.steps.pairs:
        one, other = olds[a], news[b]
        if one.kind != "note" or one.key == other.key:
            continue
        before = _grown(one, olds, left[0], plain(other.text, names), {})
        after = _grown(other, news, left[1], plain(one.text), names) if len(before) == 1 else (other,)
        if len(before) + len(after) > 2:
            pairs[a, b] = before, after
            for side, run, at in ((0, before, a), (1, after, b)):
                alone[side].update(item.index for item in run if item.index != at)
                left[side].difference_update(alone[side])
    return Parts(pairs, (olds, news), frozenset(alone[0]), frozenset(alone[1]))


def joined(items: Sequence[Item]) -> str:
    """Return what some notes say together."""
    return "<br/>".join(item.text for item in items)


def _grown(item: Item, items: Sequence[Item], left: Collection[int], wanted: str, names: Mapping[str, str]) -> _Run:
    """Return a note with those right before and behind it that bring it nearer to the text that is wanted."""
    run: _Run = (item,)
    while True:
        first, last = run[0].index - 1, run[-1].index + 1
        wider = [(items[n], *run) if n == first else (*run, items[n]) for n in (first, last) if n in left]
        wider = [each for each in wider if {(i.kind, i.ends) for i in each} == {("note", item.ends)}]
        best = max(wider, key=lambda each: _like(each, wanted, names), default=run)
        if best is run or _like(best, wanted, names) <= _like(run, wanted, names):
            return run
        run = best


def _like(run: Sequence[Item], wanted: str, names: Mapping[str, str]) -> float:
    return likeness(plain(joined(run), names).split(), wanted.split())
