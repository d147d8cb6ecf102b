"""The rows of a timeline: findings first, then by group what was known, how much went on, and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checker.model.timeline import Density, Happening, Lane, Timeline
from checker.report.html.entries import Entry

FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class Marks:
    """Findings at their times."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Ticks:
    """Rare happenings of one group, told by one observer of one subject, in the order of time."""

    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its id in the page, the heading that it stands under, its name, what filters it, and what it shows."""

    id: str
    group: str
    label: str
    observer: str
    subject: str
    shows: Marks | Ticks | Lane | Density


def rows_of(timeline: Timeline, entries: Iterable[Entry], name: str) -> tuple[Row, ...]:
    """Return the rows of a timeline, those of a group together, groups in the order in which they first occur."""
    rows = [*_marks(timeline, entries), *_states(timeline), *_ticks(timeline.happenings)]
    groups = list(dict.fromkeys(row[0] for row in rows))
    rows.sort(key=lambda row: groups.index(row[0]))
    return tuple(Row(f"{name}-{number}", *row) for number, row in enumerate(rows, 1))


_Unnamed = tuple[str, str, str, str, Marks | Ticks | Lane | Density]


def _marks(timeline: Timeline, entries: Iterable[Entry]) -> Iterator[_Unnamed]:
    mine = [entry for entry in entries if _belongs(entry, timeline)]
    if mine:
        mine.sort(key=lambda entry: (entry.finding.time, entry.number))
        yield FINDINGS, FINDINGS, "", "", Marks(tuple(mine))


def _belongs(entry: Entry, timeline: Timeline) -> bool:
    """Say whether a finding is of the system and in the span of a timeline; a note is of every system."""
    time = entry.finding.time
    of_it = entry.rule is None or entry.rule.system == timeline.system
    return of_it and time is not None and time.overlaps(timeline.span)


def _ticks(happenings: Sequence[Happening]) -> Iterator[_Unnamed]:
    told: dict[tuple[str, str, str], list[Happening]] = {}
    for each in happenings:
        told.setdefault((each.group, each.observer, each.subject), []).append(each)
    for (group, observer, subject), mine in told.items():
        label = f"{subject} ({observer})" if subject and observer not in ("", subject) else subject or observer or group
        yield group, label, observer, subject, Ticks(tuple(sorted(mine, key=lambda each: each.time)))


def _states(timeline: Timeline) -> Iterator[_Unnamed]:
    every: tuple[Lane | Density, ...] = (*timeline.lanes, *timeline.densities)
    for each in every:
        yield each.group, each.label, each.observer, each.subject, each
