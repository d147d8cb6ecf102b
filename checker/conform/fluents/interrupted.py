"""interrupted(client): the client asks, and gets no answer; it began with its last answer before, or when it asked.

Answers that follow each other within the bound are no interruption: of them only the first and the last are known.
While it asks nothing for longer than the bound, nobody knows whether it would have been answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.clients import Pause, pauses
from checker.conform.evidence import Evidence
from checker.conform.fluents.asking import ENDS, FURTHER, UNOBSERVED
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.inertia import Lost
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth

_NOBODY = "no query was asked here, so that nobody knows whether one would have been answered"
_STAMPS = "the answers stop, or come again, within the resolution of the stamps"
_SETTLES = "the log of another client that asked here, or HAProxy's log of that time"
_BEGINS = "the client's log begins without an answer, and does not tell since when it had none"
_EARLIER = "the client's log before its beginning"
_FINER = "a log with finer time stamps"


def _estimate(evidence: Evidence) -> Beliefs:
    beliefs: dict[tuple[str, ...], Belief] = {}
    bound = evidence.contract.duration("client.interruption")
    for client, found in pauses(evidence).items():
        lost = evidence.lost_by(client.partition("@")[2], "client")
        parts = [list(_stretches(pause, lost, bound)) for pause in found]
        beliefs[client,] = Belief.of(_in_turn([s for part in parts for s in part]), _served())
    return beliefs


def _stretches(pause: Pause, lost: Sequence[Lost], bound: int) -> Iterator[Stretch]:
    """The stretches of one pause, from the stamp of the last answer before it to that of the first one after it."""
    ends = [e for e in (pause.last, pause.first) if e is not None]
    because = tuple(dict.fromkeys((*ends, *pause.series, *pause.asked)))
    unknown = Stretch(BEGINNING, END, Truth.UNKNOWN, Ground.GAP, because)
    start, known = (pause.last.time.lo, pause.last.time.hi + 1) if pause.last else (BEGINNING, BEGINNING)
    if missing := next((x for x in lost if _touches(x, pause)), None):
        end = pause.first.time.hi + 1 if pause.first else END
        yield replace(unknown, lo=start, hi=end, why=missing.why, settles=missing.settles)
        return
    spans = pause.in_vain(bound)
    if not spans:
        # The log ends with an answer, or nobody asked until one was answered.
        end = pause.first.time.hi + 1 if pause.first else known
        yield replace(unknown, lo=start, hi=end, why=_NOBODY, settles=_SETTLES)
        return
    asked = spans[0].lo
    edge = replace(unknown, ground=Ground.TRANSITION, why=_STAMPS, settles=_FINER)
    if pause.last is None:
        yield replace(unknown, lo=start, hi=asked, ground=Ground.UNOBSERVED, why=_BEGINS, settles=_EARLIER)
    elif asked > known:
        yield replace(unknown, lo=start, hi=asked, why=_NOBODY, settles=_SETTLES)
    else:
        yield replace(edge, lo=start, hi=known, because=(pause.last,))
    until = spans[-1].hi
    for span, after in zip_longest(spans, spans[1:]):
        yield Stretch(span.lo, span.hi, Truth.TRUE, Ground.KNOWN, because)
        if after:
            yield replace(unknown, lo=span.hi, hi=after.lo, why=_NOBODY, settles=_SETTLES)
    if pause.first:
        yield replace(edge, lo=until, hi=pause.first.time.hi + 1, because=(pause.first,))
    else:
        yield replace(unknown, lo=until, hi=END, why=ENDS, settles=FURTHER)


def _touches(lost: Lost, pause: Pause) -> bool:
    lo = pause.last.time.lo if pause.last else BEGINNING
    hi = pause.first.time.hi if pause.first else END
    return lost.time.lo <= hi and lo <= lost.time.hi


def _served() -> Stretch:
    return Stretch(BEGINNING, END, Truth.FALSE, Ground.KNOWN)


def _in_turn(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Stretches whose stamps overlap are parted: the earlier one ends where the next one begins.

    A single answer between two pauses ends the one and begins the other: no change, so no order of changes tells of it.
    """
    pending: Stretch | None = None
    for stretch in sorted((s for s in stretches if s.lo < s.hi), key=lambda s: (s.lo, s.hi)):
        twice = pending is not None and pending.lo == stretch.lo
        if pending is not None and not twice:
            yield replace(pending, hi=min(pending.hi, stretch.lo))
        pending = replace(stretch, ground=Ground.GAP) if twice else stretch
    if pending is not None:
        yield pending


FLUENT = Fluent(
    "interrupted",
    ("observer",),
    "the client asks queries and none is answered",
    _estimate,
    UNOBSERVED,
    widens_domains=False,
    bulk=("query",),
)
