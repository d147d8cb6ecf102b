"""One finding of the gate: the line of the configuration with a caret, the line of the diagram, the repair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.places import Place
from checker.report.text.layout import Sheet, clean, fold
from checker.report.text.paint import SEVERITY_TONES as _TONES
from checker.report.text.paint import Tone
from checker.report.told import word_at

# A quoted line stands behind its number: ` 123456 | `.
_GUTTER = 10
_BEFORE = 24
_REST = "    "
# So many rules say in full what one unknown value leaves open.
_SAID = 3


def draw_gate_finding(finding: Finding, sheet: Sheet) -> Iterator[str]:
    """Yield severity and code, the message, the places, the numbers, the repair, the hint; of an advice less."""
    yield from _message(finding, sheet)
    if finding.where is not None:
        yield from sheet.arrow(exact(finding.where))
    if finding.severity is not Severity.INFO:
        yield from _grounds(finding, sheet)
    if finding.repair:
        yield from sheet.hang("  repair: ", finding.repair, tone=Tone.GOOD)
    if finding.hint:
        yield from sheet.hang("  hint: ", finding.hint, head_tone=Tone.FAINT)


def _message(finding: Finding, sheet: Sheet) -> Iterator[str]:
    """Yield the message behind its head; further lines are as wide as the sheet allows."""
    head = clean(f"{finding.severity.value}[{finding.code}]: ")
    first, *rest = fold(head + clean(finding.message), sheet.width - len(_REST))
    if len(first) <= len(head):
        # the code alone fills the line
        yield from sheet.hang(head, finding.message, tone=Tone.STRONG, head_tone=_TONES[finding.severity], rest=_REST)
        return
    yield sheet.paint(head.rstrip(), _TONES[finding.severity]) + f" {sheet.paint(first[len(head) :], Tone.STRONG)}"
    for piece in rest:
        yield f"{_REST}{sheet.paint(piece.rstrip(), Tone.STRONG)}"


def _grounds(finding: Finding, sheet: Sheet) -> Iterator[str]:
    """Yield the line as it stands, who takes part, and both numbers."""
    if finding.where is not None:
        yield from _pointed(finding.where, finding.text, sheet)
    for related in finding.related:
        yield from _related(related, sheet)
    if compared := _compared(finding):
        yield from sheet.hang("  ", compared, rest=_REST)


def draw_open(findings: Sequence[Finding], sheet: Sheet) -> Iterator[str]:
    """Yield what is not known for one reason: the rules that it stops, the line, and what would settle it."""
    first = findings[0]
    codes = ", ".join(dict.fromkeys(finding.code for finding in findings))
    head = f"{sheet.paint.mark(Verdict.INCONCLUSIVE)} undecided: "
    yield from sheet.hang(head, codes, tone=Tone.STRONG, head_tone=Tone.DOUBT, rest="    ")
    for message in list(dict.fromkeys(finding.message for finding in findings))[:_SAID]:
        yield from sheet.hang("  ", message)
    if first.where is not None:
        yield from sheet.arrow(exact(first.where))
        yield from _pointed(first.where, first.text, sheet)
    if first.hint:
        yield from sheet.hang("  hint: ", first.hint, head_tone=Tone.FAINT)


def exact(place: Place) -> str:
    """Return `file:line:column`, or `file#packet`."""
    return f"{place}:{place.column}" if place.unit == "line" else str(place)


def _related(related: Related, sheet: Sheet) -> Iterator[str]:
    yield from sheet.arrow(str(related.place), related.label)
    if related.text:
        yield from sheet.quote(related.place.line, related.text.strip())


def _compared(finding: Finding) -> str:
    """Return `check.fall: wanted 3, found 10`, as far as there is something to compare."""
    if not (finding.wanted or finding.found):
        return ""
    unit = f" {finding.unit}" if finding.unit else ""
    wanted = f"wanted {finding.wanted}{unit}" if finding.wanted else ""
    found = f"found {finding.found}{unit}" if finding.found else "found nothing set"
    key = f"{finding.key}: " if finding.key else ""
    return key + ", ".join(part for part in (wanted, found) if part)


def _pointed(place: Place, text: str, sheet: Sheet) -> Iterator[str]:
    """Yield the line with carets under its word; of a long line the part around the word."""
    if not text.strip():
        return
    line, at = clean(text), len(clean(text[: place.column - 1]))
    word = clean(word_at(text, place.column))
    line, at = _window(line.rstrip(), at, sheet.width - _GUTTER)
    yield from sheet.quote(place.line, line)
    length = min(len(word), len(line) - at)
    if length > 0:
        yield f"{' ' * (_GUTTER - 2)}| {' ' * at}{sheet.paint('^' * length, Tone.BAD)}"


def _window(line: str, at: int, room: int) -> tuple[str, int]:
    """Return what of a line fits, and where the column is in it; what is left out shows as dots."""
    if len(line) <= room:
        return line, at
    start = max(0, min(at - _BEFORE, len(line) - room))
    shown = line[start : start + room]
    if start:
        shown = f"...{shown[3:]}"
    if start + room < len(line):
        shown = f"{shown[:-3]}..."
    return shown, at - start
