"""Which elements of one sequence are which of another, in order: patience diff (Cohen 2009), then what is left.

Elements that are once on both sides are anchors; the longest chain of them that keeps the order is found in n log n,
and what lies between two of them is aligned by itself. Where nothing is unique, the n-th of a kind is the n-th of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

_Range = tuple[int, int, int, int]


def aligned(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return pairs of positions of equal elements, rising on both sides."""
    pairs: list[tuple[int, int]] = []
    ranges: list[_Range] = [(0, len(old), 0, len(new))]
    while ranges:
        a, b, c, d = ranges.pop()
        while a < b and c < d and old[a] == new[c]:
            pairs.append((a, c))
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            pairs.append((b, d))
        if a == b or c == d:
            continue
        anchors = rising(_unique(old, new, (a, b, c, d)))
        if anchors:
            ranges += _between(anchors, (a, b, c, d))
            pairs += anchors
        else:
            pairs += rising(_nth(old, new, (a, b, c, d)))
    return sorted(pairs)


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest part of some pairs that rises on both sides (Schensted 1961); no element may be in two."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    ordered = sorted(pairs)
    for number, (_, position) in enumerate(ordered):
        length = bisect_left(tails, position)
        before.append(at[length - 1] if length else -1)
        tails[length : length + 1] = [position]
        at[length : length + 1] = [number]
    found = []
    number = at[-1] if at else -1
    while number >= 0:
        found.append(ordered[number])
        number = before[number]
    return found[::-1]


def _unique(old: Sequence[Hashable], new: Sequence[Hashable], part: _Range) -> list[tuple[int, int]]:
    a, b, c, d = part
    once_old, once_new = Counter(old[a:b]), Counter(new[c:d])
    where = {new[j]: j for j in range(c, d) if once_new[new[j]] == 1}
    return [(i, where[old[i]]) for i in range(a, b) if once_old[old[i]] == 1 and old[i] in where]


def _nth(old: Sequence[Hashable], new: Sequence[Hashable], part: _Range) -> list[tuple[int, int]]:
    a, b, c, d = part
    places: dict[Hashable, list[int]] = defaultdict(list)
    for j in reversed(range(c, d)):
        places[new[j]].append(j)
    return [(i, places[old[i]].pop()) for i in range(a, b) if places.get(old[i])]


def _between(anchors: Sequence[tuple[int, int]], part: _Range) -> list[_Range]:
    a, b, c, d = part
    found = []
    for i, j in anchors:
        found.append((a, i, c, j))
        a, c = i + 1, j + 1
    return [*found, (a, b, c, d)]
