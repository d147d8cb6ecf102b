"""A smallest explanation: a subset of events that still violates, and no element of which can be spared.

The search is delta debugging (Zeller and Hildebrandt 2002, "Simplifying and isolating failure-inducing input"), which
removes large parts first, followed by its own last stage, in which every single element has been tried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def minimal_window(items: Sequence[Item], still_violates: Callable[[tuple[Item, ...]], bool]) -> tuple[Item, ...]:
    """Return a 1-minimal part of `items` in their order: it violates, and without any single element it does not.

    `still_violates` is asked about each part at most once. Raises ValueError if `items` do not violate.
    """
    asked: dict[tuple[int, ...], bool] = {}

    def violates(part: tuple[int, ...]) -> bool:
        if part not in asked:
            asked[part] = still_violates(tuple(items[i] for i in part))
        return asked[part]

    kept = tuple(range(len(items)))
    if not violates(kept):
        raise ValueError("the given items do not violate, so no part of them explains a violation")
    size = max(1, len(kept) // 2)
    while True:
        smaller = _without_chunks(kept, size, violates)
        if smaller == kept and size == 1:
            return tuple(items[i] for i in kept)
        if smaller == kept:
            size //= 2
        kept = smaller


def _without_chunks(kept: tuple[int, ...], size: int, violates: Callable[[tuple[int, ...]], bool]) -> tuple[int, ...]:
    """Return `kept` without each chunk of `size` elements that the violation can spare, the early ones first."""
    start = 0
    while start < len(kept):
        part = kept[:start] + kept[start + size :]
        if violates(part):
            kept = part
        else:
            start += size
    return kept
