"""Who tells of an own event, and from when to when they were heard: beyond that it may have happened unseen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from checker.base.time import NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.inertia import Lost
from checker.logic.signal import BEGINNING
from checker.model.contract import Contract
from checker.model.own import OwnEvent
from checker.model.parts import PROGRAM_ROLES, SERVER

# Sources whose last lines are no further apart than this, or than so many times the usual distance of their lines, were
# taken to the same end: neither was cut off before the other.
_TOGETHER_NS = NS_PER_S
_UNUSUAL = 5


@dataclass(frozen=True, slots=True)
class Coverage:
    """When all who tell of something were heard (None: not all were given, `lacking` whom), and where lines were lost.

    `names` are the sources, `clock` the clock of the one that bounds it.
    """

    time: Interval | None
    names: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = ()
    lacking: str = ""
    clock: str = ""

    @property
    def source(self) -> str:
        """Who tells of it, in words."""
        return " and ".join(f"the log of {name}" for name in self.names)


def coverage(event: OwnEvent, args: Mapping[str, str], evidence: Evidence) -> Coverage:
    """Return when an event with these arguments (by sort) would have been told.

    An event that is about the host of its source is told by the log of that host, any other by every log of its
    programs (`hosts_of`).
    """
    host = next((args[sort] for sort, arg in event.about.items() if arg == "host" and sort in args), "")
    wanted = list(dict.fromkeys(_sources(event.told_by, host, evidence)))
    heard = {source: evidence.heard_by(source[1], source[0]) for source in wanted}
    names = tuple(f"{program}@{at}" if at else program for program, at in wanted)
    missing = [name for name, time in zip(names, heard.values(), strict=True) if time is None]
    times = [time for time in heard.values() if time is not None]
    if missing or not times:
        return Coverage(None, names, lacking=f"the log of {' and '.join(missing or event.told_by)}")
    lo, hi = max(t.lo for t in times), min(t.hi for t in times)
    lost = tuple(loss for program, at in wanted for loss in evidence.lost_by(at, program))
    clock = evidence.hosts.named(wanted[0][1]) or wanted[0][0]
    if event.whole:
        lo = BEGINNING
    if lo > hi:
        return Coverage(None, names, lost, "logs that overlap in time")
    return Coverage(Interval(lo, hi), names, lost, "", clock)


def _sources(told_by: Iterable[str], host: str, evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield each source, program and host, that would tell of something."""
    for name in told_by:
        program, _, at = name.partition("@")
        if host:
            yield program, host
        elif at:
            yield program, evidence.hosts.named(at)
        else:
            yield from ((program, each) for each in hosts_of(program, evidence) or [""])


def hosts_of(program: str, evidence: Evidence) -> list[str]:
    """Return the hosts on which a program runs: where it was heard, and if the contract states one of these on all.

    It states them as those who have the program's role, where logs are called after them, or else as hosts. So a log
    that was not given is missed, and what is in it cannot reverse a verdict.
    """
    heard = {evidence.hosts.named(h.source.host) for h in evidence.heard if h.source.program == program}
    stated = (_bearers(program, evidence.contract), evidence.contract.hosts.keys())
    return sorted(heard.union(next((each for each in stated if not heard.isdisjoint(each)), ())))


def _bearers(program: str, contract: Contract) -> Set[str]:
    """Return the names of those whose life a program tells of: of servers, or of lifelines."""
    role = PROGRAM_ROLES.get(program, "")
    if role == SERVER:
        return contract.servers.keys()
    return {line.id for line in contract.lifelines.values() if line.role == role}


def judged(programs: Iterable[str], evidence: Evidence) -> Interval | None:
    """Return the stretch of time in which states are judged, None where none of the programs was heard.

    It begins and ends with the logs. Of several that begin (or end) together, within their usual pause, it is the last
    to begin and the first to end: none is asked for what it had no time to say.
    """
    spans: dict[tuple[str, str], list[tuple[Interval, int]]] = {}
    for heard in evidence.heard:
        if heard.source.program in programs:
            key = (heard.source.program, evidence.hosts.named(heard.source.host))
            spans.setdefault(key, []).append((heard.time, heard.lines))
    if not spans:
        return None
    whole = [(Interval(min(t.lo for t, _ in each), max(t.hi for t, _ in each)), each) for each in spans.values()]
    lo, hi = min(t.lo for t, _ in whole), max(t.hi for t, _ in whole)
    pauses = {t: max(_TOGETHER_NS, _UNUSUAL * (t.hi - t.lo) // max(1, sum(n for _, n in each))) for t, each in whole}
    begin = max(t.lo for t in pauses if t.lo - lo <= pauses[t])
    end = min(t.hi for t in pauses if hi - t.hi <= pauses[t])
    return Interval(begin, max(begin, end))
