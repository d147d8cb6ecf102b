"""What a watched machine remembers: ghost variables, and how the machine's actions change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from checker.prove.machines.machine import ELAPSED, Action, Clock, Machine, Switch, Variable
from checker.prove.machines.simplifying import simplified, substituted
from checker.prove.machines.terms import FALSE, TRUE, Ref, Term, Time, negation, variables_of

# What the names of all ghosts begin with: nothing that happens depends on them.
GHOSTS = "watch."

# Windows are given in quarters of a nanosecond: one quarter is what `1ns` in a formula means, strictly more or less.
QUARTERS = 4


class UnreadableError(Exception):
    """The model cannot say what a formula asks; the message says what it lacks, in words."""


class Edge(NamedTuple):
    """One end of a window: nanoseconds before now, included or (strict) not."""

    ns: int
    strict: bool

    @classmethod
    def lower(cls, quarters: int) -> Edge:
        """Return the near end of a window. Raises UnreadableError for a fraction that means nothing."""
        if quarters % QUARTERS > 1:
            raise UnreadableError("a window cannot start strictly before its bound")
        return cls(quarters // QUARTERS, quarters % QUARTERS == 1)

    @classmethod
    def upper(cls, quarters: int) -> Edge:
        """Return the far end of a window. Raises UnreadableError for a fraction that means nothing."""
        if quarters % QUARTERS in (1, 2):
            raise UnreadableError("a window cannot end strictly after its bound")
        return cls(-(-quarters // QUARTERS), quarters % QUARTERS == 3)

    def within(self, clock: Ref) -> Term:
        """Say that a clock shows no more than the far end of a window."""
        return negation(clock.since(self.ns)) if self.strict else clock.within(self.ns)

    def since(self, clock: Ref) -> Term:
        """Say that a clock shows no less than the near end of a window."""
        return negation(clock.within(self.ns)) if self.strict else clock.since(self.ns)


@dataclass(slots=True)
class Memory:
    """The ghost variables that formulas over one machine need, and how its actions change them."""

    machine: Machine
    variables: dict[str, Variable] = field(default_factory=dict)
    updates: dict[str, dict[str, Term]] = field(default_factory=dict)
    overflow: Term = FALSE
    _known: dict[tuple[object, ...], tuple[Ref, ...]] = field(default_factory=dict)

    def watching(self) -> Machine:
        """Return the machine with the ghosts, and with its hints about clocks said of each of theirs."""
        actions = tuple(
            replace(each, updates={**each.updates, **self.updates[each.name]}) if each.name in self.updates else each
            for each in self.machine.actions
        )
        variables = {**self.machine.variables, **self.variables}
        return replace(self.machine, variables=variables, actions=actions, hints=tuple(self._hints()))

    def _hints(self) -> Iterator[Term]:
        """Yield the machine's hints; those about clocks of each ghost clock that has to do with what they speak of."""
        watching = {
            each.name: frozenset().union(
                *(variables_of(changed[each.name]) for changed in self.updates.values() if each.name in changed)
            )
            for each in self.variables.values()
            if isinstance(each.kind, Clock)
        }
        for hint in self.machine.hints:
            read = variables_of(hint)
            if ELAPSED.variable not in read:
                yield hint
                continue
            near = (name for name, reads in watching.items() if not reads.isdisjoint(read))
            yield from (substituted(hint, {ELAPSED.variable: Ref(name)}) for name in near)

    def switch(self, name: str, initial: bool) -> Ref:
        """Return a new ghost that is true or false."""
        return self._new(Variable(f"{GHOSTS}{name}", Switch(), TRUE if initial else FALSE))

    def clock(self, name: str, initial: int) -> Ref:
        """Return a new ghost that is a clock."""
        return self._new(Variable(f"{GHOSTS}{name}", Clock(), Time(initial)))

    def change(self, ghost: Ref, actions: Iterable[Action], after: Callable[[Action], Term]) -> None:
        """Let actions set a ghost to what `after` gives for each."""
        for action in actions:
            if (term := simplified(after(action))) != ghost:
                self.updates.setdefault(action.name, {})[ghost.variable] = term

    def writers(self, *terms: Term) -> frozenset[str]:
        """Return the names of the actions that change what the terms read."""
        read = frozenset().union(*map(variables_of, terms))
        return frozenset(
            each.name
            for each in self.machine.actions
            if not read.isdisjoint(each.updates) or not read.isdisjoint(self.updates.get(each.name, ()))
        )

    def ghosts(self, key: tuple[object, ...], make: Callable[[], tuple[Ref, ...]]) -> tuple[Ref, ...]:
        """Return the ghosts that were made for a key, or make them."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def timeless(self, term: Term) -> bool:
        """Say whether a term changes by actions only, not while time passes."""
        return not any(isinstance(self._kind(name), Clock) for name in variables_of(term))

    def _kind(self, name: str) -> object:
        return (self.variables.get(name) or self.machine.variables[name]).kind

    def _new(self, variable: Variable) -> Ref:
        unique = replace(variable, name=f"{variable.name}{len(self.variables) + 1}")
        self.variables[unique.name] = unique
        return Ref(unique.name)
