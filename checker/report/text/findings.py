"""Findings with the lines that decide them, quoted once; when there are many, the rest by their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.base.finding import Finding
from checker.base.places import Place
from checker.report.instants import Calendar
from checker.report.ranges import show_places
from checker.report.text.layout import Sheet
from checker.report.text.paint import Tone
from checker.report.words import counted

SHOWN_IN_FULL = 5


def draw_findings(findings: Sequence[Finding], calendar: Calendar, sheet: Sheet) -> Iterator[str]:
    """Yield the first findings in full and the places of all others."""
    quoted: set[Place] = set()
    for number, finding in enumerate(findings[:SHOWN_IN_FULL], 1):
        yield ""
        label = f"  {number}. " if len(findings) > 1 else "  "
        yield from _message(label, finding, calendar, sheet)
        yield from _evidence(finding, quoted, sheet)
    yield from _others(findings[SHOWN_IN_FULL:], quoted, sheet)


def draw_hints(findings: Sequence[Finding], sheet: Sheet) -> Iterator[str]:
    """Yield every different hint once: the same advice after each of 35 findings helps nobody."""
    for hint in dict.fromkeys(finding.hint for finding in findings if finding.hint):
        yield from sheet.field("hint", hint)


def draw_places(finding: Finding, sheet: Sheet) -> Iterator[str]:
    """Yield the evidence of a finding that stands alone."""
    yield from _evidence(finding, set(), sheet)


def _message(label: str, finding: Finding, calendar: Calendar, sheet: Sheet) -> Iterator[str]:
    when = f"{calendar.stretch(finding.time)}  " if finding.time else ""
    yield from sheet.hang(label, when + finding.message, tone=Tone.STRONG)


def _evidence(finding: Finding, quoted: set[Place], sheet: Sheet) -> Iterator[str]:
    if finding.where:
        yield from _quote(finding.where, "", finding.text, quoted, sheet)
    known = [each.place for each in finding.related if each.place in quoted and each.text]
    for each in finding.related:
        if each.place not in known:
            yield from _quote(each.place, each.label, each.text, quoted, sheet)
    if known:
        yield from sheet.arrow(show_places(known), "(quoted above)")
    yield from _comparison(finding, sheet)


def _quote(place: Place, label: str, text: str, quoted: set[Place], sheet: Sheet) -> Iterator[str]:
    quoted.add(place)
    yield from sheet.arrow(str(place), label)
    if text:
        yield from sheet.quote(place.line, text)


def _comparison(finding: Finding, sheet: Sheet) -> Iterator[str]:
    """Yield what was wanted and found, for findings about a value."""
    if finding.wanted or finding.found:
        unit = f" {finding.unit}" if finding.unit else ""
        key = f"{finding.key}: " if finding.key else ""
        yield from sheet.hang("     ", f"{key}wanted {finding.wanted}{unit}, found {finding.found}{unit}")
    if finding.repair:
        yield from sheet.hang("     repair: ", finding.repair, tone=Tone.GOOD)


def _others(findings: Sequence[Finding], quoted: set[Place], sheet: Sheet) -> Iterator[str]:
    if not findings:
        return
    yield ""
    places = [finding.where for finding in findings if finding.where]
    nowhere = len(findings) - len(places)
    head = f"  ... and {len(findings):,} more"
    text = show_places(places) + (f" ({counted(nowhere, 'finding')} without a place)" if nowhere else "")
    yield from sheet.hang(f"{head}: ", text.strip(), rest="      ")
    unquoted: dict[str, list[Place]] = {}
    for each in (related for finding in findings for related in finding.related):
        if each.place not in quoted:
            unquoted.setdefault(each.label, []).append(each.place)
    for label, others in unquoted.items():
        yield from sheet.hang("      ", f"{label or 'with'}: {show_places(others)}")
