"""Processes as observers: each life of a process has its own view, also when a process id comes back."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checker.model.event import Event, Source


@dataclass(frozen=True, slots=True)
class Lives:
    """The instants at which a process id started anew, by source."""

    starts: Mapping[Source, tuple[int, ...]]

    def name(self, source: Source, instant: int) -> str:
        """Return the observer that a source was at an instant, such as `haproxy@hap1[31]` (`#2` in its second life)."""
        life = bisect_right(self.starts.get(source, ()), instant)
        again = f"#{life}" if life > 1 else ""
        return f"{source.observer}[{source.process}]{again}" if source.process else source.observer + again


def lives(events: Iterable[Event], program: str) -> Lives:
    """Find the lives of a program's processes from the lines that say that they start."""
    starts: dict[Source, list[int]] = defaultdict(list)
    for event in events:
        if event.kind == "process_started" and event.source.program == program:
            starts[event.source].append(event.time.lo)
    return Lives({source: tuple(sorted(set(times))) for source, times in starts.items()})


def process_of(name: str) -> str:
    """Return the observer without its process: `haproxy@hap1[31]#2` is `haproxy@hap1`."""
    return name.partition("[")[0].partition("#")[0]
