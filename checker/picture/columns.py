"""Where the lifelines stand: as a browser sizes the columns of a table, from what texts need and what they would like.

Every text needs room between two columns for its longest word, is good in two lines, and would like to be in one. The
page grants of that in turn as much as fits; of the first that does not fit for all, each gets the same share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Need(NamedTuple):
    """Pixels from one edge to another: the least, what is good, what is wished.

    Edge 0 is the left border, then come the lifelines, then the right border.
    """

    low: int
    high: int
    least: float
    good: float
    wish: float


def placed(count: int, needs: Iterable[Need], page: float) -> tuple[float, ...]:
    """Return where the edges stand, from 0: the left border, `count` lifelines, the right border."""
    largest: dict[tuple[int, int], tuple[float, float, float]] = {}
    for low, high, least, good, wish in needs:
        before = largest.get((low, high), (0.0, 0.0, 0.0))
        largest[low, high] = (max(before[0], least), max(before[1], least, good), max(before[2], least, good, wish))
    ordered = sorted(largest.items(), key=lambda item: (item[0][1] - item[0][0], item[0]))
    gaps = _stretched([0.0] * (count + 1), ((span, rooms[0]) for span, rooms in ordered))
    for level in (1, 2):
        wide = _stretched(gaps, ((span, rooms[level]) for span, rooms in ordered))
        spare, asked = page - sum(gaps), sum(wide) - sum(gaps)
        share = 1.0 if asked <= max(spare, 0.0) else max(0.0, spare / asked)
        gaps = [gap + share * (wished - gap) for gap, wished in zip(gaps, wide, strict=True)]
    return tuple(round(sum(gaps[:index]), 1) for index in range(count + 2))


def _stretched(gaps: Sequence[float], wanted: Iterable[tuple[tuple[int, int], float]]) -> list[float]:
    """Return the gaps, each widened as little as makes room; what several gaps share is shared evenly."""
    found = list(gaps)
    for (low, high), room in wanted:
        missing = room - sum(found[low:high])
        if missing > 0:
            for index in range(low, high):
                found[index] += missing / (high - low)
    return found
