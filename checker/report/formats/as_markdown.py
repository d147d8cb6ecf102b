"""For people on a web page: a summary in Markdown, such as for a job's page or a comment on a pull request.

Whatever comes from files is written so that it is text: no link, no mention, no markup.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.finding import Finding, Severity, Verdict
from checker.base.places import Place
from checker.model.outcome import Outcome, ProofOutcome, PropertyOutcome
from checker.report.markdown import MOST_ROWS, as_code, as_text, bulleted, folded, mermaid, table
from checker.report.options import RenderOptions
from checker.report.proofs import assumed, said, sentences
from checker.report.pull_request import pull_request
from checker.report.text.gate import ranked
from checker.report.text.gate_numbers import number_name, number_text
from checker.report.told import dated, is_open, place_of, totals, undecided
from checker.report.words import counted, verdict_words

_MARKS = {Verdict.VIOLATED: "❌", Verdict.INCONCLUSIVE: "❔", Verdict.HOLDS: "✅", Verdict.NOT_EXERCISED: "➖"}
_SIGNS = {Severity.ERROR: "❌ error", Severity.WARNING: "⚠️ warning", Severity.INFO: "ℹ️ info"}
_OPEN = "❔ undecided"


def render(outcome: Outcome, options: RenderOptions) -> str:
    """Return the verdict, a table of the findings, and what was computed, undecided or not exercised."""
    if outcome.command == "diff":
        return pull_request(outcome)
    blocks = [_heading(outcome), _findings(outcome), _undecided(outcome), _numbers(outcome), _rules(outcome)]
    rest = (_proofs(outcome), _suppressed(outcome), *_runs(outcome))
    return "\n\n".join(block for block in (*blocks, *rest) if block) + "\n"


def _heading(outcome: Outcome) -> str:
    words = verdict_words(outcome.verdict)
    head = f"### {_MARKS[outcome.verdict]} verify {outcome.command}: {words}"
    counts = [totals(outcome) or "nothing to report", counted(len(outcome.inputs), "input")]
    return f"{head}\n\n{'; '.join(counts)}; exit status {outcome.exit_status}"


def _findings(outcome: Outcome) -> str:
    found = ranked(outcome.findings)
    if not found:
        return ""
    rows = [_row(each) for each in found[:MOST_ROWS]]
    more = f"\n\n... and {counted(len(found) - MOST_ROWS, 'finding')} more" if len(found) > MOST_ROWS else ""
    return table(("", "where", "what", "wanted", "found", "repair", "see"), rows) + more


def _row(finding: Finding) -> tuple[str, ...]:
    where = place_of(finding)
    unit = f" {finding.unit}" if finding.unit else ""
    seen = [each.place for each in finding.related if each.place != where]
    what = f"{as_text(dated(finding))}<br>{as_code(finding.code)}"
    return (
        _OPEN if is_open(finding) else _SIGNS[finding.severity],
        as_code(_place(where)) if where else "",
        f"{what}<br>{as_text(finding.hint)}" if finding.hint else what,
        as_text(finding.wanted + unit) if finding.wanted else "",
        as_text(finding.found + unit) if finding.found else "",
        as_code(finding.repair) if finding.repair else "",
        "<br>".join(as_code(str(place)) for place in seen[:3]),
    )


def _place(place: Place) -> str:
    return str(place)


def _undecided(outcome: Outcome) -> str:
    lines = [f"- {as_code(each.rule.id)} {as_text(each.text)}" for each in undecided(outcome)]
    return bulleted(lines)


def _numbers(outcome: Outcome) -> str:
    if not outcome.numbers:
        return ""
    rows = [(as_text(number_name(name)), number_text(name, value)) for name, value in outcome.numbers.items()]
    return folded("computed", table(("", "value"), rows))


def _rules(outcome: Outcome) -> str:
    """Return every rule or property by its verdict, folded away."""
    lines = []
    for verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE, Verdict.HOLDS, Verdict.NOT_EXERCISED):
        ids = [as_code(each.id) for each in outcome.properties if each.verdict is verdict]
        if ids:
            lines.append(f"- {verdict_words(verdict)}: {', '.join(ids)}")
    words = ("rule", "rules") if outcome.command == "gate" else ("property", "properties")
    return folded(counted(len(outcome.properties), *words), bulleted(lines)) if lines else ""


def _proofs(outcome: Outcome) -> str:
    """Return under which assumptions each result of the prover stands, and what each of them says.

    Not folded away: a proof says nothing without its assumptions.
    """
    lines = [_proof(each, each.proof) for each in outcome.properties if each.proof is not None]
    rows = [(as_code(name), as_text(says)) for name, says in sentences(outcome.properties).items()]
    meant = folded(counted(len(rows), "assumption"), table(("", "says"), rows)) if rows else ""
    return "\n\n".join(block for block in (bulleted(lines), meant) if block)


def _proof(each: PropertyOutcome, proof: ProofOutcome) -> str:
    under = ", ".join(as_code(name.name) for name in assumed(proof))
    return f"- {as_code(each.id)} of {as_text(each.system)}: {as_text(said(proof))} {under}".rstrip()


def _suppressed(outcome: Outcome) -> str:
    lines = []
    for each in outcome.suppressed:
        where = f" {as_code(str(each.finding.where))}" if each.finding.where else ""
        lines.append(f"- {as_code(each.finding.code)}{where}: {as_text(each.why or 'no reason given')} ({each.kind})")
    return folded(counted(len(lines), "suppressed finding"), bulleted(lines)) if lines else ""


def _runs(outcome: Outcome) -> Iterator[str]:
    """Yield each run of a model against a property, drawn."""
    for each in outcome.properties:
        if each.proof is not None and each.proof.run is not None and each.proof.run.mermaid:
            yield folded(f"a run against {as_code(each.id)}", mermaid(each.proof.run.mermaid))
