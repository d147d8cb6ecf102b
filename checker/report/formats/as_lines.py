"""For editors and hooks: a line a finding, as compilers write them.

`file:line:column: severity: message [code]`, the gravest first; what is undecided and told by no finding follows.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.finding import Finding
from checker.model.outcome import Outcome
from checker.report.options import RenderOptions
from checker.report.text.gate import ranked
from checker.report.text.gate_finding import exact
from checker.report.text.layout import clean
from checker.report.told import dated, is_open, place_of, totals, undecided
from checker.report.words import verdict_words


def render(outcome: Outcome, options: RenderOptions) -> str:
    """Return a line a finding, never folded, and the verdict in the last one."""
    return "".join(f"{clean(line)}\n" for line in _lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    findings = outcome.findings if outcome.command == "diff" else ranked(outcome.findings)
    yield from map(_line, findings)
    for each in undecided(outcome):
        yield f"{each.rule.id}: {each.text}"
    told = totals(outcome) or "nothing to report"
    yield f"{verdict_words(outcome.verdict)}: {told}; exit status {outcome.exit_status}"


def _line(finding: Finding) -> str:
    place = place_of(finding)
    where = f"{exact(place)}: " if place else ""
    word = "undecided" if is_open(finding) else finding.rank or finding.severity.value
    message = " ".join(dated(finding).removeprefix(f"{finding.rank}: ").split())
    repair = f"; repair: {finding.repair}" if finding.repair else ""
    return f"{where}{word}: {message} [{finding.code}]{repair}"
