"""What every part of the page needs to know of the others: what is told, and the ids by which it is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.base.time import Interval
from checker.model.outcome import Outcome, PropertyOutcome
from checker.report.html.entries import MOST, Entry, chosen, entries_of
from checker.report.html.places import Places
from checker.report.html.rows import Marks, Row, rows_of
from checker.report.illustrations import Illustration
from checker.report.instants import Calendar


@dataclass(frozen=True, slots=True)
class Context:
    """The outcome with all that is told of it one by one, in the words and under the ids of one page.

    `rules` are the ids of properties by system and name, `codes` those of findings that belong to no property, `timed`
    those of the timelines that have a finding, by its number.
    """

    outcome: Outcome
    illustrations: tuple[Illustration, ...]
    entries: tuple[Entry, ...]
    left: int
    places: Places
    calendar: Calendar
    rows: Mapping[str, tuple[Row, ...]]
    rules: Mapping[tuple[str, str], str]
    codes: Mapping[str, str]
    timed: Mapping[int, str]

    @classmethod
    def of(cls, outcome: Outcome, illustrations: tuple[Illustration, ...]) -> Context:
        """Return the context of a page."""
        every = entries_of(outcome)
        entries = chosen(every, MOST)
        owned = {(each.system, each.id) for each in outcome.properties}
        rules = {key: f"r{number}" for number, key in enumerate(dict.fromkeys(_keys(outcome.properties)), 1)}
        own_codes = {id for _, id in owned}
        codes = dict.fromkeys(entry.finding.code for entry in entries if entry.finding.code not in own_codes)
        rows = {f"t{n}": rows_of(each, entries, f"t{n}") for n, each in enumerate(outcome.timelines, 1)}
        return cls(
            outcome=outcome,
            illustrations=illustrations,
            entries=entries,
            left=len(every) - len(entries),
            places=Places.of(outcome, illustrations),
            calendar=Calendar.of(_times(outcome, entries)),
            rows=rows,
            rules=rules,
            codes={code: f"c{number}" for number, code in enumerate(codes, 1)},
            timed=dict(_timed(rows)),
        )

    def rule_of(self, entry: Entry) -> str | None:
        """Return the id of the rule that an entry belongs to, or of what explains its code."""
        if entry.rule is not None:
            return self.rules[entry.rule.system, entry.rule.id]
        mine = next((id for (_, name), id in self.rules.items() if name == entry.finding.code), None)
        return self.codes.get(entry.finding.code) or mine

    def drawn(self, entry: Entry) -> str | None:
        """Return the id of the part of a picture that an entry is about: its line, or what it is held against."""
        finding, rule = entry.finding, entry.rule
        places = [finding.where, *(each.place for each in finding.related), rule.stated if rule else None]
        return next(filter(None, map(self.places.drawn, places)), None) or self.run_of(rule)

    def run_of(self, rule: PropertyOutcome | None) -> str | None:
        """Return the id of the picture of a run against a property, or None."""
        numbered = enumerate(self.illustrations, 1)
        key = (rule.system, rule.id) if rule else None
        return next((f"d{number}" for number, each in numbered if (each.system, each.property) == key), None)

    def of_rule(self, rule: PropertyOutcome) -> Sequence[Entry]:
        """Return what is told of a property."""
        return [each for each in self.entries if each.rule is rule]


def _timed(rows: Mapping[str, Iterable[Row]]) -> Iterator[tuple[int, str]]:
    for id, mine in rows.items():
        for row in mine:
            if isinstance(row.shows, Marks):
                yield from ((entry.number, id) for entry in row.shows.entries)


def _keys(properties: Iterable[PropertyOutcome]) -> Iterator[tuple[str, str]]:
    yield from ((each.system, each.id) for each in properties)


def _times(outcome: Outcome, entries: Iterable[Entry]) -> Iterator[Interval]:
    yield from (each.scope.time for each in outcome.properties if each.scope.time is not None)
    yield from (each.finding.time for each in entries if each.finding.time is not None)
    yield from (each.span for each in outcome.timelines)
