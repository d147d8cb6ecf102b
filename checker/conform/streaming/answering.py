"""unanswered(observer, server) for heartbeat services: by the checks of each, in its log or on the wire.

Between the last answer and the first failure nobody knows. Checks that fail one after another tell of one failure: a
replica that was back for less than an interval was not back for this service.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.streaming.roles import is_streaming
from checker.conform.streaming.views import service_lives
from checker.conform.words import moment
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event
from checker.model.parts import HEARTBEAT

_SETTLES = "a source that shows when: the log of the service at level DEBUG, or a capture"
_NOBODY = Stretch(
    BEGINNING, END, Truth.UNKNOWN, Ground.UNOBSERVED, (), "no check tells whether the replica answered", _SETTLES
)


def unanswered(evidence: Evidence) -> dict[tuple[str, ...], Belief]:
    """Return, by service and replica, when its checks were not answered."""
    if not is_streaming(evidence.contract):
        return {}
    lives = service_lives(evidence)
    checks: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in evidence.of("check"):
        if event.source.program == HEARTBEAT:
            checks[lives.name(event.source, event.time.lo), str(event.args["server"])].append(event)
    longest = 2 * evidence.contract.numbers.get("down.within", 0)
    return {key: Belief.of(_stretches(each, longest), _NOBODY) for key, each in checks.items()}


def _stretches(checks: Sequence[Event], longest: int) -> Iterator[Stretch]:
    """Yield what is known from the first to the last of each row of checks with one result."""
    ordered = sorted(checks, key=lambda e: (e.time, e.places))
    end = BEGINNING
    last: Event | None = None
    for passed, group in groupby(ordered, key=lambda e: bool(e.args["passed"])):
        for row in _together(list(group), longest):
            lo = max(row[0].time.hi, end)
            hi = max(lo, row[-1].time.lo + 1)
            if last is not None and lo > end:
                yield _between(end, lo, last, row[0])
            because = tuple(dict.fromkeys((row[0], row[-1])))
            yield Stretch(lo, hi, Truth.FALSE if passed else Truth.TRUE, Ground.KNOWN, because)
            end, last = hi, row[-1]


def _between(lo: int, hi: int, last: Event, first: Event) -> Stretch:
    why = f"the last {_word(last)} that is known was at {moment(last.time.lo)}"
    why += f", the first {_word(first)} at {moment(first.time.lo)}"
    return Stretch(lo, hi, Truth.UNKNOWN, Ground.GAP, (last, first), why, _SETTLES)


def _together(row: Sequence[Event], longest: int) -> Iterator[Sequence[Event]]:
    """Part a row where checks are so far apart that nobody knows what was between them."""
    current: list[Event] = []
    for check in row:
        if current and check.time.lo - current[-1].time.hi > longest:
            yield current
            current = []
        current.append(check)
    yield current


def _word(event: Event) -> str:
    return "answer" if event.args["passed"] else "failure"
