"""What a proof tells beside its properties: exact times, and what is odd about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from checker.base.finding import Finding, Severity
from checker.base.time import NS_PER_S, Interval
from checker.prove.judging.explained import DIFFERS, NOT_EXACT
from checker.prove.judging.measuring import Unmeasured
from checker.prove.questions.question import Measured


def measure_notes(every: Iterable[Measured | Unmeasured]) -> Iterator[Finding]:
    """Yield what is odd about the times: another value than the formula's, or one that was not proved."""
    for each in every:
        if isinstance(each, Unmeasured):
            message = f"{each.measure.name} ({each.measure.says}): nothing is known; {each.why}"
            yield Finding(NOT_EXACT, Severity.INFO, message, key=each.measure.name)
            continue
        measure, found = each.measure, _seconds(each.interval)
        wanted = "" if measure.expected is None else _seconds(measure.expected)
        if not each.proved:
            message = f"{measure.name} ({measure.says}): runs reach {found} s; {each.why or 'no proof of more'}"
            yield Finding(NOT_EXACT, Severity.INFO, message, key=measure.name, wanted=wanted, found=found, unit="s")
        elif wanted and measure.expected != each.interval:
            message = f"{measure.name}: the model gives {found} s, the formula {wanted} s ({measure.rule})"
            yield Finding(DIFFERS, Severity.ERROR, message, key=measure.name, wanted=wanted, found=found, unit="s")


def numbers_of(measured: Mapping[str, Sequence[Measured | Unmeasured]]) -> Mapping[str, tuple[int, int]]:
    """Return the proved times by name; where two systems have one of a name, with the system's before it."""
    times = [(system, each) for system, own in measured.items() for each in own if isinstance(each, Measured)]
    every = [(system, each) for system, each in times if each.proved]
    names = [each.measure.name for _, each in every]
    found = {}
    for system, each in every:
        name = each.measure.name
        key = name if names.count(name) == 1 else f"{system}_{name}".replace("-", "_")
        found[key] = (each.interval.lo, each.interval.hi)
    return found


def _seconds(interval: Interval) -> str:
    ends = dict.fromkeys(f"{ns / NS_PER_S:.6f}".rstrip("0").rstrip(".") for ns in (interval.lo, interval.hi))
    return " to ".join(ends)
