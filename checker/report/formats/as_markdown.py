"""For people on a web page: a summary in Markdown, such as for a job's page or a comment on a pull request.

Whatever comes from files is written so that it is text: no link, no mention, no markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from checker.base.finding import Finding, Severity, Verdict
from checker.base.places import Place
from checker.model.outcome import Outcome, ProofOutcome, PropertyOutcome
from checker.report.options import RenderOptions
from checker.report.proofs import assumed, said, sentences
from checker.report.text.diff import classes, is_run
from checker.report.text.gate import ranked
from checker.report.text.gate_numbers import number_name, number_text
from checker.report.text.layout import clean
from checker.report.told import dated, is_open, place_of, totals, undecided
from checker.report.words import counted, verdict_words

# A comment holds 65,536 characters; what is left out is counted.
MOST_ROWS = 50
MOST_TEXT = 400
_MARKS = {Verdict.VIOLATED: "❌", Verdict.INCONCLUSIVE: "❔", Verdict.HOLDS: "✅", Verdict.NOT_EXERCISED: "➖"}
_SIGNS = {Severity.ERROR: "❌ error", Severity.WARNING: "⚠️ warning", Severity.INFO: "ℹ️ info"}
# Of changes between versions, the class says more than the severity.
_RANKS = {
    "breaking": "❌ breaking",
    "strengthening": "⚠️ strengthening",
    "compatible": "ℹ️ compatible",
    "cosmetic": "➖ cosmetic",
}
_FENCE = "```"
_OPEN = "❔ undecided"
# Everything that may begin markup, a mention, a reference or a link (`://` and `www.` become none either).
_SPECIAL = re.compile(r"[^\w\s.,;()/=+'\"%-]|_|(?<=www)\.|\A[-+]|(?<=\d)\.(?=\s)")


def render(outcome: Outcome, options: RenderOptions) -> str:
    """Return the verdict, a table of the findings, and what was computed, undecided or not exercised."""
    blocks = [_heading(outcome), _findings(outcome), _undecided(outcome), _numbers(outcome), _rules(outcome)]
    rest = (_proofs(outcome), _suppressed(outcome), *_runs(outcome))
    return "\n\n".join(block for block in (*blocks, *rest) if block) + "\n"


def _heading(outcome: Outcome) -> str:
    words = verdict_words(outcome.verdict)
    if outcome.command == "diff":
        return f"### {_MARKS[outcome.verdict]} verify diff: {classes(outcome.findings)}"
    head = f"### {_MARKS[outcome.verdict]} verify {outcome.command}: {words}"
    counts = [totals(outcome) or "nothing to report", counted(len(outcome.inputs), "input")]
    return f"{head}\n\n{'; '.join(counts)}; exit status {outcome.exit_status}"


def _findings(outcome: Outcome) -> str:
    found = ranked(outcome.findings)
    if not found:
        return ""
    rows = [_row(each) for each in found[:MOST_ROWS]]
    more = f"\n\n... and {counted(len(found) - MOST_ROWS, 'finding')} more" if len(found) > MOST_ROWS else ""
    if outcome.command == "diff":
        return _table(("", "where", "what", "was", "is", "before"), [(*row[:5], row[6]) for row in rows]) + more
    return _table(("", "where", "what", "wanted", "found", "repair", "see"), rows) + more


def _row(finding: Finding) -> tuple[str, ...]:
    where = place_of(finding)
    unit = f" {finding.unit}" if finding.unit else ""
    seen = [each.place for each in finding.related if each.place != where and not is_run(each.label)]
    told = dated(finding).removeprefix(f"{finding.rank}: ")
    what = f"{_text(told)}<br>{_code(finding.code)}"
    return (
        _OPEN if is_open(finding) else _RANKS.get(finding.rank) or _SIGNS[finding.severity],
        _code(_place(where)) if where else "",
        f"{what}<br>{_text(finding.hint)}" if finding.hint else what,
        _text(finding.wanted + unit) if finding.wanted else "",
        _text(finding.found + unit) if finding.found else "",
        _code(finding.repair) if finding.repair else "",
        "<br>".join(_code(str(place)) for place in seen[:3]),
    )


def _place(place: Place) -> str:
    return str(place)


def _undecided(outcome: Outcome) -> str:
    lines = [f"- {_code(each.rule.id)} {_text(each.text)}" for each in undecided(outcome)]
    return _list(lines)


def _numbers(outcome: Outcome) -> str:
    if not outcome.numbers or outcome.command == "diff":
        return ""
    rows = [(_text(number_name(name)), number_text(name, value)) for name, value in outcome.numbers.items()]
    return _folded("computed", _table(("", "value"), rows))


def _rules(outcome: Outcome) -> str:
    """Return every rule or property by its verdict, folded away."""
    lines = []
    for verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE, Verdict.HOLDS, Verdict.NOT_EXERCISED):
        ids = [_code(each.id) for each in outcome.properties if each.verdict is verdict]
        if ids:
            lines.append(f"- {verdict_words(verdict)}: {', '.join(ids)}")
    words = ("rule", "rules") if outcome.command == "gate" else ("property", "properties")
    return _folded(counted(len(outcome.properties), *words), _list(lines)) if lines else ""


def _proofs(outcome: Outcome) -> str:
    """Return under which assumptions each result of the prover stands, and what each of them says.

    Not folded away: a proof says nothing without its assumptions.
    """
    lines = [_proof(each, each.proof) for each in outcome.properties if each.proof is not None]
    rows = [(_code(name), _text(says)) for name, says in sentences(outcome.properties).items()]
    meant = _folded(counted(len(rows), "assumption"), _table(("", "says"), rows)) if rows else ""
    return "\n\n".join(block for block in (_list(lines), meant) if block)


def _proof(each: PropertyOutcome, proof: ProofOutcome) -> str:
    under = ", ".join(_code(name.name) for name in assumed(proof))
    return f"- {_code(each.id)} of {_text(each.system)}: {_text(said(proof))} {under}".rstrip()


def _suppressed(outcome: Outcome) -> str:
    lines = []
    for each in outcome.suppressed:
        where = f" {_code(str(each.finding.where))}" if each.finding.where else ""
        lines.append(f"- {_code(each.finding.code)}{where}: {_text(each.why or 'no reason given')} ({each.kind})")
    return _folded(counted(len(lines), "suppressed finding"), _list(lines)) if lines else ""


def _runs(outcome: Outcome) -> Iterator[str]:
    """Yield each run of a model against a property, drawn, and each run that only one of two versions allows."""
    for finding in outcome.findings if outcome.command == "diff" else ():
        steps = [f"1. {_text(each.label)} ({_code(str(each.place))})" for each in finding.related if is_run(each.label)]
        if steps:
            yield _folded(f"a run: {_text(finding.message)}", "\n".join(steps))
    for each in outcome.properties:
        if each.proof is not None and each.proof.run is not None and each.proof.run.mermaid:
            drawn = "\n".join(_harmless(line) for line in each.proof.run.mermaid.rstrip("\n").split("\n"))
            yield _folded(f"a run against {_code(each.id)}", f"{_FENCE}mermaid\n{drawn}\n{_FENCE}")


def _harmless(line: str) -> str:
    """Return a line of code with nothing in it that does not print, or would end the code."""
    return clean(line).replace("`", "'")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows)])


def _list(lines: Sequence[str]) -> str:
    more = len(lines) - MOST_ROWS
    return "\n".join([*lines[:MOST_ROWS], *([f"- ... and {more:,} more"] if more > 0 else [])])


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>"


def _text(text: str) -> str:
    """Return the text on one line, every special character as an entity."""
    shown = clean(" ".join(text.split()))
    shown = f"{shown[:MOST_TEXT]}..." if len(shown) > MOST_TEXT else shown
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", shown)
