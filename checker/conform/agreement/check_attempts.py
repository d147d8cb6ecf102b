"""Which connection attempts of a capture are a load balancer's health checks, and which are its clients' sessions.

On the wire a refused check looks like a refused session. The lines tell them apart: a check's line is stamped a moment
after its attempt, a session's line says by the load balancer's own clock when it was assigned, and retried.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.base.time import NS_PER_MS, NS_PER_S, Interval
from checker.conform.agreement.pair import CLOCKS_NS
from checker.model.event import Event

# A line is stamped this close to its attempt where the clocks agree (one millisecond was measured).
SHARP_NS = 20 * NS_PER_MS
# HAProxy prints an accept date cut to the millisecond; each of its retries comes a second later, and up to 2 ms more.
SESSION_NS, RETRY_NS, DRIFT_NS = 5 * NS_PER_MS, NS_PER_S, 3 * NS_PER_MS
_DURATION = re.compile(r"check duration: (\d{1,7})ms")
_PASSED, _REFUSED = "Layer4 check passed", "Connection refused"


@dataclass(frozen=True, slots=True)
class Check:
    """A line of a check whose result shows on the wire: when it was made (by the log's clock), what came of it."""

    line: Event
    made: Interval
    outcome: str


def shown_on_wire(line: Event) -> Check | None:
    """Return the check of a line, if its result proves an answer on the wire: a handshake or a refusal.

    One that timed out may never have left the host, and one of layer 7 may fail after the handshake.
    """
    reason = str(line.args["reason"])
    duration = _DURATION.search(reason)
    outcome = "accepted" if line.args["passed"] and _PASSED in reason else "refused"
    if duration is None or (outcome == "refused" and (line.args["passed"] or _REFUSED not in reason)):
        return None
    lasted = (int(duration[1]) + 1) * NS_PER_MS
    return Check(line, Interval(line.time.lo - lasted, line.time.hi), outcome)


@dataclass(frozen=True, slots=True)
class Attempts:
    """The attempts from one host to one server in the order of time, and those to other servers that failed."""

    events: Sequence[Event]
    failed_elsewhere: Sequence[int] = ()
    _starts: Sequence[int] = field(default=(), repr=False)

    @classmethod
    def of(cls, events: Iterable[Event], elsewhere: Iterable[int] = ()) -> Attempts:
        """Return the attempts in the order of time."""
        ordered = sorted(events, key=lambda e: (e.time, e.places))
        return cls(ordered, sorted(elsewhere), [e.time.lo for e in ordered])

    def within(self, time: Interval, outcome: str = "") -> list[Event]:
        """Return the attempts that began in a closed interval and ended so (a check that passed says nothing)."""
        inside = self.events[bisect_left(self._starts, time.lo) : bisect_right(self._starts, time.hi)]
        return [e for e in inside if not outcome or (e.args["outcome"] == outcome and not e.args["data"])]

    def others_failed(self, time: Interval) -> bool:
        """Say whether attempts at other servers failed in a closed interval."""
        at = bisect_left(self.failed_elsewhere, time.lo)
        return at < len(self.failed_elsewhere) and self.failed_elsewhere[at] <= time.hi


def matched(checks: Sequence[Check], attempts: Attempts, unsure: int) -> Mapping[int, Event]:
    """Return the attempt of each check (by its position) that has one where its line says, each attempt once."""
    found: dict[int, Event] = {}
    used: set[Event] = set()
    for n, check in sorted(enumerate(checks), key=lambda pair: pair[1].made.hi):
        near = check.made.widen(SHARP_NS + unsure, SHARP_NS + unsure)
        free = [a for a in attempts.within(near, check.outcome) if a not in used]
        if free:
            found[n] = min(free, key=lambda a: _distance(a.time.lo, check.made))
            used.add(found[n])
    return found


def wide(check: Check, unsure: int) -> Interval:
    """Return when the attempt of a check can have begun, however late the line and however far apart the clocks."""
    return check.made.widen(CLOCKS_NS + unsure, CLOCKS_NS + unsure)


def unexplained(
    candidates: Sequence[Event], sessions: Sequence[Event], server: str, attempts: Attempts, unsure: int
) -> list[Event]:
    """Return the refused attempts that no session's line accounts for; each instant of a session accounts for one."""
    left = list(candidates)
    for session in sessions:
        for instant, tolerance in _instants(session, server, attempts):
            fits = [a for a in left if abs(a.time.lo - instant) <= tolerance + unsure]
            if fits:
                left.remove(min(fits, key=lambda a: abs(a.time.lo - instant)))
    return left


def _instants(session: Event, server: str, attempts: Attempts) -> Iterator[tuple[int, int]]:
    """When a session tried a server in vain, and how exactly that is known.

    A redispatched one does not say whom it tried first: it was this server if no attempt at another one failed then.
    """
    args, retries = session.args, int(session.args["retries"])
    if args["redispatched"]:
        first = int(args["accepted_ns"])
        if attempts.others_failed(Interval(first - RETRY_NS, session.time.hi + RETRY_NS)):
            return
        times = [first + n * RETRY_NS for n in range(max(retries, 1))]
    elif args["server"] == server and not args["connected"]:
        times = [session.time.lo + n * RETRY_NS for n in range(retries + 1)]
    else:
        return
    for n, time in enumerate(times):
        yield time, SESSION_NS + n * DRIFT_NS


def _distance(instant: int, made: Interval) -> int:
    return max(made.lo - instant, instant - made.hi, 0)
