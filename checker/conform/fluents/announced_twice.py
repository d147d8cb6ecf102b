"""announced_twice(monitor, change): a second alert of a change was accepted while one was due."""

from __future__ import annotations

from collections.abc import Iterator

from checker.conform.alerts.notices import Notice, notices
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents.changed import FINER, NEVER, STAMPS, UNOBSERVED
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.logic.signal import END
from checker.logic.truth import Truth


def _estimate(evidence: Evidence) -> Beliefs:
    within = evidence.contract.duration("alert.within")
    told = ((n.change.observer, str(n.change), Belief.of(_stretches(n, within), NEVER)) for n in notices(evidence))
    return {(observer, change): belief for observer, change, belief in told}


def _stretches(notice: Notice, within: int) -> Iterator[Stretch]:
    """After the time in which an alert is due the change is over and done with: a later one is of something else."""
    poll = notice.change.seen.time
    seen = (notice.change.previous, notice.change.seen, *notice.accepted[:2])
    second = notice.accepted[1].time if len(notice.accepted) > 1 else None
    if second is not None and second.hi <= poll.lo + within:
        yield Stretch(second.lo, second.hi + 1, Truth.UNKNOWN, Ground.TRANSITION, seen, STAMPS, FINER)
        number = sum(alert.time.hi <= poll.lo + within for alert in notice.accepted)
        why = f"{number} alerts of it were accepted"
        yield Stretch(second.hi + 1, END, Truth.TRUE, Ground.KNOWN, seen, why)
    elif second is not None and second.lo <= poll.hi + within:
        yield Stretch(second.lo, END, Truth.UNKNOWN, Ground.GAP, seen, STAMPS, FINER)
    elif notice.known_since.until < poll.hi + within:
        lo = max(notice.known_since.until, poll.hi) + 1
        yield Stretch(lo, END, Truth.UNKNOWN, Ground.GAP, seen, notice.known_since.why, notice.known_since.settles)


FLUENT = Fluent(
    "announced_twice",
    ("observer", "change"),
    "a second alert of the change was accepted while one was due",
    _estimate,
    UNOBSERVED,
    widens_domains=False,
)
