"""The report of the prover for people: what can happen at all, under which assumptions, and what would change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from checker.base.finding import Finding, Verdict
from checker.model.outcome import AssumptionOutcome, Outcome, ProofOutcome, PropertyOutcome, RunOutcome
from checker.report.proofs import names
from checker.report.text.gate import ranked
from checker.report.text.gate_finding import draw_gate_finding
from checker.report.text.gate_numbers import draw_numbers
from checker.report.text.layout import Sheet
from checker.report.text.paint import VERDICT_TONES, Tone
from checker.report.words import counted, verdict_words

# In this order, and so called.
RESULTS = ("refuted", "unknown", "vacuous", "proved")
_VERDICTS = {
    "refuted": Verdict.VIOLATED,
    "unknown": Verdict.INCONCLUSIVE,
    "vacuous": Verdict.NOT_EXERCISED,
    "proved": Verdict.HOLDS,
}


def draw_prove(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield the verdicts as a table, then each property with what it rests on, the times, and the diagrams' faults."""
    yield from draw_prove_answer(outcome, sheet)
    for system in dict.fromkeys(each.system for each in outcome.properties):
        yield from _table(system, [each for each in outcome.properties if each.system == system], sheet)
    for each in _ranked(outcome.properties):
        yield ""
        yield from _property(each, sheet)
    yield from _block(draw_numbers(outcome.numbers, sheet, "times of the model, exact"))
    yield from _diagrams(outcome, sheet)
    yield ""
    yield from draw_prove_last(outcome, sheet)


def draw_prove_answer(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield the result as a whole with the names that matter."""
    word = f"{sheet.paint.mark(outcome.verdict)} {_word(outcome).upper()}: "
    tone = VERDICT_TONES[outcome.verdict]
    yield from sheet.hang(word, _answer_words(outcome), tone=Tone.STRONG, head_tone=tone, rest="    ")


def _word(outcome: Outcome) -> str:
    """Return what the outcome is called: `refuted` only where a property is."""
    results = {result_of(each) for each in outcome.properties if not is_accepted(each)}
    match outcome.verdict:
        case Verdict.VIOLATED:
            return "refuted" if "refuted" in results else "contradicted"
        case Verdict.INCONCLUSIVE:
            return "unknown"
        case Verdict.NOT_EXERCISED:
            return "vacuous"
        case Verdict.HOLDS:
            return "proved"


def _answer_words(outcome: Outcome) -> str:
    named = [e.id for e in outcome.properties if e.verdict is outcome.verdict and not is_accepted(e)]
    match outcome.verdict:
        case Verdict.VIOLATED if named:
            return ", ".join(dict.fromkeys(named))
        case Verdict.VIOLATED:
            return "the diagrams draw what cannot be, or contradict themselves; see below"
        case Verdict.HOLDS if not named:
            return "nothing but what the contract accepts is refuted"
        case Verdict.HOLDS:
            return f"{counted(len(named), 'property', 'properties')}, each under the assumptions printed with it"
        case _:
            return f"nothing is refuted, but no proof of {', '.join(dict.fromkeys(named)) or 'anything'}"


def _table(system: str, properties: Sequence[PropertyOutcome], sheet: Sheet) -> Iterator[str]:
    """Yield a row a property: the result, the name, and by how many assumptions or steps."""
    yield ""
    yield from sheet.hang("", system, tone=Tone.STRONG)
    width = max(len(each.id) for each in properties)
    for each in _ranked(properties):
        head = f"  {sheet.paint.mark(each.verdict)} {result_of(each):<8} {each.id:<{width}}  "
        yield from sheet.hang(head, _rests_on(each), head_tone=VERDICT_TONES[each.verdict])


def _rests_on(each: PropertyOutcome) -> str:
    """Return what a result rests on, in a few words."""
    proof = each.proof
    if proof is None:
        return each.why
    if proof.accepted:
        return f"accepted: {proof.accepted}"
    match proof.result:
        case "proved":
            return f"under {names(proof.assumptions)}" if proof.assumptions else "without any assumption"
        case "refuted" if proof.run is not None:
            return f"by a run of {counted(len(proof.run.steps), 'step')}"
        case _:
            return each.why


def _property(each: PropertyOutcome, sheet: Sheet) -> Iterator[str]:
    """Yield the block of one property."""
    word = f"{sheet.paint.mark(each.verdict)} {result_of(each).upper()}"
    yield from sheet.heading(word, VERDICT_TONES[each.verdict], each.id, f"of {each.system}", " ")
    yield from sheet.field("says", each.says)
    yield from sheet.field("stated in", str(each.stated or ""), Tone.PLACE)
    yield from sheet.field("with", ", ".join(f"{name} {text}" for name, text in (each.parameters or {}).items()))
    yield from sheet.field("why", each.why)
    if each.proof is not None:
        yield from _proof(each, each.proof, sheet)


def _proof(each: PropertyOutcome, proof: ProofOutcome, sheet: Sheet) -> Iterator[str]:
    yield from sheet.field("accepted", proof.accepted)
    yield from sheet.field("proved by", ", ".join(proof.methods))
    for assumed in proof.assumptions:
        yield from _assumption("assuming", assumed, sheet)
    if proof.granted:
        yield from sheet.field("although", "all of these were assumed: " + names(proof.granted))
    if proof.run is not None:
        yield from sheet.hang("  ", f"a shortest run against it, {_length(proof.run)}:", tone=Tone.STRONG)
        yield from _timeline(proof.run, sheet)
    for repair in proof.repairs:
        yield from sheet.hang("  repair: ", repair, tone=Tone.GOOD)
    if proof.repairs and proof.granted:
        yield from sheet.hang("  repairs: ", f"tried and proved under the same assumptions: {names(proof.granted)}")
    for folder in proof.certificates:
        yield from sheet.field("written to", folder, Tone.PLACE)


def _assumption(label: str, assumed: AssumptionOutcome, sheet: Sheet) -> Iterator[str]:
    """Yield the assumption in its sentence, and how long the run is that breaks the property without it."""
    without = f"without it: broken by a run of {counted(len(assumed.without.steps), 'step')}" if assumed.without else ""
    tail = f" ({without or 'without it: not known'})"
    yield from sheet.field(label, f"{assumed.name}: {assumed.says}{tail}")


def _timeline(run: RunOutcome, sheet: Sheet) -> Iterator[str]:
    for line in run.timeline:
        yield from sheet.hang("    ", line, rest="        ")


def _length(run: RunOutcome) -> str:
    seconds = run.steps[-1][0] / 1e9 if run.steps else 0.0
    return f"{counted(len(run.steps), 'step')} in {seconds:.3f} s"


def result_of(each: PropertyOutcome) -> str:
    """Return what became of a property: a word of RESULTS, or its verdict where it was not asked of the model."""
    if each.proof is None:
        return verdict_words(each.verdict)
    return each.proof.result


def is_accepted(each: PropertyOutcome) -> bool:
    """Say whether the contract accepts that a property is refuted."""
    return each.proof is not None and bool(each.proof.accepted)


def _ranked(properties: Iterable[PropertyOutcome]) -> list[PropertyOutcome]:
    shown = list(_VERDICTS.values())
    return sorted(properties, key=lambda each: shown.index(each.verdict))


def _diagrams(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield what is wrong with the diagrams themselves, the gravest first."""
    for finding in ranked(outcome.notes):
        yield ""
        yield from draw_gate_finding(finding, sheet)


def draw_prove_last(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield the result with the counts and the exit status."""
    results = Counter(result_of(each) for each in outcome.properties)
    parts = [f"{results[result]} {result}" for result in RESULTS if results[result]]
    if accepted := sum(is_accepted(each) for each in outcome.properties):
        parts.append(f"{accepted} of them accepted")
    parts += _counts(outcome.notes)
    told = ", ".join(parts) or "nothing to prove"
    strict = " (--strict)" if outcome.verdict is Verdict.HOLDS and outcome.exit_status else ""
    text = f"{told}; exit status {outcome.exit_status}{strict}; {outcome.seconds:.2f} s"
    yield from sheet.hang(f"{_word(outcome).upper()}: ", text, head_tone=VERDICT_TONES[outcome.verdict], rest="    ")


def _counts(notes: Iterable[Finding]) -> list[str]:
    severities = Counter(each.severity.value for each in notes)
    return [
        counted(severities[each], f"{each} of the diagrams", f"{each}s of the diagrams")
        for each in ("error", "warning")
        if severities[each]
    ]


def _block(lines: Iterable[str]) -> list[str]:
    drawn = list(lines)
    return ["", *drawn] if drawn else []
