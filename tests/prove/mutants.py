"""Models with one thing wrong: each part of a guard, each update, each deadline of a role, changed one at a time.

A mutant is killed if a property has another result than before, or a time another bound. Asking everything anew would
take hours. So what was known of the model is held against the mutant first: proofs whose lemmas are inductive in it,
too, still are proofs, and runs that it can do still are runs. Only what no longer stands is asked again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from inspect import signature
from unittest.mock import patch

from checker.properties import load
from checker.prove.machines.forming import well_formed
from checker.prove.machines.interpreter import delayed, enabled, holds, may_pass, starting, successors
from checker.prove.machines.machine import Action, Clock, Deadline, Machine, Range, Switch, assuming
from checker.prove.machines.run import WAIT, Run
from checker.prove.machines.scaling import unit_of
from checker.prove.machines.terms import (
    TRUE,
    AtMost,
    Every,
    Name,
    Number,
    Ref,
    Term,
    Time,
    every,
    negation,
    variables_of,
)
from checker.prove.machines.wording import told
from checker.prove.questions.observing import watch, watch_term
from checker.prove.questions.question import Effort, Found, Measure, Proof, Undecided
from checker.prove.questions.slicing import slice_of
from checker.prove.roles.pool import pool
from checker.prove.smt.deciding import decide, maximum, minimum
from checker.prove.smt.discharging import discharge
from checker.prove.smt.extremes import Extreme

PROPERTIES = load()
EFFORT = Effort(depth=16, rlimit=4_000_000)


@dataclass(frozen=True)
class Subject:
    """A role in a small instance, with the properties that speak of it, the numbers stated, and the times it bounds.

    Each property is asked under each of `under`, which are sets of assumptions. `by_hand` names the tests which
    play the role by hand, with what they call `pool`.
    """

    name: str
    machine: Machine
    properties: Sequence[str]
    numbers: Mapping[str, int]
    measures: Sequence[Measure] = ()
    under: Sequence[Sequence[str]] = ((),)
    kinds: Sequence[str] = ()
    by_hand: Sequence[str] = ()

    @property
    def mutants(self) -> tuple["Mutant", ...]:
        """Its mutants; only of the kinds of actions that are named, if any are."""
        every_one = mutants(self.machine)
        return tuple(each for each in every_one if not self.kinds or each.part.partition("(")[0] in self.kinds)


@dataclass(frozen=True)
class Mutant:
    """What is wrong, in words that stay the same, and the machine in which it is."""

    name: str
    part: str
    changed: Action | Deadline | None

    def of(self, machine: Machine) -> Machine:
        """Return a machine with the same thing wrong; what watches over it goes on as before."""
        if not isinstance(self.changed, Action):
            kept = tuple(each for each in machine.deadlines if told_deadline(each) != self.part)
            added = (self.changed,) if self.changed is not None else ()
            return replace(machine, deadlines=(*kept, *added))
        return replace(machine, actions=tuple(map(self._action, machine.actions)))

    def _action(self, action: Action) -> Action:
        if action.name != self.part or not isinstance(self.changed, Action):
            return action
        ghosts = {name: term for name, term in action.updates.items() if name.startswith("watch.")}
        return replace(self.changed, updates={**self.changed.updates, **ghosts})


def mutants(machine: Machine) -> Iterator[Mutant]:
    """Yield the mutants of a machine: of every action (of those with one name only the first), and all deadlines."""
    seen: set[str] = set()
    for action in machine.actions:
        kind = action.name.partition("(")[0]
        if kind not in seen:
            seen.add(kind)
            yield from _of_action(machine, action)
    for number, deadline in enumerate(machine.deadlines):
        part = told_deadline(deadline)
        yield Mutant(f"deadline {number}: dropped", part, None)
        later = Deadline(_later(deadline.term, unit_of(machine)), deadline.under)
        yield Mutant(f"deadline {number}: later", part, later)


def _of_action(machine: Machine, action: Action) -> Iterator[Mutant]:
    conjuncts = action.guard.operands if isinstance(action.guard, Every) else (action.guard,)
    for place, conjunct in enumerate(conjuncts):
        if conjunct == TRUE:
            continue
        rest = (*conjuncts[:place], *conjuncts[place + 1 :])
        yield _made(action, f"guard {place} dropped", guard=every(*rest))
        if not any(isinstance(machine.variables[name].kind, Clock) for name in variables_of(conjunct)):
            yield _made(action, f"guard {place} negated", guard=every(*rest, negation(conjunct)))
        elif (later := _later(conjunct, unit_of(machine))) != conjunct:
            yield _made(action, f"guard {place} later", guard=every(*rest, later))
    for name, term in action.updates.items():
        kept = {other: each for other, each in action.updates.items() if other != name}
        yield _made(action, f"{name} kept", updates=kept)
        if (other := _other(machine, name, term)) is not None:
            yield _made(action, f"{name} otherwise", updates={**kept, name: other})
    for name in action.under:
        kept = {other: each for other, each in action.under.items() if other != name}
        yield _made(action, f"not under {name}", under=kept)


def _made(action: Action, what: str, **changes: object) -> Mutant:
    return Mutant(f"{action.name}: {what}", action.name, replace(action, **changes))  # type: ignore[arg-type]


def _later(term: Term, unit: int) -> Term:
    """Return the term with every time in it longer by the unit."""
    match term:
        case Time(ns):
            return Time(ns + unit)
        case Every(operands):
            return every(*(_later(each, unit) for each in operands))
        case _ if hasattr(term, "operands"):
            return replace(term, operands=tuple(_later(each, unit) for each in term.operands))
        case AtMost(left, right):
            return AtMost(_later(left, unit), _later(right, unit))
        case _:
            return term


def _other(machine: Machine, name: str, term: Term) -> Term | None:
    """Return another value of the kind, None where there is none to be told."""
    match machine.variables[name].kind, term:
        case Switch(), _:
            return negation(term)
        case Range(_, _, names), Name(value) if names:
            return Name(names[(names.index(value) + 1) % len(names)])
        case Range(least, most, ()), Number(value):
            return Number(value + 1 if value < most else max(least, value - 1))
        case Range(least, most, ()), _:
            return Ref(name)
        case Clock(), Time(0):
            return Time(unit_of(machine))
        case _:
            return None


def told_deadline(deadline: Deadline) -> str:
    """Name a deadline by what it says."""
    under = f" under {deadline.under}" if deadline.under else ""
    return f"deadline {told(deadline.term)}{under}"


@dataclass(frozen=True)
class Question:
    """A goal in a watched machine, and what is known of it: a run to it, or a proof that there is none."""

    about: str
    machine: Machine
    under: Sequence[str]
    goal: Term
    known: Found | Proof

    def stands(self, mutant: Mutant) -> bool:
        """Say whether a mutant has the same answer; where the engines do not know, it counts as the same."""
        changed = slice_of(assuming(mutant.of(self.machine), self.under), self.goal)
        if changed == slice_of(assuming(self.machine, self.under), self.goal):
            return True
        match self.known:
            case Found(run):
                if _replayed(changed, run, self.goal):
                    return True
                return not isinstance(decide(changed, self.goal, EFFORT), Proof)
            case Proof():
                if _holds_still(self.known, changed, mutant.part):
                    return True
                return not isinstance(decide(changed, self.goal, EFFORT), Found)


def _replayed(machine: Machine, run: Run, goal: Term) -> bool:
    """Say whether the same actions after the same delays still lead to the goal."""
    (state, *_) = [dict(each) for each in starting(machine)]
    for step in run.steps:
        then = delayed(machine, state, step.delay)
        if not may_pass(machine, then):
            return False
        if step.action == WAIT:
            state = then
            continue
        action = next((each for each in enabled(machine, then) if each.name == step.action), None)
        after = None if action is None else next(successors(machine, then, action), None)
        if after is None:
            return False
        state = dict(after)
    return holds(goal, state, machine)


def _holds_still(proof: Proof, machine: Machine, part: str) -> bool:
    """Say whether the lemmas speak of nothing that the machine has not, and still exclude the goal.

    After all actions but the one that is changed they hold as before.
    """
    if not all(variables_of(term) <= machine.variables.keys() for term in proof.lemmas):
        return False
    changed = tuple(each for each in machine.actions if each.name == part)
    if proof.steps == 1 and (changed or machine.deadlines == proof.machine.deadlines):
        machine = replace(machine, actions=changed)
    return not discharge(replace(proof, machine=machine), EFFORT)


def questions(subject: Subject) -> tuple[Question, ...]:
    """Return all that is known of a subject."""
    return (*_of_properties(subject), *_of_measures(subject))


def _of_properties(subject: Subject) -> Iterator[Question]:
    for prop in subject.properties:
        for under in subject.under:
            for watched in watch(subject.machine, PROPERTIES[prop], subject.numbers):
                for what, goal in (("violated", watched.violated), ("triggered", watched.triggered)):
                    known = decide(slice_of(assuming(watched.machine, under), goal), goal, EFFORT)
                    if not isinstance(known, Undecided):
                        about = f"{prop} {dict(watched.binding)} {what} under {sorted(under)}"
                        yield Question(about, watched.machine, under, goal, known)


def _of_measures(subject: Subject) -> Iterator[Question]:
    for measure in subject.measures:
        # The machine is measured as it is without assumptions: mutants of those are seen by properties.
        machine, clock, ended = watch_term(assuming(subject.machine, measure.under), measure.during, measure.ends)
        part = slice_of(machine, every(ended, AtMost(Time(0), Ref(clock))))
        for end, beyond, reached in (
            (minimum(part, clock, ended, EFFORT), partial(_below, clock), partial(_above, clock)),
            (maximum(part, clock, ended, EFFORT), partial(_above, clock), partial(_below, clock)),
        ):
            if isinstance(end, Extreme) and end.proof is not None:
                yield Question(f"{measure.name} {end.value}", machine, (), every(ended, beyond(end.value)), end.proof)
                goal = every(ended, negation(reached(end.value)), negation(beyond(end.value)))
                yield Question(f"{measure.name} {end.value} reached", machine, (), goal, Found(end.run))


def _below(clock: str, ns: int) -> Term:
    return negation(AtMost(Time(ns), Ref(clock)))


def _above(clock: str, ns: int) -> Term:
    return negation(AtMost(Ref(clock), Time(ns)))


def killed(known: Sequence[Question], subject: Subject, mutant: Mutant) -> str:
    """Return what gives a mutant away, '' if nothing does."""
    if problems := well_formed(mutant.of(subject.machine)):
        return problems[0]
    if failed := next(filter(None, (_by_hand(module, mutant) for module in subject.by_hand)), ""):
        return failed
    if _dead(subject, mutant):
        return "it can never happen"
    return next((question.about for question in known if not question.stands(mutant)), "")


def _dead(subject: Subject, mutant: Mutant) -> bool:
    """Say whether an action whose guard is changed can never happen any more."""
    if not isinstance(mutant.changed, Action) or ": guard" not in mutant.name:
        return False
    part = slice_of(assuming(mutant.of(subject.machine), ()), mutant.changed.guard)
    return isinstance(decide(part, mutant.changed.guard, EFFORT), Proof)


def _by_hand(module: str, mutant: Mutant) -> str:
    """Return which of the tests that play a role by hand fails with the mutant in the role's place, '' if none does."""
    tests = import_module(module)

    def spoilt(*settings: object) -> Machine:
        machine = pool(*settings)  # type: ignore[arg-type]
        same = next((each for each in mutants(machine) if each.name == mutant.name), None)
        return machine if same is None else same.of(machine)

    with patch.object(tests, "pool", spoilt):
        for name, test in vars(tests).items():
            if name.startswith("test_") and not signature(test).parameters:
                try:
                    test()
                except (AssertionError, ValueError, IndexError):
                    return name
    return ""
