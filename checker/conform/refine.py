"""What overlapping stamps leave open is asked exactly: is there an admissible timing that satisfies, one that violates?

Signals with an unknown stretch at each change forget that two stamps of one clock err together. The exact question
keeps one offset for each clock, so that a duration measured by one clock stays as precise as its stamps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from checker.base.finding import Verdict
from checker.base.time import Interval
from checker.conform.belief import Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.knowledge import Knowledge, estimate
from checker.logic.formula import Atom, Formula, Historically, Implies, Once, Since, Window, atoms_of, walk
from checker.logic.signal import BEGINNING, END
from checker.logic.timing import Change, Moment, Question
from checker.logic.truth import Truth
from checker.model.event import Event

REFERENCE = "reference"


def refine(
    evidence: Evidence, trigger: Formula, formula: Formula, span: Interval, estimated: Knowledge | None = None
) -> Verdict:
    """Return whether the formula is true throughout a span while the trigger is, under every admissible timing.

    What was before the span is known only as far as the sources tell: an incident that was going on may be a new one.
    `estimated` is what is known of the evidence already: where no clock is uncertain nothing is estimated anew.
    """
    from checker.conform.exact import decide

    throughout = Historically(Implies(trigger, formula), Window(0, span.hi - span.lo))
    knowledge = estimated
    if knowledge is None or evidence.uncertainty:
        sure = replace(evidence, events=evidence.stamped or evidence.events, uncertainty={})
        knowledge = estimate(sure, {a.name for a in atoms_of(throughout)})
    changes: list[Change] = []
    initial: dict[Atom, Truth] = {}
    for atom in atoms_of(throughout):
        belief = knowledge.about(atom)
        stretches = list(belief.between(_since(throughout, span), span.hi))
        while stretches[-1].ground is Ground.TRANSITION and stretches[-1].hi < END:
            # It changes in this stretch; to what, the next one says.
            stretches += belief.between(stretches[-1].hi, stretches[-1].hi)
        first = stretches[0]
        initial[atom] = Truth.UNKNOWN if first.ground is Ground.TRANSITION else first.truth
        changes += changes_of(atom, stretches, evidence)
    offsets = {c.clock: Interval(-u, u) for c in changes for u in [evidence.uncertainty.get(c.clock, 0)]}
    offsets[REFERENCE] = Interval(0, 0)
    question = Question(throughout, changes, Moment(Interval(span.hi, span.hi), REFERENCE), offsets, initial)
    return decide(question).verdict


def _since(throughout: Historically, span: Interval) -> int:
    """From when on it matters what was true: as far as all windows of the formula together look back."""
    nodes = (node for node in walk(throughout.operand) if isinstance(node, Historically | Once | Since))
    uppers = [node.window.upper for node in nodes]
    if any(not isinstance(upper, int) for upper in uppers):
        return BEGINNING
    return span.lo - sum(upper for upper in uppers if isinstance(upper, int)) - 1


def changes_of(atom: Atom, stretches: list[Stretch], evidence: Evidence) -> Iterator[Change]:
    """Yield the changes of an atom: each in the transition before a stretch, or where two known stretches meet."""
    for before, after in pairwise(stretches):
        if after.ground is Ground.TRANSITION:
            continue
        moving = before if before.ground is Ground.TRANSITION else None
        time = Interval(moving.lo, moving.hi - 1) if moving else Interval(after.lo, after.lo)
        because = (moving or after).because
        clock = clock_of(because[0], evidence) if because else REFERENCE
        yield Change(atom, after.truth, time, clock)


def clock_of(event: Event, evidence: Evidence) -> str:
    """Return the name of the clock that stamped an event."""
    source = event.source
    return evidence.hosts.named(source.host) if source.host else source.program
