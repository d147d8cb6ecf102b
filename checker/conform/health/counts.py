"""How many checks in a row failed before a DOWN, or passed before an UP, and whether that is what the contract says."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from checker.base.time import NS_PER_MS, Interval
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Occurrence
from checker.conform.health.views import TRAFFIC, View, by_hand, changes, reason, views
from checker.conform.health.wire import Attempts, Counted, attempts_of, counted_on_wire
from checker.conform.inertia import ECHO_NS
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth
from checker.model.event import Event

SERVICE_SETTLES = "the log of the service at level DEBUG, or a capture of its checks"
SETTLES = "`option log-health-checks`, HAProxy's statistics (their columns check_fall and check_rise), or a capture"
_NOT_COUNTED = "no source tells how many checks there were before it"
_NOT_LOGGED = (
    "the log of the service is not at level DEBUG, so it hides its checks; the number that it prints proves nothing"
)
_ONE_STAMP = "several checks bear the stamp of its line, and the order of lines of one stamp means nothing"
_ANEW = "the process started or stopped in the second of this line: it may be another one's"
UNOBSERVED = Stretch(BEGINNING, END, Truth.UNKNOWN, Ground.UNOBSERVED, (), _NOT_COUNTED, SETTLES)
FULL, FRESH = "full", "fresh"


@dataclass(frozen=True, slots=True)
class Judged:
    """A change of state: whether it came after as many checks as stated (or one, of a fresh view), and how many."""

    view: View
    event: Event
    truth: Truth
    counted: str
    because: tuple[Event, ...] = ()
    why: str = ""
    settles: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """One change to judge: DOWN (`down`) or UP, after `stated` checks."""

    evidence: Evidence
    view: View
    event: Event
    down: bool
    stated: int
    attempts: Attempts

    def judged(self, truth: Truth, counted: str, because: Iterable[Event] = (), why: str = "") -> Judged:
        kept = tuple(dict.fromkeys((*because, self.event)))
        settles = SERVICE_SETTLES if self.view.is_service else SETTLES
        return Judged(self.view, self.event, truth, counted, kept, why, settles if why else "")

    def number(self, n: int) -> str:
        """Say a number of checks."""
        return f"{n} {'failed' if self.down else 'successful'} check{'s' if n != 1 else ''}"


def judge(evidence: Evidence, down: bool) -> list[Judged]:
    """Judge every DOWN (or UP) that a process came to by itself, in the order of time."""
    stated = evidence.contract.count("check.fall" if down else "check.rise")
    attempts = attempts_of(evidence)
    found: list[Judged] = []
    for view in views(evidence).values():
        for events in (view.states, view.doubtful):
            for event in changes(view, events, "DOWN" if down else "UP"):
                case = _Case(evidence, view, event, down, stated, attempts)
                found.append(_judge(case) if events is view.states else _doubtful(case))
    return sorted(found, key=lambda j: (j.event.time, j.view.observer, j.view.server))


def beliefs(evidence: Evidence, down: bool) -> Mapping[tuple[str, ...], Belief]:
    """Return, by observer and server, what was decided of each change at the stamp of its line; nothing elsewhere."""
    stretches: dict[tuple[str, ...], list[Stretch]] = defaultdict(list)
    for each in judge(evidence, down):
        own = stretches[each.view.observer, each.view.server]
        lo = max(each.event.time.lo, own[-1].hi if own else BEGINNING)
        ground = Ground.GAP if each.truth is Truth.UNKNOWN else Ground.KNOWN
        hi = each.event.time.hi + 1
        own.append(Stretch(lo, hi, each.truth, ground, each.because, each.why, each.settles))
    return {key: Belief.of(found, UNOBSERVED) for key, found in stretches.items()}


def occurrences(evidence: Evidence, down: bool) -> Sequence[Occurrence]:
    """Return every DOWN (or UP) that a process came to by itself, with the number of checks in words."""
    return [
        Occurrence(
            (j.view.observer, j.view.server),
            j.event.time,
            j.event,
            {"counted": j.counted, "stated": str(evidence.contract.count("check.fall" if down else "check.rise"))},
        )
        for j in judge(evidence, down)
    ]


def _doubtful(case: _Case) -> Judged:
    judged = case.judged(Truth.UNKNOWN, "an unknown number of checks", why=_ANEW)
    return replace(judged, settles="a log with finer time stamps")


def _judge(case: _Case) -> Judged:
    row = _row(case)
    rules = (_by_polls, _by_row) if case.view.is_service else _RULES
    for rule in rules:
        if judged := rule(case, row):
            return judged
    lost = case.view.lost_within(Interval(case.event.time.lo - 1, case.event.time.lo))
    hidden = _NOT_LOGGED if case.view.is_service and not row else _NOT_COUNTED
    return case.judged(Truth.UNKNOWN, "an unknown number of checks", row, lost.why if lost else hidden)


def _by_polls(case: _Case, row: Sequence[Event]) -> Judged | None:
    """What a heartbeat service asked on the wire, whatever its log says."""
    from checker.conform.streaming.counting import row_on_wire  # other systems need none of it

    if (polls := row_on_wire(case.evidence, case.view, case.event, passed=not case.down)) is None:
        return None
    logged = [c for c in row if c.places[0].unit == "line"]
    because = [*polls.checks, *(logged if len(logged) != polls.number else ())]
    counted = case.number(polls.number)
    if printed := _printed(case, polls.number):
        counted += f" ({printed})"
    return case.judged(_truth(polls.number == case.stated), counted, because)


def _printed(case: _Case, number: int) -> str:
    """What the line prints, where it is another number than that of the checks."""
    said = reason(case.event).partition(" ")[0]
    return f"its log prints {said}" if said.isdigit() and int(said) != number else ""


def _row(case: _Case) -> list[Event]:
    """The checks with this result right before a change, as far as they are logged; the deciding one is the last."""
    row: list[Event] = []
    for check in _backwards(case.view.checks, case.event.time.hi):
        if bool(check.args["passed"]) is case.down:
            # After the change within the same second, or what came before the row.
            if not row and check.time.hi >= case.event.time.lo and _left(check, case.down):
                continue
            break
        if row and _left(check, case.down):
            break
        row.append(check)
    row.reverse()
    return row if row and _decided(row[-1], case) else []


def _left(check: Event, down: bool) -> bool:
    """Whether a check says that it left the server so; not every program prints that."""
    return bool(check.args["state"]) and (check.args["state"] == "DOWN") is down


def _decided(check: Event, case: _Case) -> bool:
    """Whether a check is the one that changed the state: it left it so, at the instant of the change."""
    near = check.time.widen(ECHO_NS, ECHO_NS).overlaps(case.event.time)
    return near and (int(check.args["of"]) <= 0 or (check.args["state"] == "DOWN") is case.down)


def _by_others(case: _Case, row: Sequence[Event]) -> Judged | None:
    """Errors of the traffic took it DOWN, or helped to (`observe`): those are no checks."""
    errors = [c for c in row if reason(c).startswith(TRAFFIC)]
    if not case.down or not (errors or reason(case.event).startswith(TRAFFIC)):
        return None
    checks = len(row) - len(errors)
    return case.judged(Truth.FALSE, f"{case.number(checks)} and errors that it saw in its traffic (`observe`)", row)


def _by_agent(case: _Case, row: Sequence[Event]) -> Judged | None:
    """The server's agent said so, and no check did."""
    if row:
        return None
    told = [a for a in case.view.agent if a.time.overlaps(case.event.time.widen(NS_PER_MS, NS_PER_MS))]
    agreed = [a for a in told if bool(a.args["passed"]) is not case.down]
    if not agreed:
        return None
    return case.judged(Truth.FALSE, "a word of the server's agent, no check", agreed)


def _by_row(case: _Case, row: Sequence[Event]) -> Judged | None:
    """Checks without a printed health, of programs that log each of them: they are counted line by line."""
    if not row or any(int(c.args["of"]) > 0 for c in row):
        return None
    if any(c.places[0].unit == "packet" for c in row):
        return None  # where these are all that there were, they are counted on the wire
    n = len(row)
    earlier = next((c for c in _backwards(case.view.checks, row[0].time.lo) if c not in row), None)
    whole = Interval((earlier or row[0]).time.lo, case.event.time.hi)
    if case.view.lost_within(whole) or (earlier is None and case.view.born is None and n <= case.stated):
        return None
    fresh = earlier is None and case.view.born is not None and n == 1 and case.down and not case.view.is_service
    printed = _printed(case, n) if case.view.is_service else ""
    counted = f"{case.number(n)} ({printed})" if printed else case.number(n)
    # One of those of the same stamp decided; the others of them may have come after it.
    least = n - max(0, sum(c.time.overlaps(case.event.time) for c in row) - 1)
    if least < n and least <= case.stated <= n:
        return case.judged(Truth.UNKNOWN, case.number(n), row, _ONE_STAMP)
    return case.judged(_truth(n == case.stated or fresh), counted, row)


def _by_threshold(case: _Case, row: Sequence[Event]) -> Judged | None:
    """The printed health: from full, DOWN takes `fall` failures; from a fresh start, one."""
    threshold = case.view.threshold(case.down)
    if threshold == case.stated:
        alone = case.down and len(row) == 1 and threshold > 1 and _level(case) == FRESH
        return case.judged(Truth.TRUE, case.number(1 if alone else threshold), row)
    if not case.down:
        return case.judged(Truth.FALSE, case.number(threshold), row) if threshold is not None else None
    if threshold is None:
        return None
    level = _level(case)
    # With a `fall` of 1 a fresh view is a full one, and the checks that passed before are not logged.
    if threshold > 1 and (level == FRESH or (level is None and _would_be_logged(case, row))):
        return case.judged(Truth.TRUE, f"{case.number(1)}, its first one after a start", row)
    if level == FULL and not _missing(case, row, threshold):
        return case.judged(Truth.FALSE, case.number(threshold), row)
    return None


def _level(case: _Case) -> str | None:
    """How the health stood before the row began: full, or fresh (one failure from DOWN); None if nobody knows."""
    view, end = case.view, case.event.time.lo
    # A check that passes makes a fresh one full; where checks are not logged that may have happened since.
    fresh = FRESH if view.logs_checks and not view.doubtful else None
    # What shows the server UP in the second of the DOWN came before it.
    check = next((c for c in _backwards(view.checks, case.event.time.hi) if _shows_full(c)), None)
    risen = next((s for s in _backwards(view.states, end) if s.time.hi < end and _brings_up(s)), None)
    shown = next((s for s in _backwards(view.seen, end) if s.time.hi < end and s.args["status_text"] == "UP"), None)
    told: list[tuple[int, str | None, Event]] = []
    if check is not None:
        told.append((min(check.time.hi, end - 1), FULL, check))
    if risen is not None:
        told.append((risen.time.hi, fresh if by_hand(risen) or risen.args["before"] else FULL, risen))
    if shown is not None:
        told.append((shown.time.hi, FULL, shown))
    if view.born is not None and view.born.time.hi < end:
        told.append((view.born.time.hi, fresh, view.born))
    if not told:
        return None
    _, level, event = max(told, key=lambda t: (t[0], t[1] == FULL))
    # Whatever was lost since then may have changed it.
    return None if view.lost_within(Interval(event.time.lo, case.event.time.hi)) else level


def _backwards(events: Sequence[Event], instant: int) -> Iterator[Event]:
    """Yield the events that may have been before an instant, the last one first."""
    for at in range(bisect_right(events, instant, key=lambda e: e.time.lo) - 1, -1, -1):
        yield events[at]


def _shows_full(check: Event) -> bool:
    """Whether the health was full lately: one that failed and left the server UP came from full, not from fresh."""
    return check.args["state"] == "UP" and (bool(check.args["passed"]) or int(check.args["health"]) > 0)


def _brings_up(state: Event) -> bool:
    """Whether a line says how the health stands: UP by checks makes it full, by hand fresh. A drain changes nothing."""
    return state.args["after"] == "UP" and state.args["before"] != "DRAIN"


def _would_be_logged(case: _Case, row: Sequence[Event]) -> bool:
    """Whether further failures would stand in the log: it logs checks, and was heard long before this DOWN."""
    source = case.view.source
    heard = case.evidence.heard_by(source.host, source.program)
    reach = case.evidence.contract.numbers.get("down.within")
    if reach is None:
        return False
    since = case.event.time.lo - reach
    first = len(list(islice(_backwards(case.view.checks, case.event.time.hi), 2))) == 1
    lost = case.view.lost_within(Interval(since, case.event.time.hi))
    return len(row) == 1 and first and heard is not None and heard.lo <= since and lost is None


def _missing(case: _Case, row: Sequence[Event], threshold: int) -> bool:
    """Whether the log tells checks, but none of those that must have been: lines are missing, or a start is."""
    return case.view.logs_checks and threshold > 1 and len(row) < 2


def _by_wire(case: _Case, row: Sequence[Event]) -> Judged | None:
    counted: Counted | None = counted_on_wire(case.evidence, case.attempts, case.view, case.event)
    if counted is None:
        return None
    return case.judged(_truth(counted.number == case.stated), case.number(counted.number), counted.attempts)


def _truth(value: bool) -> Truth:
    return Truth.TRUE if value else Truth.FALSE


_RULES = (_by_others, _by_agent, _by_row, _by_threshold, _by_wire)
