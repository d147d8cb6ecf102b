"""For people: the verdict, the lines that decide it, the promise in the diagram, and what to do next.

The verdict stands at the top, for whoever reads in a pager, and in the last line, for whoever reads a terminal.
What is violated comes first; what holds is short.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from checker.base.finding import Finding, Verdict
from checker.base.time import Interval
from checker.model.outcome import Outcome, PropertyOutcome
from checker.report.instants import Calendar
from checker.report.options import RenderOptions
from checker.report.text.diff import draw_diff, draw_diff_answer, draw_diff_last
from checker.report.text.findings import draw_hints, draw_places
from checker.report.text.gate import draw_gate, draw_gate_answer, draw_gate_last
from checker.report.text.inputs import draw_inputs
from checker.report.text.layout import Sheet
from checker.report.text.paint import SEVERITY_TONES, VERDICT_TONES, Paint, Tone
from checker.report.text.properties import draw_property, shown_findings
from checker.report.text.prove import draw_prove, draw_prove_answer, draw_prove_last
from checker.report.text.scenarios import draw_scenarios
from checker.report.text.summary import by_verdict, draw_body, nothing_read
from checker.report.words import SHOWN_FIRST, counted, times, verdict_words

_Draw = Callable[[Outcome, Sheet], Iterator[str]]


class _Parts(NamedTuple):
    """How the report of a command is drawn: the whole, its first line, its last."""

    all: _Draw
    answer: _Draw
    last: _Draw


def render(outcome: Outcome, options: RenderOptions) -> str:
    """Return the report, folded to the width of the terminal."""
    sheet = Sheet(options.width, Paint(options.color, options.unicode))
    parts = _DRAWN.get(outcome.command, _DRAWN["check"])
    lines = _summary(outcome, parts, sheet) if options.summary else parts.all(outcome, sheet)
    return "\n".join(lines) + "\n"


def _report(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    calendar = Calendar.of(_shown_times(outcome))
    yield from _answer(outcome, sheet)
    if calendar.day:
        yield f"  all times are UTC, on {calendar.day}"
    yield ""
    yield from draw_inputs(outcome.inputs, sheet)
    for each in by_verdict(outcome.properties) if not nothing_read(outcome) else ():
        yield ""
        yield from draw_property(each, calendar, sheet)
    yield from draw_scenarios(outcome.scenarios, sheet)
    for note in outcome.notes:
        yield ""
        yield from _note(note, sheet)
    yield ""
    yield from _last_line(outcome, sheet)


def _summary(outcome: Outcome, parts: _Parts, sheet: Sheet) -> Iterator[str]:
    yield from parts.answer(outcome, sheet)
    yield from draw_body(outcome, sheet)
    yield from parts.last(outcome, sheet)


def _answer(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield the overall verdict with the names that matter."""
    word = f"{sheet.paint.mark(outcome.verdict)} {verdict_words(outcome.verdict).upper()}: "
    tone = VERDICT_TONES[outcome.verdict]
    yield from sheet.hang(word, _answer_words(outcome), tone=Tone.STRONG, head_tone=tone, rest="    ")


def _answer_words(outcome: Outcome) -> str:
    named = [each for each in outcome.properties if each.verdict is outcome.verdict]
    match outcome.verdict:
        case Verdict.VIOLATED:
            return ", ".join(f"{_called(each, named)} ({times(each.violations)})" for each in named) or "see below"
        case Verdict.INCONCLUSIVE:
            return f"nothing is violated, but undecided: {', '.join(each.id for each in named) or 'see below'}"
        case Verdict.HOLDS:
            idle = ", ".join(each.id for each in outcome.properties if each.verdict is Verdict.NOT_EXERCISED)
            told = f"{counted(len(named), 'property', 'properties')}, each in the scope printed with it"
            return f"{told}; not exercised: {idle}" if idle else told
        case Verdict.NOT_EXERCISED if nothing_read(outcome):
            return "nothing could be read; that is not a pass"
        case Verdict.NOT_EXERCISED:
            return "nothing that a property speaks of happened in what was read; that is not a pass"


def _called(each: PropertyOutcome, among: Sequence[PropertyOutcome]) -> str:
    """Return the name of a property, with its system where two systems have one of this name."""
    return f"{each.id} of {each.system}" if sum(other.id == each.id for other in among) > 1 else each.id


def _last_line(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    verdicts = Counter(each.verdict for each in outcome.properties)
    counts = [f"{verdicts[verdict]} {verdict_words(verdict)}" for verdict in SHOWN_FIRST if verdicts[verdict]]
    word = f"{verdict_words(outcome.verdict).upper()}: "
    told = ", ".join(counts) or "no property was checked"
    strict = " (--strict)" if outcome.verdict is Verdict.HOLDS and outcome.exit_status else ""
    told += f"; exit status {outcome.exit_status}{strict}; {outcome.seconds:.2f} s"
    yield from sheet.hang(word, told, head_tone=VERDICT_TONES[outcome.verdict], rest="    ")


def _note(note: Finding, sheet: Sheet) -> Iterator[str]:
    tone = SEVERITY_TONES[note.severity]
    yield from sheet.hang(f"{note.severity.value}: ", f"{note.message} [{note.code}]", head_tone=tone, rest="  ")
    yield from draw_places(note, sheet)
    yield from draw_hints([note], sheet)


def _shown_times(outcome: Outcome) -> Iterator[Interval]:
    for each in outcome.properties:
        if each.scope.time is not None:
            yield each.scope.time
        for verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE):
            yield from (finding.time for finding in shown_findings(each, verdict) if finding.time)


# By the command, all others as a check.
_DRAWN = {
    "check": _Parts(_report, _answer, _last_line),
    "gate": _Parts(draw_gate, draw_gate_answer, draw_gate_last),
    "diff": _Parts(draw_diff, draw_diff_answer, draw_diff_last),
    "prove": _Parts(draw_prove, draw_prove_answer, draw_prove_last),
}
