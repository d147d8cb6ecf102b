"""The polls of monitors, as each of their lives made them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.lives import lives
from checker.model.event import Event

# A poll that was refused, or answered with an HTTP error, failed where it began; other failures took their time.
_AT_ONCE = re.compile(r"refused|\bHTTP\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll of a monitor, and when it was made; of one that timed out only the end is logged."""

    event: Event
    time: Interval

    @property
    def answered(self) -> bool:
        """Whether it was answered."""
        return bool(self.event.args["ok"])

    @property
    def unbounded(self) -> bool:
        """Whether nobody knows when it began."""
        return self.time != self.event.time


def polls(evidence: Evidence) -> Mapping[str, Sequence[Poll]]:
    """Return the polls of each life of each monitor in the order of time.

    Left out are those of which nobody knows to which life they belong, and a first one that failed: it began at a time
    that nothing bounds.
    """
    processes = lives(evidence.events, "monitor")
    found: dict[str, list[Poll]] = defaultdict(list)
    for event in sorted(evidence.of("poll"), key=lambda e: (e.time.hi, e.time.lo, e.places)):
        if processes.unsure(event.source, event.time):
            continue
        known = found[processes.name(event.source, event.time.lo)]
        if time := _made(event, known):
            known.append(Poll(event, time))
    return found


def _made(event: Event, before: Sequence[Poll]) -> Interval | None:
    if event.args["ok"] or _AT_ONCE.search(str(event.args["detail"])):
        return event.time
    return Interval(min(before[-1].event.time.hi + 1, event.time.lo), event.time.hi) if before else None
