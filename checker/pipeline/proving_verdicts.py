"""From the results of a proof to the exit status, and to the verdict over all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.base.finding import Finding, Severity, Verdict
from checker.model.outcome import PropertyOutcome


def exit_status(properties: Sequence[PropertyOutcome], notes: Iterable[Finding], strict: bool) -> int:
    """Return 1 for what is refuted and not accepted, or wrong with a diagram; 3 for what is not proved; else 0."""
    open_ = [each for each in properties if each.proof is None or not each.proof.accepted]
    severities = {finding.severity for finding in notes}
    wrong = Severity.ERROR in severities or (strict and Severity.WARNING in severities)
    if wrong or any(each.verdict is Verdict.VIOLATED for each in open_):
        return 1
    proved = properties and all(each.verdict is Verdict.HOLDS for each in open_)
    return 0 if proved else 3


def overall(status: int, properties: Iterable[PropertyOutcome]) -> Verdict:
    """Return the verdict that an exit status stands for."""
    if status == 1:
        return Verdict.VIOLATED
    if status == 0:
        return Verdict.HOLDS
    unknown = any(each.verdict is Verdict.INCONCLUSIVE for each in properties)
    return Verdict.INCONCLUSIVE if unknown else Verdict.NOT_EXERCISED
