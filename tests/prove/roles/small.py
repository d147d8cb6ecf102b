"""Small instances of roles: what the engines say of a property, and how long something lasts, explored in full."""

from checker.properties import load
from checker.prove.judging.asking import ask_of
from checker.prove.machines.exploring import reachable
from checker.prove.machines.interpreter import holds, largest_time
from checker.prove.machines.machine import Machine, assuming
from checker.prove.machines.scaling import unit_of
from checker.prove.questions.observing import watch, watch_term
from checker.prove.questions.question import Effort, Found, Measure, Proof
from checker.prove.questions.slicing import slice_of

PROPERTIES = load()


def broken(machine: Machine, name: str, numbers: dict[str, int], assumptions: tuple[str, ...]) -> list[str]:
    """Return the actions of a shortest run that violates any instance of a property, [] where all are proved."""
    for watched in watch(machine, PROPERTIES[name], numbers):
        answer = ask_of(watched, assumptions, Effort()).answer
        if isinstance(answer, Found):
            return [each.action for each in answer.run.steps]
        assert isinstance(answer, Proof), answer
    return []


def broken_somewhere(machine: Machine, name: str, numbers: dict[str, int], assumptions: tuple[str, ...]) -> list[str]:
    """Return what `broken` does, from all reachable states: what is quicker where these are few."""
    for watched in watch(assuming(machine, assumptions), PROPERTIES[name], numbers):
        part = slice_of(watched.machine, watched.violated)
        largest = max(largest_time(part), *numbers.values())
        if run := reachable(part, cap=2 * largest + unit_of(part)).shortest(watched.violated):
            return [each.action for each in run.steps]
    return []


def lasts(machine: Machine, measure: Measure, cap: int) -> tuple[int, int]:
    """Return the least and the greatest length of a measure, in nanoseconds."""
    measuring, clock, ends = watch_term(assuming(machine, measure.under), measure.during, measure.ends)
    explored = reachable(measuring, cap=cap)
    found = [state[clock] for state in explored.states() if holds(ends, state, measuring)]
    return min(found), max(found)
