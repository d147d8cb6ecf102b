"""Fluents that a formula over other fluents defines: where it holds, by what is known of those."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.conform.knowledge import Knowledge, estimate
from checker.logic.formula import Atom, Forall
from checker.logic.grounding import ground
from checker.logic.monitor import evaluate
from checker.logic.signal import BEGINNING, END, Signal
from checker.logic.syntax import parse
from checker.logic.truth import Truth

# What an atom of which no source ever spoke is taken for.
Unobserved = Callable[[Atom], Truth]


def _unknown(atom: Atom) -> Truth:
    return Truth.UNKNOWN


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known of the fluents that define others, and from when to when anything is."""

    evidence: Evidence
    knowledge: Knowledge
    span: Interval

    def where(self, text: str, binding: Mapping[str, str], unobserved: Unobserved = _unknown) -> Signal:
        """Return where the body of `forall x: sort, ... . body` holds within the span, for these values of x, ..."""
        body = parse(text)
        while isinstance(body, Forall):
            body = body.body
        formula = ground(body, self.knowledge.domains, self.evidence.contract.numbers, binding)
        atoms = self.knowledge.signals(formula)
        signals = {atom: self.knowledge.about(atom).signal(unobserved(atom)) for atom in atoms}
        return evaluate(formula, signals, self.span.lo, self.span.hi)


def basis(evidence: Evidence, names: Collection[str]) -> Basis | None:
    """Estimate the fluents of these names; None where nothing is known of them."""
    knowledge = estimate(evidence, names)
    edges = [t for b in knowledge.beliefs.values() for s in b.stretches for t in (s.lo, s.hi)]
    bounded = [t for t in edges if BEGINNING < t < END]
    return Basis(evidence, knowledge, Interval(min(bounded), max(bounded))) if bounded else None
