"""changed(monitor, change): two polls of a monitor in a row have shown this change, from the later one on."""

from __future__ import annotations

from checker.conform.alerts.changes import changes
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth

UNOBSERVED = Stretch(
    BEGINNING,
    END,
    Truth.UNKNOWN,
    Ground.UNOBSERVED,
    (),
    "no source shows what the monitor polled",
    "the monitor's log of its polls",
)
NEVER = Stretch(BEGINNING, END, Truth.FALSE, Ground.KNOWN)
STAMPS = "the poll, or the alert, lies within the resolution of its stamp"
FINER = "a log with finer time stamps"


def _estimate(evidence: Evidence) -> Beliefs:
    beliefs: dict[tuple[str, ...], Belief] = {}
    for change in changes(evidence):
        time, because = change.seen.time, (change.previous, change.seen)
        stretches = [
            Stretch(time.lo, time.hi + 1, Truth.UNKNOWN, Ground.TRANSITION, because, STAMPS, FINER),
            Stretch(time.hi + 1, END, Truth.TRUE, Ground.KNOWN, because),
        ]
        beliefs[change.observer, str(change)] = Belief.of(stretches, NEVER)
    return beliefs


FLUENT = Fluent(
    "changed",
    ("observer", "change"),
    "two polls in a row of the monitor have shown the change",
    _estimate,
    UNOBSERVED,
    widens_domains=False,
)
