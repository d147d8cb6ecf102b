"""Whether a mutant is still a model: time goes on, and what is modelled can happen.

An action is looked at where it first happens in runs by chance of the model as it is: up to there a mutant of it does
the same, so that it reaches these states, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from checker.prove.machines.exploring import time_can_pass
from checker.prove.machines.interpreter import delayed, enabled, successors
from checker.prove.machines.machine import Action, Machine, assuming
from checker.prove.machines.run import State
from checker.prove.machines.scaling import unit_of
from checker.prove.machines.wandering import random_run
from checker.prove.questions.question import Effort, Proof
from checker.prove.questions.slicing import slice_of
from checker.prove.smt.deciding import decide
from tests.prove.mutants import Mutant

# Runs by chance under each set of assumptions, and how long they are; how often an action is looked at.
RUNS, LENGTH, LOOKS = 16, 30, 6
EFFORT = Effort(depth=14, rlimit=2_000_000, guesses=False)


@dataclass(frozen=True)
class Health:
    """A machine, and the states in which each of its actions first happened, by the assumptions that were made."""

    machine: Machine
    before: Mapping[tuple[str, Sequence[str]], list[State]] = field(repr=False)

    def problem(self, mutant: Mutant) -> str:
        """Return what is no longer well with a mutant, '' where nothing is; one that can only do more is not asked."""
        if not isinstance(mutant.changed, Action) or mutant.name.endswith(" dropped") or ": not under " in mutant.name:
            return ""
        guard = ": guard " in mutant.name
        for (name, under), states in self.before.items():
            if name == mutant.part:
                spoilt = assuming(mutant.of(self.machine), under)
                if any(_stuck(spoilt, state, None if guard else name) for state in states):
                    return f"time stops under {list(under)}" if under else "time stops"
        return "it can never happen" if guard and self._idle(mutant) else ""

    def _idle(self, mutant: Mutant) -> bool:
        """Say whether an action whose guard is changed can never happen any more."""
        machine = assuming(mutant.of(self.machine), ())
        action = next((each for each in machine.actions if each.name == mutant.part), None)
        return action is None or isinstance(decide(slice_of(machine, action.guard), action.guard, EFFORT), Proof)


def _stuck(machine: Machine, state: State, name: str | None) -> bool:
    """Say whether time can pass no more from a state, or from where the action of this name leads."""
    unit = unit_of(machine)
    if name is None:
        return not time_can_pass(machine, state, unit)
    action = next(each for each in enabled(machine, state) if each.name == name)
    return any(not time_can_pass(machine, after, unit) for after in successors(machine, state, action))


def health(machine: Machine) -> Health:
    """Return what is looked at to tell whether mutants are well."""
    before: dict[tuple[str, Sequence[str]], list[State]] = {}
    for under in dict.fromkeys(((), machine.assumptions)):
        for name, state in _firsts(assuming(machine, under)):
            states = before.setdefault((name, under), [])
            if len(states) < LOOKS and state not in states:
                states.append(state)
    return Health(machine, before)


def _firsts(machine: Machine) -> Iterator[tuple[str, State]]:
    """Yield each action with the state in which it first happens in a run, after the delay."""
    unit, names = unit_of(machine), {each.name for each in machine.actions}
    for seed in range(RUNS):
        run = random_run(machine, Random(seed), LENGTH, unit)
        state, seen = run.start, set[str]()
        for step in run.steps:
            if step.action in names - seen:
                seen.add(step.action)
                yield step.action, delayed(machine, state, step.delay)
            state = step.after
