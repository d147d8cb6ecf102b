"""The report of a diff for people: what changed in meaning, the gravest first, with both lines and both values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.base.finding import Finding, Severity
from checker.model.outcome import Outcome
from checker.report.text.layout import Sheet, clean, fold
from checker.report.text.paint import SEVERITY_TONES, VERDICT_TONES, Tone
from checker.report.words import counted

# So many changes of the least class are told one by one; a reformatted diagram has thousands.
MOST_COSMETIC = 30
_RANKS = ("breaking", "strengthening", "compatible", "cosmetic")


def draw_diff(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield the whole report, the count of the classes first and last."""
    yield from draw_diff_answer(outcome, sheet)
    cosmetic = 0
    for finding in outcome.findings:
        cosmetic += finding.rank == "cosmetic"
        if finding.rank != "cosmetic":
            yield ""
            yield from _change(finding, sheet)
        elif cosmetic <= MOST_COSMETIC:
            yield from [""] if cosmetic == 1 else []
            told = f"{finding.message.removeprefix('cosmetic: ')} [{finding.code}] {finding.where or ''}".rstrip()
            yield from sheet.hang("cosmetic: ", told, head_tone=Tone.FAINT, rest="    ")
    if cosmetic > MOST_COSMETIC:
        yield f"... and {counted(cosmetic - MOST_COSMETIC, 'cosmetic change')} more"
    yield ""
    yield from draw_diff_last(outcome, sheet)


def classes(findings: Sequence[Finding]) -> str:
    """Return how many changes there are of each class: `1 breaking, 2 cosmetic`."""
    counts = {rank: sum(finding.rank == rank for finding in findings) for rank in _RANKS}
    return ", ".join(f"{count:,} {rank}" for rank, count in counts.items() if count) or "no change"


def is_run(label: str) -> bool:
    """Say whether a related place is a step of a run, by its label."""
    return label.startswith(("a run", "step "))


def draw_diff_answer(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield the gravest class with the counts."""
    worst = next((rank for rank in _RANKS if any(f.rank == rank for f in outcome.findings)), "the same")
    head = f"{sheet.paint.mark(outcome.verdict)} {worst.upper()}: "
    told = classes(outcome.findings) if outcome.findings else "both versions say and draw the same"
    yield from sheet.hang(head, told, tone=Tone.STRONG, head_tone=VERDICT_TONES[outcome.verdict], rest="    ")


def _change(finding: Finding, sheet: Sheet) -> Iterator[str]:
    tone = SEVERITY_TONES[finding.severity]
    message = finding.message.removeprefix(f"{finding.rank}: ")
    head = clean(f"{finding.rank}[{finding.code}]: ")
    first, *rest = fold(head + clean(message), sheet.width - 4)
    yield sheet.paint(head.rstrip(), tone) + f" {sheet.paint(first[len(head) :], Tone.STRONG)}".rstrip()
    yield from (f"    {sheet.paint(line.rstrip(), Tone.STRONG)}" for line in rest)
    others = [related for related in finding.related if not is_run(related.label)]
    # what is gone altogether stands at its old place only, which is told as such
    if finding.where is not None and finding.where not in {related.place for related in others}:
        # where no text is told, the place is only that of the contract or diagram
        named = "now" if finding.text.strip() else "in the new version"
        here = "gone behind this" if finding.code == "diff-step-removed" else named
        yield from sheet.arrow(f"{finding.where}:{finding.where.column}", here)
        yield from _quoted(finding.where.line, finding.text, sheet)
    for related in others:
        yield from sheet.arrow(str(related.place), related.label)
        yield from _quoted(related.place.line, related.text, sheet)
    if finding.severity is not Severity.INFO and finding.key and finding.key != "text":
        yield from sheet.hang("  ", f"{finding.key}: was {finding.wanted or '-'}, is {finding.found or '-'}")
    for related in finding.related:
        if is_run(related.label):
            yield from sheet.arrow(str(related.place), related.label)


def _quoted(line: int, text: str, sheet: Sheet) -> Iterator[str]:
    if text.strip():
        yield from sheet.quote(line, " ".join(text.split()))


def draw_diff_last(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield the counts and the exit status."""
    text = f"{classes(outcome.findings)}; exit status {outcome.exit_status}; {outcome.seconds:.2f} s"
    yield from sheet.hang("DIFF: ", text, head_tone=VERDICT_TONES[outcome.verdict], rest="    ")
