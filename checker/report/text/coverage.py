"""What captures exercised, for people: diagrams with the steps that nothing showed, properties, parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.model.coverage import Coverage, DiagramCoverage, ParameterCoverage, PropertyCoverage, StepCoverage
from checker.report.ranges import show_numbers
from checker.report.text.layout import Sheet
from checker.report.text.paint import Tone
from checker.report.text.summary import Worst, draw_more, draw_worst
from checker.report.words import counted, times

STATES = ("missing", "impossible", "unobservable")
_BREAK = re.compile(r"\s*<br[ \t]*/?>\s*")


def draw_coverage(coverage: Coverage, sheet: Sheet) -> Iterator[str]:
    """Yield the report; captures are numbered as they were given."""
    yield from sheet.hang("", f"what {counted(len(coverage.captures), 'capture')} exercised", tone=Tone.STRONG)
    for number, path in enumerate(coverage.captures, 1):
        yield from sheet.hang(f"  {number:>3}  ", path, tone=Tone.PLACE)
    for diagram in coverage.diagrams:
        yield ""
        yield from _diagram(diagram, sheet)
    yield ""
    yield from sheet.hang("", "properties", tone=Tone.STRONG)
    for each in coverage.properties:
        yield from _property(each, sheet)
    yield ""
    yield from sheet.hang("", "parameters", tone=Tone.STRONG)
    for parameter in coverage.parameters:
        yield from _parameter(parameter, sheet)


def draw_coverage_summary(coverage: Coverage, sheet: Sheet) -> Iterator[str]:
    """Yield the counts, the first step that was never seen though a source would have shown it, and how to see more."""
    yield from sheet.hang("", f"what {counted(len(coverage.captures), 'capture')} exercised", tone=Tone.STRONG)
    for what, done in (
        ("drawn steps", [step.state == "seen" for each in coverage.diagrams for step in each.steps]),
        ("properties", [bool(each.exercised) for each in coverage.properties]),
        ("parameters", [bool(each.exercised_by) for each in coverage.parameters if each.properties]),
    ):
        yield from sheet.hang(f"  {what:<12}", f"{sum(done)} of {len(done)}")
    never = (step for each in coverage.diagrams for step in each.steps if step.state == "missing")
    if step := next(never, None):
        told = f"never seen, though a source would have shown it: {step.lifeline}: '{_one_line(step.text)}'"
        yield from draw_worst(Worst(told, "", step.place, Tone.DOUBT), sheet)
    yield from draw_more("the same without --summary", "", sheet)


def _one_line(text: str) -> str:
    return " / ".join(_BREAK.split(text))


def _diagram(diagram: DiagramCoverage, sheet: Sheet) -> Iterator[str]:
    head = f"{diagram.title}  {diagram.seen} of {counted(len(diagram.steps), 'step')} seen"
    yield from sheet.hang("", head, tone=Tone.STRONG)
    yield from sheet.arrow(str(diagram.place))
    by_state = {state: [s for s in diagram.steps if s.state == state] for state in STATES}
    if missing := by_state["missing"]:
        yield from sheet.hang("  ", f"never seen, though a source would have shown it: {counted(len(missing), 'step')}")
        yield from _each(missing, sheet)
    if impossible := by_state["impossible"]:
        yield from sheet.hang("  ", f"cannot happen as drawn: {counted(len(impossible), 'step')}")
        yield from _by_reason(impossible, sheet)
    if unobservable := by_state["unobservable"]:
        yield from sheet.hang("  ", f"not seen, as no source could show it: {counted(len(unobservable), 'step')}")
        yield from _by_reason(unobservable, sheet)


def _each(steps: Sequence[StepCoverage], sheet: Sheet) -> Iterator[str]:
    """Yield the lines that draw them, each once."""
    lines: dict[tuple[int, str], list[str]] = {}
    for step in steps:
        lines.setdefault((step.place.line, step.text), []).append(step.lifeline)
    for (line, text), lifelines in lines.items():
        who = " and ".join(dict.fromkeys(lifelines))
        yield from sheet.hang(f"    line {line}  ", f"{who}: '{_one_line(text)}'")


def _by_reason(steps: Sequence[StepCoverage], sheet: Sheet) -> Iterator[str]:
    """Yield each reason once, with the lines that it is about: dozens of steps share one."""
    reasons: dict[str, set[int]] = {}
    for step in steps:
        reasons.setdefault(step.why, set()).add(step.place.line)
    for why, lines in sorted(reasons.items(), key=lambda item: -len(item[1])):
        yield from sheet.hang(
            "    ", f"{why} (line{'s' if len(lines) > 1 else ''} {show_numbers(lines)})", rest="      "
        )


def _property(each: PropertyCoverage, sheet: Sheet) -> Iterator[str]:
    if each.exercised:
        told = f"exercised {times(each.exercised)}, by {_captures(each.captures)}"
    else:
        told = f"never exercised: {each.why}"
    yield from sheet.hang(f"  {each.id:<28}", told, tone=None if each.exercised else Tone.DOUBT)


def _parameter(each: ParameterCoverage, sheet: Sheet) -> Iterator[str]:
    if each.exercised_by:
        told = ", ".join(each.exercised_by)
    elif each.properties:
        told = f"never exercised, by {' or '.join(each.properties)}"
    else:
        told = "no property rests on it"
    yield from sheet.hang(f"  {f'{each.name} {each.value}':<28}", told, tone=None if each.exercised_by else Tone.DOUBT)


def _captures(numbers: Sequence[int]) -> str:
    return f"capture{'s' if len(numbers) > 1 else ''} {', '.join(str(n + 1) for n in numbers)}"
