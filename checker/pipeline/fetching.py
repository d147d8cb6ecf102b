"""Reads bulk events of a trace: the second pass, only where a property could be decided by them."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set

from checker.base.time import Interval, union
from checker.logic.signal import BEGINNING, END
from checker.model.event import Event, Source
from checker.pipeline.gathering import Trace
from checker.pipeline.inputs import Input
from checker.readers.reader import Reader, Tally, Wanted

# So many bulk events are kept of inputs that have no more than this: such a one is read but once more, and whole.
MOST_KEPT = 4_000
_EVERYTHING = (Interval(BEGINNING, END),)


class Fetch:
    """The bulk events of a trace in windows of time, those of the most precise copy of a log first."""

    def __init__(self, trace: Trace, most_kept: int = MOST_KEPT) -> None:
        self._trace = trace
        finest: dict[str, int] = {}
        for event in trace.events:
            path, width = event.places[0].file, event.time.hi - event.time.lo
            finest[path] = min(width, finest.get(path, width))
        # Of several copies of a log the one with the finest stamps is read first.
        self._inputs = sorted(trace.inputs, key=lambda i: (finest.get(i.path, sys.maxsize), i.path))
        self._kept: dict[tuple[str, str], Sequence[Event]] = {}
        self._room = most_kept

    def __call__(self, kind: str, windows: Mapping[str, Sequence[Interval]]) -> Iterator[Event]:
        """Yield the events of a kind in windows by host ('' for captures)."""
        for source in self._inputs:
            tally = self._trace.tallies[source.path]
            if not tally.bulk:
                continue
            captured = any(s.program == "capture" for s in tally.coverage)
            # A log is asked for the windows of every host: of a large one it is not known of which hosts it tells.
            asked = [(h, w) for h, ws in windows.items() for w in ws if captured == (not h)]
            wanted = union(w.shift(-self._trace.offset(Source(h, "capture"))) for h, w in asked)
            for reader in source.readers if wanted else ():
                if kind in reader.bulk:
                    yield from (e for e in self._within(source, reader, wanted) if e.kind == kind)

    def everything(self, kinds: Set[str]) -> Iterator[Event]:
        """Yield all events of some kinds, each input read no more than once."""
        for source in self._inputs:
            for reader in source.readers if self._trace.tallies[source.path].bulk else ():
                if not kinds.isdisjoint(reader.bulk):
                    yield from (e for e in self._within(source, reader, _EVERYTHING) if e.kind in kinds)

    def _within(self, source: Input, reader: Reader, windows: Sequence[Interval]) -> Iterator[Event]:
        """Yield the bulk events of an input in windows of its own clock, from memory where it is a small one."""
        key, size = (source.path, reader.name), self._trace.tallies[source.path].bulk
        if key not in self._kept and size > self._room:
            return self._trace.read(source, reader, Wanted(control=False, windows=windows), Tally())
        if key not in self._kept:
            self._room -= size
            self._kept[key] = tuple(self._trace.read(source, reader, Wanted(False, _EVERYTHING), Tally()))
        starts = [window.lo for window in windows]
        return (e for e in self._kept[key] if _hold(windows, starts, e.time.shift(-self._trace.offset(e.source))))


def _hold(windows: Sequence[Interval], starts: Sequence[int], time: Interval) -> bool:
    at = bisect_right(starts, time.hi) - 1
    return at >= 0 and windows[at].hi >= time.lo
