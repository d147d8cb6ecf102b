"""A property taken apart: what triggers an instance, when it counts, what it then requires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.logic.formula import Always, And, Atom, Constant, Forall, Formula, Implies, Variable, conjunction
from checker.logic.syntax import parse
from checker.logic.truth import Truth
from checker.model.vocabulary import VOCABULARY
from checker.properties.property import Property


@dataclass(frozen=True, slots=True)
class Question:
    """`forall variables. always (trigger and guard implies requirement)`; `sorts` by variable, in their order."""

    prop: Property
    sorts: Mapping[str, str]
    trigger: Atom
    guard: Formula
    requirement: Formula

    @property
    def on_event(self) -> bool:
        """Whether an event triggers it (else the stretches during which a fluent holds do)."""
        return self.trigger.name in VOCABULARY

    def binding(self, values: Sequence[str]) -> dict[str, str]:
        """Return the variables of the trigger with the values of one occurrence."""
        variables = [t.name for t in self.trigger.args if isinstance(t, Variable)]
        return dict(zip(variables, values, strict=True))

    def trigger_sorts(self) -> list[str]:
        """Return the sorts of the trigger's arguments, in their order."""
        return [self.sorts[t.name] for t in self.trigger.args if isinstance(t, Variable)]


def question(prop: Property) -> Question:
    """Take the formula of a property apart; raise ValueError when it has another form."""
    formula = parse(prop.formula)
    sorts: dict[str, str] = {}
    while isinstance(formula, Forall):
        sorts[formula.variable] = formula.sort
        formula = formula.body
    if not isinstance(formula, Always) or not isinstance(formula.body, Implies):
        raise ValueError(f"property {prop.id}: the formula is not of the form 'forall ... always (... implies ...)'")
    antecedent = formula.body.left
    parts = antecedent.operands if isinstance(antecedent, And) else (antecedent,)
    if not isinstance(parts[0], Atom):
        raise ValueError(f"property {prop.id}: the antecedent does not start with an event or a fluent")
    guard = conjunction(*parts[1:]) if len(parts) > 1 else Constant(Truth.TRUE)
    return Question(prop, sorts, parts[0], guard, formula.body.right)
