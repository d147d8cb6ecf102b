"""Lines that nobody understood, while an occurrence would have counted: that none was read is no proof of none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from checker.base.finding import Finding, Severity, Verdict
from checker.base.time import Interval
from checker.conform.evidence import Evidence, NotUnderstood
from checker.conform.lives import process_of
from checker.conform.occurrences import Occurrences
from checker.conform.words import moment
from checker.model.outcome import Instance
from checker.properties.property import Property

_SETTLES = "the log-format: a haproxy.cfg beside the log, or `logs: {haproxy: {format: ...}}` in the contract"


def not_understood(prop: Property, occurrences: Occurrences, evidence: Evidence) -> Iterator[Instance]:
    """Yield an undecided instance for each input with lines that were not understood where an occurrence would count.

    A line counts for every process of its observer: which of them was asked is part of what was not understood.
    """
    windows: dict[str, list[Interval]] = defaultdict(list)
    for observer in occurrences.observers():
        windows[process_of(observer)] += occurrences.windows(observer)
    found: dict[tuple[str, str], list[NotUnderstood]] = defaultdict(list)
    for each in evidence.not_understood:
        if each.source.program in prop.programs and any(w.overlaps(each.time) for w in windows[each.source.observer]):
            found[each.source.observer, each.place.file].append(each)
    for (observer, path), lines in sorted(found.items()):
        yield _instance(prop, observer, path, lines)


def _instance(prop: Property, observer: str, path: str, lines: list[NotUnderstood]) -> Instance:
    first = min(lines, key=lambda each: (each.time, each.place))
    time = Interval(first.time.lo, max(each.time.hi for each in lines))
    number = sum(each.lines for each in lines)
    if number == 1:
        why = f"1 line of {path} at {moment(time.lo)} was not understood; it may tell of a request to a DOWN server"
    else:
        told = f"{number} lines of {path} from {moment(time.lo)} to {moment(time.hi)} were not understood"
        why = f"{told}; one of them may tell of a request to a DOWN server"
    finding = Finding(
        code=prop.id,
        severity=Severity.WARNING,
        message=f"{observer}: {why}",
        where=first.place,
        hint=_SETTLES,
        property=prop.id,
        time=time,
        verdict=Verdict.INCONCLUSIVE,
    )
    return Instance(observer, path, time, Verdict.INCONCLUSIVE, why, _SETTLES, finding)
