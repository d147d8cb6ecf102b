"""Processes as observers: each life of a process has its own view, also when a process id comes back."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.base.time import Interval
from checker.conform.knots import FINE_NS
from checker.model.event import Event, Source


@dataclass(frozen=True, slots=True)
class Lives:
    """The stamps at which a process id started anew, by source, in the order of time."""

    starts: Mapping[Source, Sequence[Interval]]

    def name(self, source: Source, instant: int) -> str:
        """Return the observer that a source was at an instant, such as `haproxy@hap1[31]`.

        `#2` is added in its second life, `#0` in one that was going on before the first start that the log tells.
        """
        starts = self.starts.get(source, ())
        life = bisect_right(starts, instant, key=lambda time: time.lo) if starts else 1
        again = f"#{life}" if life != 1 else ""
        return f"{source.observer}[{source.process}]{again}" if source.process else source.observer + again

    def names(self, source: Source, time: Interval) -> tuple[str, ...]:
        """Return each observer that a source may have been in an interval: several where a start has the same stamp."""
        instants = [time.lo, *(i for s in self._beside(source, time) for i in (s.lo - 1, s.hi))]
        return tuple(dict.fromkeys(self.name(source, instant) for instant in instants))

    def unsure(self, source: Source, time: Interval) -> bool:
        """Say whether nobody knows to which life a line belongs, as a start has the same wide stamp.

        Lines of one logger come in the order of their stamps, also where the stamps as intervals touch.
        """
        return bool(self._beside(source, time))

    def _beside(self, source: Source, time: Interval) -> list[Interval]:
        return [s for s in self.starts.get(source, ()) if s.overlaps(time) and not _ordered(s, time)]


def _ordered(start: Interval, time: Interval) -> bool:
    widths = start.hi - start.lo, time.hi - time.lo
    return max(widths) <= FINE_NS or (widths[0] == widths[1] and start != time)


def lives(events: Iterable[Event], program: str) -> Lives:
    """Find the lives of a program's processes from the lines that say that they start or stop.

    A process that stopped gets nothing new, so what the same process id is given later is another life's. A start that
    names no process (of the whole program, or of the host) is one for each of them.
    """
    starts: dict[Source, set[Interval]] = defaultdict(set)
    everywhere: dict[str, set[Interval]] = defaultdict(set)
    for event in events:
        if event.source.program != program:
            continue
        starts[event.source] |= {event.time} if event.kind in ("process_started", "process_stopped") else set()
        if event.kind == "process_started" and not event.source.process:
            everywhere[event.source.host].add(event.time)
    return Lives({s: tuple(sorted(times | everywhere[s.host])) for s, times in starts.items()})


def every_life(events: Iterable[Event], *programs: str) -> Lives:
    """Find the lives of the processes of several programs."""
    told = list(events)
    return Lives({s: times for program in programs for s, times in lives(told, program).starts.items()})


def process_of(name: str) -> str:
    """Return the observer without its process: `haproxy@hap1[31]#2` is `haproxy@hap1`."""
    return name.partition("[")[0].partition("#")[0]
