"""unannounced(monitor, change): the monitor has seen a change, and no alert of it was accepted yet."""

from __future__ import annotations

from collections.abc import Iterator

from checker.conform.alerts.notices import Notice, notices
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.changed import FINER, NEVER, STAMPS, UNOBSERVED
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.logic.signal import END
from checker.logic.truth import Truth

_NONE = "no alert of it was accepted"


def _estimate(evidence: Evidence) -> Beliefs:
    told = ((n.change.observer, str(n.change), Belief.of(_stretches(n), NEVER)) for n in notices(evidence))
    return {(observer, change): belief for observer, change, belief in told}


def _stretches(notice: Notice) -> Iterator[Stretch]:
    poll, first = notice.change.seen.time, next(iter(notice.accepted), None)
    seen = (notice.change.previous, notice.change.seen, *notice.failed)
    if first is not None and first.time.lo <= poll.hi:
        end = max(poll.hi, first.time.hi) + 1
        yield Stretch(poll.lo, end, Truth.UNKNOWN, Ground.GAP, (*seen, first), STAMPS, FINER)
        return
    yield Stretch(poll.lo, poll.hi + 1, Truth.UNKNOWN, Ground.TRANSITION, seen, STAMPS, FINER)
    end = first.time.lo if first else END
    until = min(max(notice.known.until, poll.hi) + 1, end)
    yield Stretch(poll.hi + 1, until, Truth.TRUE, Ground.KNOWN, seen, _NONE)
    yield Stretch(until, end, Truth.UNKNOWN, Ground.GAP, seen, notice.known.why, notice.known.settles)
    if first:
        ground = Ground.TRANSITION if until == end else Ground.GAP
        yield Stretch(end, first.time.hi + 1, Truth.UNKNOWN, ground, (first,), STAMPS, FINER)


FLUENT = Fluent(
    "unannounced",
    ("observer", "change"),
    "the monitor has seen the change, and no alert of it was accepted yet",
    _estimate,
    UNOBSERVED,
    widens_domains=False,
)
