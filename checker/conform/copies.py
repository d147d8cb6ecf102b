"""One event told by several files (a traditional, an ISO and an RFC 5424 copy of one log) is one event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from checker.model.event import Event


def merge(events: Iterable[Event]) -> list[Event]:
    """Return the events in the order of time, copies joined: all places, the best precision first, its time kept.

    Copies agree in kind, source and arguments, stand in different files, and their stamps overlap. Within one file
    two equal lines are two events.
    """
    groups: dict[tuple[object, ...], list[Event]] = defaultdict(list)
    for event in events:
        groups[event.kind, event.source, tuple(sorted(event.args.items()))].append(event)
    merged = [joined for group in groups.values() for joined in _join(group)]
    return sorted(merged, key=lambda e: (e.time, e.kind, e.source, [str(p) for p in e.places]))


def _join(group: list[Event]) -> list[Event]:
    """Match file by file, from the finest stamps on, each event with the first overlapping one not yet matched."""
    if len({e.places[0].file for e in group}) == 1:
        return group
    by_file: dict[str, list[Event]] = defaultdict(list)
    for event in group:
        by_file[event.places[0].file].append(event)
    files = sorted(by_file.values(), key=lambda es: (min(e.time.hi - e.time.lo for e in es), es[0].places[0].file))
    joined: list[Event] = []
    for file in files:
        joined = _zip(joined, sorted(file, key=lambda e: (e.time, e.places)))
    return joined


def _zip(finer: list[Event], coarser: list[Event]) -> list[Event]:
    """Match two lists in the order of time in one walk; what lies before the next event is never looked at again."""
    joined: list[Event] = []
    position = 0
    for event in coarser:
        while position < len(finer) and finer[position].time.hi < event.time.lo:
            joined.append(finer[position])
            position += 1
        if position < len(finer) and finer[position].time.overlaps(event.time):
            joined.append(_both(finer[position], event))
            position += 1
        else:
            joined.append(event)
    return sorted(joined + finer[position:], key=lambda e: (e.time, e.places))


def _both(finer: Event, coarser: Event) -> Event:
    """Two stamps of one instant: it lies in both."""
    time = finer.time.meet(coarser.time) or finer.time
    return replace(finer, time=time, places=(*finer.places, *coarser.places))
