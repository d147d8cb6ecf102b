"""What a run tells: its steps in order, where stretches that lead back to the same state are only counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from checker.prove.machines.machine import Action, Clock, Machine, Shown
from checker.prove.machines.run import WAIT, Run, State


@dataclass(frozen=True, slots=True)
class Told:
    """A step: when it happened (nanoseconds from the start), which action it was, how that is drawn."""

    at: int
    action: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """Steps of kinds that were told before, which changed nothing but times: how often each, until when."""

    until: int
    counts: tuple[tuple[int, str], ...]


Chapter = Told | Quiet
# The values of all variables but clocks.
_Settled = tuple[int, ...]


def story(machine: Machine, run: Run) -> tuple[Chapter, ...]:
    """Return the steps of a run that are drawn; a cycle of steps that were told before is only counted.

    Waiting is no step, nor is an action that nobody draws. The last step is always told, unless it is a wait.
    """
    actions = {action.name: action for action in machine.actions}
    still = tuple(sorted(name for name, each in machine.variables.items() if not isinstance(each.kind, Clock)))
    steps = [(at, step) for at, step in zip(run.times, run.steps, strict=True) if step.action != WAIT]
    ends = len(steps) if run.steps and run.steps[-1].action != WAIT else -1
    told: list[Chapter] = []
    states = [_settled(run.start, still)]  # before the first chapter, and after each
    for number, (at, step) in enumerate(steps, 1):
        told.append(Told(at, step.action, _drawn(actions, step.action, number == ends)))
        states.append(_settled(step.after, still))
        since = max((n for n, state in enumerate(states[:-1]) if state == states[-1]), default=None)
        if since is not None and number < len(steps) and _known(told[:since], told[since:]):
            # what comes directly after a quiet stretch belongs to it
            first = since - 1 if since and isinstance(told[since - 1], Quiet) else since
            told[first:] = [_quiet(told[first:])]
            states[first + 1 :] = [states[-1]]
    return tuple(each for each in told if (each.counts if isinstance(each, Quiet) else each.shown))


def _known(before: list[Chapter], cycle: list[Chapter]) -> bool:
    known = {each.action for each in before if isinstance(each, Told)}
    return all(isinstance(each, Quiet) or each.action in known for each in cycle)


def _quiet(cycle: list[Chapter]) -> Quiet:
    """Return a stretch as its counts."""
    counted: Counter[str] = Counter()
    for each in cycle:
        counted.update({t: n for n, t in each.counts} if isinstance(each, Quiet) else [s.text for s in each.shown])
    until = max(each.until if isinstance(each, Quiet) else each.at for each in cycle)
    return Quiet(until, tuple((number, text) for text, number in counted.items()))


def _drawn(actions: Mapping[str, Action], name: str, last: bool) -> tuple[Shown, ...]:
    shown = actions[name].shown if name in actions else ()
    return shown or ((_unworded(name),) if last else ())


def _unworded(name: str) -> Shown:
    """Return what nobody draws as what the first that it is about does alone: `begin(HS1)`."""
    verb, _, rest = name.partition("(")
    who = rest.rstrip(")").partition(",")[0]
    return Shown(who, who, verb.replace("_", " "))


def _settled(state: State, still: tuple[str, ...]) -> _Settled:
    return tuple(state[name] for name in still)
