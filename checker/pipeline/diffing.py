"""The job `diff`: what does a change of diagrams or contract mean for what they promise?"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from checker.base.errors import InputError
from checker.base.finding import Finding, Related, Verdict
from checker.base.progress import Progress
from checker.diff.change import Change, Rank
from checker.diff.classifying.versions import compared
from checker.diff.explaining.explained import EXPLANATIONS
from checker.diff.explaining.findings import finding_of
from checker.diff.merging.merged import merged_diagrams
from checker.diff.merging.showing import shown
from checker.diff.version import Version
from checker.model.outcome import InputOutcome, Outcome
from checker.pipeline.diffing_inputs import Given, given
from checker.pipeline.diffing_verdicts import verdict_changes
from checker.pipeline.request import DiffRequest

RANKS: tuple[str, ...] = tuple(rank.value for rank in Rank)


def diff(request: DiffRequest, progress: Progress) -> Outcome:
    """Compare two versions; raise InputError for wrong use."""
    began = time.monotonic()
    _refuse_unknown(request.fail_on)
    with given(request.old) as old, given(request.new) as new:
        told = compared(old.version, new.version, progress)
        changes = [*told.changes, *verdict_changes(request, old, new, progress)]
        changes.sort(key=lambda change: change.rank.weight)
        notes = tuple(_shown(finding_of(change), (old, new)) for change in changes)
        drawn = tuple(merged_diagrams(told, changes)) if request.draw else ()
        merged = tuple(shown(each, (old.named, new.named)) for each in drawn)
        inputs = tuple(_input(name, each) for each in (old, new) for name in _files(each.version))
    outcome = Outcome(
        command="diff",
        verdict=Verdict.VIOLATED if any(c.rank is Rank.BREAKING for c in changes) else Verdict.HOLDS,
        exit_status=int(any(change.rank.value in request.fail_on for change in changes)),
        inputs=inputs,
        notes=notes,
        merged=merged,
        numbers=_counts(changes),
        explanations={code: EXPLANATIONS[code] for code in sorted({note.code for note in notes})},
    )
    return replace(outcome, seconds=time.monotonic() - began)


def _refuse_unknown(fail_on: Iterable[str]) -> None:
    for name in fail_on:
        if name not in RANKS:
            raise InputError(f"--fail-on: there is no class {name!r}", hint=f"there are: {', '.join(RANKS)}")


def _counts(changes: Iterable[Change]) -> dict[str, int]:
    counts = Counter(change.rank for change in changes)
    return {rank.value: counts[rank] for rank in Rank}


def _files(version: Version) -> list[str]:
    """Return the names of the files that a version was read from."""
    names = [contract.place.file for contract in version.contracts]
    names += [document.name for contract in version.contracts for document in contract.documents]
    return [*names, *(document.name for document in version.loose)]


def _input(name: str, each: Given) -> InputOutcome:
    documents = (*each.version.loose, *(d for c in each.version.contracts for d in c.documents))
    lines = next((len(document.lines) for document in documents if document.name == name), 0)
    return InputOutcome(each.named(name), "diagrams" if lines else "contract", "", lines, 0, (), 0)


def _shown(finding: Finding, versions: tuple[Given, Given]) -> Finding:
    """Return a finding in which the files of revisions are called as the user called them."""
    for each in versions:
        finding = replace(
            finding,
            message=each.named(finding.message),
            where=each.place(finding.where) if finding.where else None,
            related=tuple(Related(each.place(r.place), each.named(r.label), r.text) for r in finding.related),
        )
    return finding
