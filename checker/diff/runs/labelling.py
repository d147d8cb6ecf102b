"""The events of both charts under common names, so that runs of one can be looked for in the other."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from checker.diff.matching.items import Item
from checker.diff.matching.matched import Matched
from checker.model.chart import Chart

# What a step says of whom, and which of its events it is.
Name = tuple[Hashable, int]


@dataclass(frozen=True)
class Side:
    """A chart and the names of its events; `item_of` has for each event the number of the step that it belongs to."""

    chart: Chart
    names: Mapping[int, Name]
    item_of: Mapping[int, int]
    events_of: Mapping[int, tuple[int, ...]]

    def events(self, items: frozenset[int] | set[int]) -> frozenset[int]:
        """Return the events of some steps."""
        return frozenset(e for item in items for e in self.events_of.get(item, ()))


def sides_of(matched: Matched) -> tuple[Side, Side]:
    """Return both charts with their events named; steps that are one in other words have one name."""
    partner = {b: matched.old_items[a].key for a, b in matched.steps.pairs}
    old = _side(matched.old.chart, matched.old_items, {item.index: item.key for item in matched.old_items})
    new = _side(matched.new.chart, matched.new_items, {i.index: partner.get(i.index, i.key) for i in matched.new_items})
    return old, new


def _side(chart: Chart, items: tuple[Item, ...], keys: Mapping[int, Hashable]) -> Side:
    by_node = {id(item.node): item.index for item in items if item.is_step}
    names: dict[int, Name] = {}
    item_of: dict[int, int] = {}
    events: dict[int, list[int]] = {}
    for event in chart.events:
        item = by_node[id(event.source)]
        own = events.setdefault(item, [])
        names[event.index] = (_undirected(keys[item]), len(own))
        item_of[event.index] = item
        own.append(event.index)
    return Side(chart, names, item_of, {item: tuple(own) for item, own in events.items()})


def _undirected(key: Hashable) -> Hashable:
    """Leave out how a message goes: that a matched one no longer arrives is told by itself."""
    if isinstance(key, tuple) and key and key[0] == "message":
        return (*key[:3], *key[4:])
    return key
