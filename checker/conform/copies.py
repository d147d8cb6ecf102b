"""One event told by several files (a traditional, an ISO and an RFC 5424 copy of one log) is one event."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
    width: dict[str, int] = {}
    for event in group:
        file = event.places[0].file
        width[file] = min(event.time.hi - event.time.lo, width.get(file, sys.maxsize))
    if len(width) == 1:
        return group
    joined: list[Event] = []
    for cluster in _clusters(group):
        by_file: dict[str, list[Event]] = defaultdict(list)
        for event in cluster:
            by_file[event.places[0].file].append(event)
        found: list[Event] = []
        for file in sorted(by_file, key=lambda file: (width[file], file)):
            found = _zip(found, by_file[file])
        joined += found
    return joined


def _clusters(group: Iterable[Event]) -> Iterator[list[Event]]:
    """Yield events in the order of time, parted where none overlaps: hundreds of snapshots are hundreds of files."""
    cluster: list[Event] = []
    end = 0
    for event in sorted(group, key=lambda e: (e.time, e.places)):
        if cluster and event.time.lo > end:
            yield cluster
            cluster = []
        end = max(end, event.time.hi) if cluster else event.time.hi
        cluster.append(event)
    if cluster:
        yield cluster


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
