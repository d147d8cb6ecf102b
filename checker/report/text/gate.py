"""The report of the gate for people: what cannot be kept, on which line, by how much, and what would keep it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checker.base.finding import Finding, Severity, Verdict
from checker.base.places import Place
from checker.model.outcome import InputOutcome, Outcome, PropertyOutcome
from checker.report.text.gate_finding import draw_gate_finding, draw_open
from checker.report.text.gate_numbers import draw_numbers
from checker.report.text.layout import Sheet
from checker.report.text.paint import VERDICT_TONES, Tone
from checker.report.told import is_open, totals, undecided
from checker.report.words import counted, verdict_words

MOST_FILES = 12
MOST_SUPPRESSED = 12
GRAVEST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def draw_gate(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield the whole report, the verdict first and last."""
    yield from draw_gate_answer(outcome, sheet)
    yield from _files(outcome.inputs, sheet)
    for finding in ranked(outcome.findings):
        if not is_open(finding):
            yield ""
            yield from draw_gate_finding(finding, sheet)
    for findings in _open(outcome):
        yield ""
        yield from draw_open(findings, sheet)
    yield from _block(_undecided(outcome, sheet))
    yield from _block(draw_numbers(outcome.numbers, sheet))
    yield from _block(_rules(outcome, sheet))
    yield from _block(_suppressed(outcome, sheet))
    yield from _block(draw_gate_last(outcome, sheet))


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Return the gravest first, then by file and line; equal ones stay in their order."""

    def rank(finding: Finding) -> tuple[int, str, int]:
        where = finding.where
        return GRAVEST.index(finding.severity), where.file if where else "", where.line if where else 0

    return sorted(findings, key=rank)


def draw_gate_last(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield the verdict with the counts and the exit status."""
    told = totals(outcome) or "nothing to report"
    strict = " (--strict)" if outcome.verdict is Verdict.HOLDS and outcome.exit_status else ""
    text = f"{told}; exit status {outcome.exit_status}{strict}; {outcome.seconds:.2f} s"
    word = f"{verdict_words(outcome.verdict).upper()}: "
    yield from sheet.hang(word, text, head_tone=VERDICT_TONES[outcome.verdict], rest="    ")


def _block(lines: Iterable[str]) -> list[str]:
    drawn = list(lines)
    return ["", *drawn] if drawn else []


def draw_gate_answer(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield the verdict with the codes that matter."""
    word = f"{sheet.paint.mark(outcome.verdict)} {verdict_words(outcome.verdict).upper()}: "
    tone = VERDICT_TONES[outcome.verdict]
    yield from sheet.hang(word, _answer_words(outcome), tone=Tone.STRONG, head_tone=tone, rest="    ")


def _answer_words(outcome: Outcome) -> str:
    kept = sum(each.verdict is Verdict.HOLDS for each in outcome.properties)
    match outcome.verdict:
        case Verdict.VIOLATED:
            found = [f for f in ranked(outcome.findings) if not is_open(f)]
            codes = [f.code for f in found if f.severity is Severity.ERROR] or [f.code for f in found]
            return ", ".join(dict.fromkeys(codes)) or "see below"
        case Verdict.INCONCLUSIVE:
            open_ = ", ".join(each.id for each in outcome.properties if each.verdict is Verdict.INCONCLUSIVE)
            return f"nothing is known to be wrong, but undecided: {open_ or 'see below'}"
        case Verdict.HOLDS:
            but = f", but for {counted(len(outcome.suppressed), 'accepted finding')}" if outcome.suppressed else ""
            told = f"as far as {counted(kept, 'rule')} can tell{but}"
            return f"this configuration can keep what the diagrams promise, {told}"
        case Verdict.NOT_EXERCISED:
            return "no rule found anything to examine; that is not a pass"


def _files(inputs: Sequence[InputOutcome], sheet: Sheet) -> Iterator[str]:
    """Yield what was read, a line a format."""
    known: dict[str, list[str]] = {}
    for each in inputs:
        known.setdefault(each.format or "no known format", []).append(each.path)
    yield f"  read {counted(len(inputs), 'file')}" if inputs else "  read nothing"
    width = max(map(len, known), default=0)
    for name, paths in known.items():
        more = f" and {len(paths) - MOST_FILES:,} more" if len(paths) > MOST_FILES else ""
        yield from sheet.hang(f"    {name:<{width}}  ", ", ".join(paths[:MOST_FILES]) + more)


def _open(outcome: Outcome) -> Iterable[list[Finding]]:
    """Return what is not known, findings of one reason together: one unknown value stops many rules."""
    reasons: dict[tuple[Place | None, str], list[Finding]] = {}
    for finding in filter(is_open, outcome.findings):
        reasons.setdefault((finding.where, finding.hint), []).append(finding)
    return reasons.values()


def _undecided(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield each reason once, with the rules that it leaves open: one unknown value stops many of them."""
    reasons: dict[tuple[str, str], dict[str, None]] = {}
    for each in undecided(outcome):
        who = f" ({', '.join(each.subjects)})" if each.subjects else ""
        reasons.setdefault((each.why, each.settles), {})[f"{each.rule.id}{who}"] = None
    for (why, settles), rules in reasons.items():
        head = f"{sheet.paint.mark(Verdict.INCONCLUSIVE)} undecided: "
        yield from sheet.hang(head, f"{', '.join(rules)}: {why}", head_tone=Tone.DOUBT, rest="    ")
        if settles:
            yield from sheet.hang("  settled by: ", settles, head_tone=Tone.FAINT)


def _rules(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield how many rules hold, and which had nothing to examine, and why."""
    systems = list(dict.fromkeys(each.system for each in outcome.properties))
    for system in systems:
        rules = [each for each in outcome.properties if each.system == system]
        of = f" of {system}" if system and len(systems) > 1 else ""
        held = sum(each.verdict is Verdict.HOLDS for each in rules)
        if held:
            yield from sheet.hang(f"kept{of}: ", counted(held, "rule"), head_tone=Tone.GOOD)
        yield from _idle(rules, of, sheet)


def _idle(rules: Sequence[PropertyOutcome], of: str, sheet: Sheet) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for each in rules:
        if each.verdict is Verdict.NOT_EXERCISED:
            reasons.setdefault(each.why, []).append(each.id)
    told = [f"{', '.join(ids)}" + (f" ({why})" if why else "") for why, ids in reasons.items()]
    if told:
        yield from sheet.hang(f"not exercised{of}: ", "; ".join(told), head_tone=Tone.STRONG, rest="  ")


def _suppressed(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    if not outcome.suppressed:
        return
    yield f"suppressed: {counted(len(outcome.suppressed), 'finding')}"
    for each in outcome.suppressed[:MOST_SUPPRESSED]:
        where = f"{each.finding.where}: " if each.finding.where else ""
        by = "the baseline" if each.kind == "baseline" else f"{each.place or 'a comment'}"
        yield from sheet.hang(
            "  ", f"{where}{each.finding.code}, by {by}: {each.why or 'no reason given'}", rest="    "
        )
    if len(outcome.suppressed) > MOST_SUPPRESSED:
        yield f"  ... and {len(outcome.suppressed) - MOST_SUPPRESSED:,} more"
