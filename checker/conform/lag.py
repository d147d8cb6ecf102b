"""How late a logger stamps: state lines bear only its stamp, session lines bear the load balancer's own clock as well.

A session ends at its accept date plus its total time, by the clock of the load balancer, and is logged at that moment.
What the logger's stamp differs from it is the difference of two clocks, or the time on the way. State lines are off by
as much, so before they are compared with accept dates they are set back by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from checker.base.time import NS_PER_MS, Interval
from checker.conform.evidence import Evidence
from checker.model.event import Event

# Accept date and total time are printed in whole milliseconds, each cut, and a line is stamped a moment after its
# event: up to 2 ms were measured on one host. What is less than this is no lag.
ORDINARY_NS = 5 * NS_PER_MS
# So many sessions of a host tell its lag.
ENOUGH = 500
# Single lines are late for reasons of their own; a clock or a way that is off shows in nearly all.
FEWEST, NEARLY_ALL = 5, 0.8


def lag_of(events: Iterable[Event]) -> Interval | None:
    """Return by how much the stamps of these sessions are later than their ends, None where that is ordinary.

    One lag that fits all stamps is taken for constant; where none does, the lag changed between the bounds returned.
    """
    lags = [
        (int(a["stamped_lo_ns"]) - int(a["written_ns"]), int(a["stamped_hi_ns"]) - int(a["written_ns"]))
        for a in (e.args for e in events)
        if int(a["stamped_lo_ns"]) >= 0 and int(a["written_ns"]) >= 0
    ]
    odd = [(lo, hi) for lo, hi in lags if lo > ORDINARY_NS or hi < -ORDINARY_NS]
    if len(odd) < max(FEWEST, NEARLY_ALL * len(lags)):
        return None
    least, most = max(lo for lo, _ in odd), min(hi for _, hi in odd)
    return Interval(min(least, most), max(least, most))


def set_back(evidence: Evidence, lags: Mapping[str, Interval]) -> Evidence:
    """Return the evidence with the lines of lagging load balancers at the time of their own clock."""
    return replace(evidence, events=sorted((_set_back(e, lags) for e in evidence.events), key=lambda e: e.time))


def _set_back(event: Event, lags: Mapping[str, Interval]) -> Event:
    lag = lags.get(event.source.host) if event.source.program == "haproxy" else None
    return event if lag is None else event.moved(Interval(event.time.lo - lag.hi, event.time.hi - lag.lo))
