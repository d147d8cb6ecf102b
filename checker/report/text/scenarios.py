"""How far what happened follows the diagrams: a line for each that was seen, then what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from checker.base.finding import Finding
from checker.model.outcome import ScenarioOutcome
from checker.report.ranges import show_places
from checker.report.text.findings import draw_places
from checker.report.text.layout import Sheet
from checker.report.text.paint import SEVERITY_TONES, Tone
from checker.report.words import counted

# Of findings of one kind about one scenario so many are told in full.
_IN_FULL = 3


def draw_scenarios(scenarios: Sequence[ScenarioOutcome], sheet: Sheet) -> Iterator[str]:
    """Yield the scenarios of which anything was seen, the others by their number; nothing where nothing was."""
    told = [each for each in scenarios if each.observed or each.deviations]
    if not told:
        return
    yield ""
    rest = f"; of {counted(len(scenarios) - len(told), 'other')} nothing was seen" if len(told) < len(scenarios) else ""
    yield from sheet.hang("", f"what the diagrams draw, beside what happened{rest}", tone=Tone.STRONG)
    diagram = ""
    for each in told:
        if each.diagram != diagram:
            diagram = each.diagram
            yield from sheet.hang("  ", diagram)
        yield from _scenario(each, sheet)


def _scenario(outcome: ScenarioOutcome, sheet: Sheet) -> Iterator[str]:
    whole = "as a whole" if outcome.kind == "diagram" else f"{outcome.kind} on line {outcome.place.line}"
    steps = f"{outcome.observed} of {counted(len(outcome.steps), 'step')} seen"
    often = f"{counted(outcome.instances, 'instance')}, " if outcome.reading == "triggered" else ""
    why = f"; a rule: {outcome.reason}" if outcome.reading == "triggered" else "; an example"
    yield from sheet.hang(f"    {whole}: ", f"{often}{steps}{_not_seen(outcome)}{why}", rest="      ")
    by_code: dict[str, list[Finding]] = {}
    for finding in outcome.deviations:
        by_code.setdefault(finding.code, []).append(finding)
    for code, findings in by_code.items():
        yield from _deviations(code, findings, sheet)


def _not_seen(outcome: ScenarioOutcome) -> str:
    counts = Counter(step.status for step in outcome.steps if not step.seen)
    told = [f"{counts[status]} {status}" for status in ("missing", "impossible", "unobservable") if counts[status]]
    return f" ({', '.join(told)})" if told else ""


def _deviations(code: str, findings: Sequence[Finding], sheet: Sheet) -> Iterator[str]:
    for finding in findings[:_IN_FULL]:
        tone = SEVERITY_TONES[finding.severity]
        yield from sheet.hang(
            f"    {finding.severity.value}: ", f"{finding.message} [{code}]", head_tone=tone, rest="      "
        )
        yield from draw_places(finding, sheet)
    if len(findings) > _IN_FULL:
        places = show_places([finding.where for finding in findings[_IN_FULL:] if finding.where])
        yield from sheet.hang(f"    ... and {len(findings) - _IN_FULL} more: ", places, rest="      ")
