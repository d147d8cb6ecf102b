"""Which message or note of the new version is which of the old one: in order, moved, or said in other words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from checker.diff.matching.alignment import aligned, rising
from checker.diff.matching.items import Item
from checker.diff.reading.plain import likeness

# Steps of the same ends are one step in other words where they share so much; alone between two anchors, so little.
_LIKE, _LIKE_ALONE = 0.34, 0.15
# Beyond so many candidates between two anchors, only the n-th is held against the n-th.
_MOST = 2_500
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Steps:
    """Pairs of numbers of items (old, new). `moved` are those whose place among the others is another one.

    `frames` are pairs of openings of fragments that stand at one place, `added` and `removed` the steps of one version.
    """

    pairs: tuple[tuple[int, int], ...]
    moved: frozenset[tuple[int, int]]
    frames: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def match_steps(old: Sequence[Item], new: Sequence[Item]) -> Steps:
    """Return how the items of two versions of a diagram go together; the new ones speak of the old lifelines."""
    anchors = aligned([item.key for item in old], [item.key for item in new])
    frames = tuple((a, b) for a, b in anchors if old[a].kind == "open")
    pairs = [(a, b) for a, b in anchors if old[a].is_step]
    left = _Left(old, new, pairs)
    reworded = list(left.reworded(anchors, in_place=True))
    moved = [*left.same_key(), *left.same_words()]
    late = list(left.reworded([], in_place=False))
    every = tuple(sorted([*pairs, *reworded, *moved, *late]))
    out_of_order = frozenset(every) - frozenset(rising(every))
    return Steps(every, out_of_order, frames, tuple(sorted(left.old)), tuple(sorted(left.new)))


class _Left:
    """What is not matched yet."""

    def __init__(self, old: Sequence[Item], new: Sequence[Item], pairs: Iterable[tuple[int, int]]) -> None:
        self._old, self._new = old, new
        taken_old, taken_new = {a for a, _ in pairs}, {b for _, b in pairs}
        self.old = {item.index for item in old if item.is_step and item.index not in taken_old}
        self.new = {item.index for item in new if item.is_step and item.index not in taken_new}

    def _take(self, a: int, b: int) -> tuple[int, int]:
        self.old.discard(a)
        self.new.discard(b)
        return a, b

    def same_key(self) -> Iterator[tuple[int, int]]:
        """Match what reads the same elsewhere: it was moved."""
        places: defaultdict[Hashable, list[int]] = defaultdict(list)
        for b in sorted(self.new, reverse=True):
            places[self._new[b].key].append(b)
        for a in sorted(self.old):
            if places.get(self._old[a].key):
                yield self._take(a, places[self._old[a].key].pop())

    def same_words(self) -> Iterator[tuple[int, int]]:
        """Match notes that read the same over more lifelines, or over fewer of them."""
        texts: defaultdict[Hashable, list[int]] = defaultdict(list)
        for b in sorted(self.new):
            if self._new[b].kind == "note":
                texts[_note_text(self._new[b])].append(b)
        for a in sorted(self.old):
            one = self._old[a]
            for b in texts.get(_note_text(one), ()) if one.kind == "note" else ():
                ends, others = set(one.ends), set(self._new[b].ends)
                if b in self.new and (ends < others or others < ends):
                    yield self._take(a, b)
                    break

    def reworded(self, anchors: Sequence[tuple[int, int]], in_place: bool) -> Iterator[tuple[int, int]]:
        """Match steps of the same ends that stand between the same anchors and say something alike."""
        for olds, news in self._gaps(anchors):
            alone = in_place and len(olds) == len(news) == 1
            for a, b in _likeliest(self._candidates(olds, news, _LIKE_ALONE if alone else _LIKE)):
                if a in self.old and b in self.new:
                    yield self._take(a, b)

    def _gaps(self, anchors: Sequence[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
        """Return the unmatched steps by what they stand between and by their ends."""
        gaps: dict[Hashable, tuple[list[int], list[int]]] = {}
        for side, numbers, items in ((0, self.old, self._old), (1, self.new, self._new)):
            ends = [pair[side] for pair in anchors]
            for number in sorted(numbers):
                item = items[number]
                where = (bisect_left(ends, number), item.kind, item.ends)
                gaps.setdefault(where, ([], []))[side].append(number)
        return [(olds, news) for olds, news in gaps.values() if olds and news]

    def _candidates(
        self, olds: Sequence[int], news: Sequence[int], enough: float
    ) -> Iterator[tuple[float, int, int, int]]:
        some = zip(olds, news, strict=False) if len(olds) * len(news) > _MOST else ((a, b) for a in olds for b in news)
        for a, b in some:
            one, other = self._old[a], self._new[b]
            like = likeness(_numberless(one), _numberless(other))
            if like >= enough or (one.shape != other.shape and like >= _LIKE_ALONE):
                yield -like, abs(olds.index(a) - news.index(b)) if len(olds) < 50 else 0, a, b


def _note_text(item: Item) -> Hashable:
    return item.key[-1] if isinstance(item.key, tuple) else item.key


def _numberless(item: Item) -> list[str]:
    """Return the words of a step, every number alike: what differs in a number only is the same step."""
    return [_NUMBER.sub("#", word) for word in item.words]


def _likeliest(candidates: Iterable[tuple[float, int, int, int]]) -> Iterator[tuple[int, int]]:
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _, _, a, b in sorted(candidates):
        if a not in used_old and b not in used_new:
            used_old.add(a)
            used_new.add(b)
            yield a, b
