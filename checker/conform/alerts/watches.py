"""How far the sources can be relied on to tell of alerts: where the log of a monitor, or of the webhook, is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.model.event import Event, Source

# A pause in a monitor's log that is so many times as long as usual has lost polls, and with them perhaps alerts.
# One that ends with a poll that timed out may well be longer.
_PAUSE, _PAUSE_BEFORE_FAILURE = 1.5, 2.5
# An attempt that failed thus surely did not arrive; after others (a timeout) nobody knows.
_REFUSED = re.compile(r"refused|\bHTTP\b|no route|unreachable|resol|not known", re.IGNORECASE)
_OK = range(200, 300)
# HTTP statuses from here on are errors.
ERRORS_FROM = 400


@dataclass(frozen=True, slots=True)
class Watch:
    """The log of one monitor: where nothing is missing, whether it tells of alerts at all, and what it tells."""

    whole: Sequence[Interval]
    tells: bool
    accepted: Sequence[Event]
    failed: Sequence[Event]

    def whole_around(self, lo: int, hi: int) -> int | None:
        """Return until when (ns) nothing is missing in a log that covers [lo, hi], or None."""
        return next((w.hi for w in self.whole if w.lo <= lo and hi <= w.hi), None)


@dataclass(frozen=True, slots=True)
class Receiver:
    """What the webhook took and refused, and between when its log says all; None where there is no log, or several."""

    heard: Interval | None
    accepted: Sequence[Event]
    refused: Sequence[Event] = ()

    def heard_until(self, lo: int) -> int | None:
        """Return until when (ns) the webhook was heard since `lo` without a pause, or None."""
        return self.heard.hi if self.heard and self.heard.lo <= lo <= self.heard.hi else None


def watches(evidence: Evidence) -> Mapping[Source, Watch]:
    """Return what the log of each monitor tells, by its source."""
    told: dict[Source, list[Event]] = {}
    for event in evidence.events:
        if event.source.program == "monitor":
            told.setdefault(event.source, []).append(event)
    return {source: _watch(source, events, evidence) for source, events in told.items()}


def receiver(evidence: Evidence) -> Receiver:
    """Return what the webhook tells of the alerts that it took."""
    heard = [h for h in evidence.heard if h.source.program == "webhook"]
    received = list(evidence.of("alert_received"))
    hosts = {h.source.host for h in heard}
    whole = None
    if len(hosts) == 1 and received and not evidence.lost_by(next(iter(hosts)), "webhook"):
        # Somewhere within its last stamp the log may have ended.
        lo = min(h.time.lo for h in heard)
        whole = Interval(lo, max(lo, *(e.time.lo for e in received)))
    # They are compared with polls, by the monitor's clock.
    monitors = {evidence.hosts.named(e.source.host) or "monitor" for e in evidence.of("poll")}
    unsure = max((evidence.uncertainty.get(name, 0) for name in monitors), default=0)
    there = [e.moved(e.time.widen(unsure, unsure)) if unsure else e for e in received]
    taken = [e for e in there if int(e.args["status"]) in _OK]
    return Receiver(whole, taken, [e for e in there if int(e.args["status"]) >= ERRORS_FROM])


def surely_failed(attempt: Event) -> bool:
    """Whether an alert that was not accepted surely did not arrive: it was refused, or answered with an error."""
    return int(attempt.args["status"]) >= 0 or bool(_REFUSED.search(str(attempt.args["detail"])))


def _watch(source: Source, events: Sequence[Event], evidence: Evidence) -> Watch:
    sent = [e for e in events if e.kind == "alert_sent"]
    accepted = [e for e in sent if e.args["accepted"]]
    failed = [e for e in sent if not e.args["accepted"]]
    return Watch(list(_whole(source, events, evidence)), bool(sent), accepted, failed)


def _whole(source: Source, events: Sequence[Event], evidence: Evidence) -> Iterator[Interval]:
    """The stretches of a log in which it goes on in its usual rhythm, and no line is known to be lost."""
    ordered = sorted(events, key=lambda e: (e.time.lo, e.time.hi))
    pauses = [b.time.hi - a.time.hi for a, b in pairwise(e for e in ordered if e.kind == "poll")]
    # the lower median; the module `statistics` would take longer to load than a small log
    usual = sorted(pauses)[(len(pauses) - 1) // 2] if pauses else None
    lost = evidence.lost_by(source.host, source.program)
    start, last = ordered[0].time.lo, ordered[0]
    for event in ordered[1:]:
        span = Interval(last.time.lo, max(event.time.hi, last.time.lo))
        timed_out = event.kind == "poll" and not event.args["ok"]
        longest = (usual or 0) * (_PAUSE_BEFORE_FAILURE if timed_out else _PAUSE)
        torn = usual is not None and event.time.lo - last.time.hi > longest
        if torn or any(x.time.overlaps(span) for x in lost):
            yield Interval(start, last.time.lo)
            start = event.time.lo
        last = event
    heard = evidence.heard_by(source.host, source.program)
    end = heard.hi - (last.time.hi - last.time.lo) if heard else last.time.lo
    beyond = [x.time.lo for x in lost if x.time.lo > last.time.lo]
    yield Interval(start, max(last.time.lo, min([end, *beyond])))
