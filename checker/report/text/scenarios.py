"""How far what happened follows the diagrams: a line for each that was seen, then what differs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from checker.base.finding import Finding
from checker.model.outcome import ScenarioOutcome, StepOutcome
from checker.report.ranges import show_places
from checker.report.text.findings import draw_places
from checker.report.text.layout import Sheet
from checker.report.text.paint import SEVERITY_TONES, Tone
from checker.report.words import counted

_BREAK = r"\s*<br[ \t]*/?>\s*"
_SHOW = " would show it"
# Of findings of one kind about one scenario so many are told in full; of those about the drawing one.
_IN_FULL = 3
# So many steps that were not seen are named.
_NAMED = 4


def draw_scenarios(scenarios: Sequence[ScenarioOutcome], sheet: Sheet) -> Iterator[str]:
    """Yield the scenarios of which anything was seen, the others by their number; nothing where nothing was."""
    told = [each for each in scenarios if each.observed or each.deviations]
    if not told:
        return
    yield ""
    heading = f"what the diagrams draw, beside what happened{_rest(scenarios, told)}"
    yield from sheet.hang("", heading, tone=Tone.STRONG)
    diagram = ""
    for each in told:
        if each.diagram != diagram:
            diagram = each.diagram
            yield from sheet.hang("  ", diagram)
        yield from _scenario(each, sheet)


def _rest(scenarios: Sequence[ScenarioOutcome], told: Sequence[ScenarioOutcome]) -> str:
    """Return of how many diagrams, and of how many fragments of them, nothing was seen."""
    kinds = Counter("diagram" if each.kind == "diagram" else "fragment" for each in scenarios)
    kinds.subtract("diagram" if each.kind == "diagram" else "fragment" for each in told)
    unseen = [counted(kinds[kind], kind) for kind in ("diagram", "fragment") if kinds[kind]]
    return f"; of {' and '.join(unseen)} nothing was seen" if unseen else ""


def _scenario(outcome: ScenarioOutcome, sheet: Sheet) -> Iterator[str]:
    whole = "all of it" if outcome.kind == "diagram" else f"{outcome.kind} on line {outcome.place.line}"
    steps = f"{outcome.observed} of {counted(len(outcome.steps), 'step')} seen"
    often = f"{counted(outcome.instances, 'instance')}, " if outcome.reading == "triggered" else ""
    if 0 < outcome.complete < outcome.instances:
        steps += f", all of them in {outcome.complete} of {counted(outcome.instances, 'instance')}"
    why = f"; {outcome.reason}" if outcome.reading == "triggered" else "; an example"
    yield from sheet.hang(f"    {whole}: ", f"{often}{steps}{_not_seen(outcome)}{why}", rest="      ")
    yield from _missing(outcome, sheet)
    yield from _wanted(outcome, sheet)
    by_code: dict[str, list[Finding]] = {}
    for finding in outcome.deviations:
        by_code.setdefault(finding.code, []).append(finding)
    for code, findings in by_code.items():
        yield from _deviations(code, findings, sheet)


def _not_seen(outcome: ScenarioOutcome) -> str:
    counts = Counter(step.status for step in outcome.steps if not step.seen)
    told = [f"{counts[status]} {status}" for status in ("missing", "impossible", "unobservable") if counts[status]]
    return f" ({', '.join(told)})" if told else ""


def _missing(outcome: ScenarioOutcome, sheet: Sheet) -> Iterator[str]:
    """Yield which steps of a whole diagram were not seen; of a rule in it that is told by findings."""
    missing = [step for step in outcome.steps if step.status == "missing" and not step.seen]
    if not missing or outcome.kind != "diagram":
        return
    named = [f"line {step.place.line} {_said(step)}" for step in missing[:_NAMED]]
    more = f", and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    yield from sheet.hang("      not seen: ", ", ".join(named) + more, rest="        ")


def _said(step: StepOutcome) -> str:
    verb = {"send": " sends", "receive": " receives"}.get(step.end, ":")
    return f"{step.lifeline}{verb} '{' / '.join(re.split(_BREAK, step.text))}'"


def _wanted(outcome: ScenarioOutcome, sheet: Sheet) -> Iterator[str]:
    """Yield which sources would show more of the steps."""
    if outcome.kind != "diagram" and outcome.reading != "triggered":
        return
    last = (s.why.rpartition("; ")[2] for s in outcome.steps if s.status == "unobservable" and not s.seen)
    wanted = Counter(why for why in last if why.endswith(_SHOW))
    told = [f"{why.removesuffix(_SHOW)} ({counted(number, 'step')})" for why, number in wanted.most_common(_NAMED)]
    if told:
        yield from sheet.hang("      would be shown by: ", "; ".join(told), rest="        ")


def _deviations(code: str, findings: Sequence[Finding], sheet: Sheet) -> Iterator[str]:
    shown = _IN_FULL if findings[0].time else 1
    for finding in findings[:shown]:
        tone = SEVERITY_TONES[finding.severity]
        yield from sheet.hang(
            f"    {finding.severity.value}: ", f"{finding.message} [{code}]", head_tone=tone, rest="      "
        )
        yield from draw_places(finding, sheet)
    if len(findings) > shown:
        places = show_places([finding.where for finding in findings[shown:] if finding.where])
        yield from sheet.hang(f"    ... and {len(findings) - shown} more: ", places, rest="      ")
