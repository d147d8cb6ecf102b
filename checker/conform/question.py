"""A property taken apart: what triggers an instance, when it counts, what it then requires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from checker.conform import happenings
from checker.conform.lives import process_of
from checker.logic.formula import (
    Atom,
    Bound,
    Constant,
    Formula,
    Historically,
    Implies,
    Once,
    Since,
    Variable,
    Window,
    walk,
)
from checker.logic.grounding import ground
from checker.logic.syntax import parse
from checker.logic.triggered import taken_apart
from checker.logic.truth import Truth
from checker.model.vocabulary import is_bulk
from checker.properties.property import Property

Kind = Literal["bulk event", "own event", "happening", "fluent"]


@dataclass(frozen=True, slots=True)
class Question:
    """`forall variables. always (trigger and guard implies requirement)`; `sorts` by variable, in their order.

    What is required is required `delay` (ns) after the trigger; the guard, too, is about that instant.
    """

    prop: Property
    sorts: Mapping[str, str]
    trigger: Atom
    guard: Formula
    requirement: Formula
    delay: Bound = 0

    @property
    def kind(self) -> Kind:
        """What triggers an instance: an event that comes in bulk, a happening, or a stretch in which a fluent holds.

        An event of a team's own is a happening that its contract defines.
        """
        if self.trigger.name in self.prop.events:
            return "own event"
        if is_bulk(self.trigger.name):
            return "bulk event"
        return "happening" if self.trigger.name in happenings.names() else "fluent"

    @property
    def on_event(self) -> bool:
        """Whether an event that comes in bulk triggers it."""
        return self.kind == "bulk event"

    @property
    def claim(self) -> Formula:
        """What has to be true whenever the trigger is."""
        return self.requirement if self.guard == Constant(Truth.TRUE) else Implies(self.guard, self.requirement)

    def delay_of(self, numbers: Mapping[str, int]) -> int:
        """Return after how long (ns) what is required is due, with the parameters of a contract."""
        if self.delay == 0:
            return 0
        due = ground(Once(Atom("due"), Window(self.delay, self.delay)), {}, numbers)
        return reach_of(due)

    def binding(self, values: Sequence[str]) -> dict[str, str]:
        """Return the variables of the trigger with the values of one occurrence."""
        variables = [t.name for t in self.trigger.args if isinstance(t, Variable)]
        return dict(zip(variables, values, strict=True))

    def matched(self, values: Sequence[str]) -> dict[str, str] | None:
        """Return the variables of the trigger with these values; None where its constants say another thing."""
        binding: dict[str, str] = {}
        for term, value in zip(self.trigger.args, values, strict=True):
            if isinstance(term, Variable):
                if binding.setdefault(term.name, value) != value:
                    return None
            elif term != value:
                return None
        return binding

    @property
    def free(self) -> tuple[tuple[str, str], ...]:
        """The variables, with their sorts, that the trigger does not bind."""
        bound = {term.name for term in self.trigger.args if isinstance(term, Variable)}
        return tuple((name, sort) for name, sort in self.sorts.items() if name not in bound)

    def trigger_sorts(self) -> list[str]:
        """Return the sorts of the trigger's arguments, in their order."""
        return [self.sorts[t.name] for t in self.trigger.args if isinstance(t, Variable)]

    def who(self, binding: Mapping[str, str]) -> tuple[str, str]:
        """Return the observer and the subject of an instance with these values."""
        others = [value for name, value in binding.items() if name != self.prop.subject]
        return " ".join(others), binding.get(self.prop.subject, "")

    def words(self, binding: Mapping[str, str]) -> dict[str, str]:
        """Return the values by their variables as messages speak of them: an observer without its process."""
        return {n: process_of(v) if self.sorts[n] == "observer" else v for n, v in binding.items()}


@cache
def question(prop: Property) -> Question:
    """Take the formula of a property apart; raise ValueError when it has another form."""
    try:
        parts = taken_apart(parse(prop.formula))
    except ValueError as error:
        raise ValueError(f"property {prop.id}: {error}") from None
    return Question(prop, parts.sorts, parts.trigger, parts.guard, parts.requirement, parts.delay)


def reach_of(formula: Formula) -> int:
    """Return how far (ns) the windows of a ground formula look back; those without an end are left out."""
    return _longest(node.window for node in walk(formula) if isinstance(node, Historically | Once | Since))


def is_unbounded(formula: Formula) -> bool:
    """Say whether a formula looks back to the beginning."""
    windows = (node.window for node in walk(formula) if isinstance(node, Historically | Once | Since))
    return any(not isinstance(window.upper, int) for window in windows)


def lasting_of(formula: Formula) -> int:
    """Return for how long (ns) something must have gone on for a ground formula to notice it."""
    return _longest(node.window for node in walk(formula) if isinstance(node, Historically))


def _longest(windows: Iterable[Window]) -> int:
    return max((w.upper for w in windows if isinstance(w.upper, int)), default=0)
