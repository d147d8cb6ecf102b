"""What there is to tell one by one: every finding, and every case that no finding tells, with what filters it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from checker.base.finding import Finding, Verdict
from checker.model.outcome import Instance, Outcome, PropertyOutcome
from checker.report.text.gate import GRAVEST, ranked
from checker.report.text.properties import stand_in
from checker.report.told import is_open
from checker.report.words import SHOWN_FIRST, verdict_words

_PROCESS = re.compile(r"\[\d+\]\Z")
# More than that are counted, and found in `--format json`.
MOST = 5_000

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "violated": "✗",
        "inconclusive": "?",
        "holds": "✓",
        "not exercised": "–",
        "refuted": "✗",
        "unknown": "?",
        "proved": "✓",
        "vacuous": "–",
        "error": "✗",
        "warning": "!",
        "info": "i",
        "breaking": "✗",
        "strengthening": "!",
        "compatible": "i",
        "cosmetic": "–",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to tell: its number in the page, in a word what it is, and who saw it of what.

    `rule` is the property or rule that it belongs to (None: a note).
    """

    number: int
    finding: Finding
    kind: str
    rule: PropertyOutcome | None = None
    observer: str = ""
    subject: str = ""

    @property
    def id(self) -> str:
        """The id of its element."""
        return f"f{self.number}"


def own_name(name: str) -> str:
    """Return what an observer or a subject is filtered by: `pgb1` for `back/pgb1`, `haproxy@hap1` for each process."""
    return _PROCESS.sub("", name).rpartition("/")[2] or name


def entries_of(outcome: Outcome) -> tuple[Entry, ...]:
    """Return all there is to tell, the gravest first, numbered from 1."""
    every = [*_of_rules(outcome), *_others(outcome)]
    return tuple(Entry(number, *rest) for number, rest in enumerate(every, 1))


def chosen(entries: Sequence[Entry], most: int) -> tuple[Entry, ...]:
    """Return so many entries at most: all of what is rare, and of what there is much, some from all of its time.

    What is told of one rule with one verdict never crowds out another.
    """
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.rule.id if entry.rule else entry.finding.code, entry.kind), []).append(entry)
    left, kept = most, []
    for done, group in enumerate(sorted(groups.values(), key=len)):
        count = min(len(group), max(1, left // (len(groups) - done)))
        kept += [group[number * len(group) // count] for number in range(count)]
        left -= count
    return tuple(sorted(kept, key=lambda entry: entry.number))


_Untold = tuple[Finding, str, PropertyOutcome | None, str, str]


def _of_rules(outcome: Outcome) -> Iterator[_Untold]:
    for verdict in SHOWN_FIRST:
        told = [(rule, *each) for rule in outcome.properties for each in _told(rule, verdict)]
        for rule, instance, finding in sorted(told, key=lambda each: GRAVEST.index(each[2].severity)):
            yield finding, _kind(outcome, instance, finding), rule, instance.observer, instance.subject


def _told(rule: PropertyOutcome, verdict: Verdict) -> Iterator[tuple[Instance, Finding]]:
    """Yield the instances with a verdict that have a finding; those without, where there are fewer than were counted.

    Where as many have one, the others are the other half of an incident that is told once.
    """
    instances = [each for each in rule.instances if each.verdict is verdict]
    counted = {Verdict.VIOLATED: rule.violations, Verdict.INCONCLUSIVE: rule.inconclusive}.get(verdict, 0)
    short = sum(each.finding is not None for each in instances) < counted
    for each in instances:
        if each.finding is not None:
            yield each, each.finding
        elif short:
            yield each, stand_in(rule, each)


def _kind(outcome: Outcome, instance: Instance, finding: Finding) -> str:
    """Return the verdict; of the gate, which also warns and advises, how grave what is known is.

    An advice of a rule that holds is no good news.
    """
    known = outcome.command == "gate" and instance.verdict in (Verdict.VIOLATED, Verdict.HOLDS)
    return finding.severity.value if known else verdict_words(instance.verdict)


def _others(outcome: Outcome) -> Iterator[_Untold]:
    """Yield what belongs to no property: deviations from the diagrams, notes on the inputs, changes of a diff."""
    notes = [*(f for each in outcome.scenarios for f in each.deviations), *outcome.notes]
    for finding in notes if outcome.command == "diff" else ranked(notes):
        known = finding.rank or finding.severity.value
        yield finding, verdict_words(Verdict.INCONCLUSIVE) if is_open(finding) else known, None, "", ""


def kinds_of(entries: Iterable[Entry]) -> Mapping[str, int]:
    """Return how many entries there are of each kind, in the order in which they stand."""
    return Counter(each.kind for each in entries)
