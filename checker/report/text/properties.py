"""A block for each property: the verdict, what was promised and where, why, in which scope, and what next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.base.finding import Finding, Severity, Verdict
from checker.model.outcome import Excerpt, Instance, PropertyOutcome, Scope
from checker.report.instants import Calendar
from checker.report.text.findings import draw_findings, draw_hints
from checker.report.text.layout import Sheet
from checker.report.text.paint import VERDICT_TONES, Tone
from checker.report.words import counted, times, verdict_words

MOST_REMEDIES = 3


def draw_property(outcome: PropertyOutcome, calendar: Calendar, sheet: Sheet) -> Iterator[str]:
    """Yield the block of one property."""
    yield from draw_heading(outcome, sheet)
    yield from sheet.field("says", outcome.says)
    yield from sheet.field("stated in", str(outcome.stated or ""), Tone.PLACE)
    yield from sheet.field("why", outcome.why)
    yield from sheet.field("readings", _readings(outcome))
    yield from sheet.field("scope", _scope(outcome.scope, calendar))
    if outcome.verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE):
        yield from sheet.field("with", _parameters(outcome.parameters or {}))
        yield from _decided(outcome, calendar, sheet)


def draw_heading(outcome: PropertyOutcome, sheet: Sheet) -> Iterator[str]:
    """Yield the line that says the most: mark, verdict, name, counts."""
    verdict = f"{sheet.paint.mark(outcome.verdict)} {verdict_words(outcome.verdict).upper()}"
    yield from sheet.heading(verdict, VERDICT_TONES[outcome.verdict], outcome.id, _counts(outcome))


def shown_findings(outcome: PropertyOutcome, verdict: Verdict) -> tuple[Finding, ...]:
    """Return what there is to show of the instances with this verdict.

    Where fewer findings tell of them than were counted, those without a finding speak for themselves; where as
    many do, they are the other half of an incident that is told once.
    """
    instances = [each for each in outcome.instances if each.verdict is verdict]
    findings = tuple(each.finding for each in instances if each.finding)
    counted_as = outcome.violations if verdict is Verdict.VIOLATED else outcome.inconclusive
    if len(findings) >= counted_as:
        return findings
    return tuple(each.finding or stand_in(outcome, each) for each in instances)


def stand_in(outcome: PropertyOutcome, instance: Instance) -> Finding:
    """Return what an instance that no finding tells says for itself."""
    subject = " ".join(part for part in (instance.observer, instance.subject) if part)
    message = f"{subject}: {instance.why or verdict_words(instance.verdict)}" if subject else instance.why
    return Finding(outcome.id, Severity.WARNING, message, time=instance.trigger, verdict=instance.verdict)


def _counts(outcome: PropertyOutcome) -> str:
    if not outcome.exercised:
        return ""
    parts = []
    if outcome.violations:
        parts.append(f"{outcome.violations:,} of {outcome.exercised:,} violated")
    if outcome.inconclusive:
        of = "" if outcome.violations else f" of {outcome.exercised:,}"
        parts.append(f"{outcome.inconclusive:,}{of} inconclusive")
    return ", ".join(parts) or f"exercised {times(outcome.exercised)}"


def _scope(scope: Scope, calendar: Calendar) -> str:
    parts = [", ".join(scope.observers) or "no observer"]
    if scope.time is not None:
        parts.append(calendar.stretch(scope.time, finest=3))
    told = ", ".join(parts)
    return f"{told}; {', '.join(scope.missing)} not seen" if scope.missing else told


def _readings(outcome: PropertyOutcome) -> str:
    told = (f"{r.name}{' (counts)' if r.counts else ''}: {verdict_words(r.verdict)}" for r in outcome.readings)
    return "; ".join(told)


def _parameters(parameters: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in parameters.items())


def _decided(outcome: PropertyOutcome, calendar: Calendar, sheet: Sheet) -> Iterator[str]:
    """Yield the evidence: violations, then what stayed open, then what to do about both."""
    violated = shown_findings(outcome, Verdict.VIOLATED)
    undecided = shown_findings(outcome, Verdict.INCONCLUSIVE)
    yield from draw_findings(violated, calendar, sheet)
    if violated and undecided:
        yield ""
        yield from sheet.hang("  ", f"{counted(len(undecided), 'case')} could not be decided:", tone=Tone.DOUBT)
    yield from draw_findings(undecided, calendar, sheet)
    if outcome.verdict is Verdict.VIOLATED and outcome.excerpt is not None:
        yield from draw_excerpt(outcome.excerpt, sheet)
    remedies = _remedies(outcome)
    hinted = [finding for finding in (*violated, *undecided) if finding.hint not in remedies]
    advice = [*draw_hints(hinted, sheet), *_draw_remedies(remedies, sheet)]
    if violated and not outcome.own:
        codes = dict.fromkeys(finding.code for finding in violated)
        advice += sheet.field("more", ", ".join(f"verify explain {code}" for code in codes))
    yield from ["", *advice] if advice else []


def _remedies(outcome: PropertyOutcome) -> list[str]:
    """Return what would settle the undecided, each different answer once."""
    asked = [outcome.settles, *(i.settles for i in outcome.instances if i.verdict is Verdict.INCONCLUSIVE)]
    return list(dict.fromkeys(each for each in asked if each))


def _draw_remedies(different: Sequence[str], sheet: Sheet) -> Iterator[str]:
    for each in different[:MOST_REMEDIES]:
        yield from sheet.field("settled by", each)
    if len(different) > MOST_REMEDIES:
        yield from sheet.field("", f"... and {counted(len(different) - MOST_REMEDIES, 'other way')}")


def draw_excerpt(excerpt: Excerpt, sheet: Sheet) -> Iterator[str]:
    """Yield the lines of the diagram around the promise, the line that states it marked."""
    yield ""
    yield from sheet.hang("  ", f"what the diagram draws: {excerpt.title}")
    first = excerpt.marked[0] if excerpt.marked else excerpt.first
    yield from sheet.arrow(f"{excerpt.file}:{first}")
    margin = _margin(excerpt.lines)
    for number, line in enumerate(excerpt.lines, excerpt.first):
        yield from sheet.quote(number, line.expandtabs(4)[margin:], marked=number in excerpt.marked)


def _margin(lines: Sequence[str]) -> int:
    """Return how far all lines are indented."""
    widths = [len(text) - len(text.lstrip()) for text in (line.expandtabs(4) for line in lines) if text.strip()]
    return min(widths, default=0)
