"""Asks whether what a happening requires is so under every admissible timing of what happened before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.base.finding import Verdict
from checker.base.time import Interval
from checker.conform.belief import Ground
from checker.conform.evidence import Evidence
from checker.conform.exact import decide
from checker.conform.happenings.happening import Occurrence
from checker.conform.knowledge import Knowledge
from checker.conform.question import is_unbounded, reach_of
from checker.conform.refine import REFERENCE, changes_of, clock_of
from checker.logic.formula import Atom, Formula
from checker.logic.signal import BEGINNING
from checker.logic.timing import Change, Moment, Question
from checker.logic.truth import Truth


def earliest(claim: Formula, each: Occurrence) -> int:
    """Return from when on what happened may count for a formula at a happening."""
    if is_unbounded(claim):
        return BEGINNING
    return each.time.lo - 2 * reach_of(claim) - (each.time.hi - each.time.lo)


def exactly(
    claim: Formula,
    each: Occurrence,
    happened: Mapping[Atom, Sequence[Occurrence]],
    knowledge: Knowledge,
    evidence: Evidence,
) -> Verdict:
    """Return the verdict of a ground formula at a happening; `happened` before it are the occurrences of each atom."""
    since = earliest(claim, each)
    initial: dict[Atom, Truth] = dict.fromkeys(happened, Truth.FALSE)
    changes: list[Change] = []
    for atom, occurrences in happened.items():
        changes += _losses(atom, each, since, evidence)
        near = (o for o in occurrences if o.time.hi >= since)
        changes += [Change(atom, Truth.TRUE, o.time, clock_of(o.event, evidence), passing=True) for o in near]
    for atom, _ in knowledge.stretches(claim, each.time.hi, each.time.hi):
        stretches = list(knowledge.about(atom).between(since, each.time.hi))
        initial[atom] = Truth.UNKNOWN if stretches[0].ground is Ground.TRANSITION else stretches[0].truth
        changes += changes_of(atom, stretches, evidence)
    clock = clock_of(each.event, evidence)
    offsets = {REFERENCE: Interval(0, 0)}
    for name in {clock, *(change.clock for change in changes)} - {REFERENCE}:
        unsure = evidence.uncertainty.get(name, 0)
        offsets[name] = Interval(-unsure, unsure)
    return decide(Question(claim, changes, Moment(each.time, clock), offsets, initial)).verdict


def _losses(atom: Atom, each: Occurrence, since: int, evidence: Evidence) -> Iterator[Change]:
    """Where lines are missing, it may have happened, and nobody told."""
    source = each.event.source
    for lost in evidence.lost_by(source.host, source.program):
        if since <= lost.time.hi and lost.time.lo < each.time.lo:
            start, end = max(lost.time.lo, since), lost.time.hi + 1
            yield Change(atom, Truth.UNKNOWN, Interval(start, start), REFERENCE)
            yield Change(atom, Truth.FALSE, Interval(end, end), REFERENCE)
