"""Models with one thing wrong: each part of a guard, each update, each deadline of a role, changed one at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checker.prove.machines.machine import Action, Clock, Deadline, Machine, Range, Switch
from checker.prove.machines.scaling import unit_of
from checker.prove.machines.terms import (
    TRUE,
    AtMost,
    Choose,
    Every,
    Name,
    Number,
    Some,
    Term,
    Time,
    every,
    negation,
    some,
    variables_of,
)
from checker.prove.machines.wording import told


@dataclass(frozen=True)
class Mutant:
    """What is wrong, in words that stay the same; the action or deadline in which it is, and what it is there instead.

    `text` tells what was changed, without its numbers: by it, it is found in another instance of the role.
    """

    name: str
    part: str
    changed: Action | Deadline | None
    text: str

    def of(self, machine: Machine) -> Machine:
        """Return the machine, or one that watches over it, with this wrong."""
        if not isinstance(self.changed, Action):
            kept = (each if told_deadline(each) != self.part else self.changed for each in machine.deadlines)
            return replace(machine, deadlines=tuple(each for each in kept if each is not None))
        changed = self.changed
        return replace(machine, actions=tuple(changed if each.name == self.part else each for each in machine.actions))

    def alike(self, machine: Machine) -> Machine:
        """Return another instance of the role with the same wrong; as it is, where it has nothing of the kind."""
        # Deadlines have other numbers in another instance.
        wanted = self.name.partition(": ")[2], self.text
        same = (each for each in self._akin(machine) if (each.name.partition(": ")[2], each.text) == wanted)
        found = next(same, None)
        return machine if found is None else found.of(machine)

    def _akin(self, machine: Machine) -> Iterator["Mutant"]:
        if not isinstance(self.changed, Action):
            return of_deadlines(machine)
        action = next((each for each in machine.actions if each.name == self.part), None)
        return iter(()) if action is None else _of_action(machine, action)


def mutants(machine: Machine) -> Iterator[Mutant]:
    """Yield the mutants of every action (of those that differ in names only, the first), and of every deadline."""
    seen: set[str] = set()
    for action in machine.actions:
        if (shape := _shape(machine, action)) not in seen:
            seen.add(shape)
            yield from _of_action(machine, action)
    yield from of_deadlines(machine)


def _shape(machine: Machine, action: Action) -> str:
    """Return what an action is called, needs and changes, whoever does it, and whatever its numbers are."""
    whose = {each for members in machine.sorts.values() for each in members}
    told_ = (action.name, *action.updates, *(_blank(told(each)) for each in (action.guard, *action.updates.values())))
    return " ".join(word for word in re.findall(r"[\w#]+", " ".join(told_)) if word not in whose)


def of_deadlines(machine: Machine) -> Iterator[Mutant]:
    """Yield the mutants of its deadlines: each left out, and each later by the unit of the machine's times."""
    for number, deadline in enumerate(machine.deadlines):
        part = told_deadline(deadline)
        yield Mutant(f"deadline {number}: dropped", part, None, _blank(part))
        later = Deadline(_later(deadline.term, unit_of(machine)), deadline.under)
        yield Mutant(f"deadline {number}: later", part, later, _blank(part))


def _of_action(machine: Machine, action: Action) -> Iterator[Mutant]:
    conjuncts = action.guard.operands if isinstance(action.guard, Every) else (action.guard,)
    for place, conjunct in enumerate(conjuncts):
        rest = (*conjuncts[:place], *conjuncts[place + 1 :])
        for what, instead in _of_guard(machine, conjunct):
            yield _made(action, f"guard {place} {what}", conjunct, guard=every(*rest, instead))
    for name, term in action.updates.items():
        if _one_value(machine, name):
            continue
        kept = {other: each for other, each in action.updates.items() if other != name}
        yield _made(action, f"{name} kept", term, updates=kept)
        if (other := _other(machine, name, term)) is not None:
            yield _made(action, f"{name} otherwise", term, updates={**kept, name: other})
    for name, term in action.under.items():
        kept = {other: each for other, each in action.under.items() if other != name}
        yield _made(action, f"not under {name}", term, under=kept)


def _of_guard(machine: Machine, conjunct: Term) -> Iterator[tuple[str, Term]]:
    """Yield what stands in place of a part of a guard, and how that is called."""
    if conjunct == TRUE:
        return
    yield "dropped", TRUE
    clocks = any(isinstance(machine.variables[name].kind, Clock) for name in variables_of(conjunct))
    if not clocks:
        yield "negated", negation(conjunct)
    elif (later := _later(conjunct, unit_of(machine))) != conjunct:
        yield "later", later
    if isinstance(conjunct, Some):
        for number, _ in enumerate(conjunct.operands):
            yield f"without {number}", some(*(each for at, each in enumerate(conjunct.operands) if at != number))


def _one_value(machine: Machine, name: str) -> bool:
    kind = machine.variables[name].kind
    return isinstance(kind, Range) and kind.least == kind.most


def _made(action: Action, what: str, term: Term, **changes: object) -> Mutant:
    changed = replace(action, **changes)  # type: ignore[arg-type]
    return Mutant(f"{action.name}: {what}", action.name, changed, _blank(told(term)))


def _blank(text: str) -> str:
    return re.sub(r"\b[\d.]+ ?(ns|us|ms|s)?\b", "#", text)


def _later(term: Term, unit: int) -> Term:
    """Return the term with every time in it longer by the unit."""
    match term:
        case Time(ns):
            return Time(ns + unit)
        case Every(operands):
            return every(*(_later(each, unit) for each in operands))
        case Some(operands):
            return some(*(_later(each, unit) for each in operands))
        case AtMost(left, right):
            return AtMost(_later(left, unit), _later(right, unit))
        case _:
            return term


def _other(machine: Machine, name: str, term: Term) -> Term | None:
    """Return another value of the kind, None where there is none to be told."""
    match machine.variables[name].kind, term:
        case _, Choose(condition, then, otherwise):
            return Choose(condition, otherwise, then)
        case Switch(), _:
            return negation(term)
        case Range(_, _, names), Name(value) if names:
            return Name(names[(names.index(value) + 1) % len(names)])
        case Range(least, most, ()), Number(value):
            return Number(value + 1 if value < most else max(least, value - 1))
        case Clock(), Time(0):
            return Time(unit_of(machine))
        case _:
            return None


def told_deadline(deadline: Deadline) -> str:
    """Name a deadline by what it says."""
    under = f" under {deadline.under}" if deadline.under else ""
    return f"deadline {told(deadline.term)}{under}"
