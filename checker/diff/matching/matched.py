"""Two versions of one diagram, matched: everything that the questions about them start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from checker.diff.matching.fragments import Fragments, homes, match_fragments
from checker.diff.matching.items import Item, items_of
from checker.diff.matching.lifelines import Lifelines, match_lifelines
from checker.diff.matching.steps import Steps, match_steps
from checker.diff.version import Page

Part = tuple[int, int]


@dataclass(frozen=True)
class Matched:
    """Two versions of a diagram. `old_items` and `new_items` are their items, the new ones in the words of the old."""

    old: Page
    new: Page
    lifelines: Lifelines
    old_items: tuple[Item, ...]
    new_items: tuple[Item, ...]
    steps: Steps

    @cached_property
    def homes(self) -> tuple[Mapping[int, tuple[Part, ...]], Mapping[int, tuple[Part, ...]]]:
        """For each step of either version the parts of fragments that it stands in, the innermost first."""
        return homes(self.old_items), homes(self.new_items)

    @cached_property
    def fragments(self) -> Fragments:
        """How the fragments go together."""
        before, after = _openings(self.old_items), _openings(self.new_items)
        frames = [(before[a], after[b]) for a, b in self.steps.frames]
        return match_fragments(self.old.chart, self.new.chart, self.homes, self.steps.pairs, frames)

    @cached_property
    def skeleton_same(self) -> bool:
        """Whether both draw the same steps in the same order in the same fragments, whatever the words."""
        frames = [item.key for item in self.old_items if not item.is_step]
        same = len(self.old_items) == len(self.new_items) and not self.steps.removed and not self.steps.added
        return (
            same
            and not self.steps.moved
            and all(a == b for a, b in self.steps.pairs)
            and all(self.old_items[a].shape == self.new_items[b].shape for a, b in self.steps.pairs)
            and [k[:2] for k in map(_tuple, frames)]
            == [_tuple(item.key)[:2] for item in self.new_items if not item.is_step]
        )


def match(old: Page, new: Page) -> Matched:
    """Match two versions of a diagram."""
    lifelines = match_lifelines(old, new)
    before = items_of(old.drawn.diagram, {}, {})
    after = items_of(new.drawn.diagram, lifelines.old_of, lifelines.names)
    return Matched(old, new, lifelines, before, after, match_steps(before, after))


def _openings(items: tuple[Item, ...]) -> dict[int, int]:
    """Return the number that charts give to the fragment that each opening item opens."""
    return {item.index: count for count, item in enumerate((i for i in items if i.kind == "open"), 1)}


def _tuple(key: object) -> tuple[object, ...]:
    return key if isinstance(key, tuple) else (key,)
