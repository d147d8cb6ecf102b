"""The exact least and greatest length of what the model bounds."""

from __future__ import annotations

from dataclasses import dataclass

from checker.base.time import Interval
from checker.prove.machines.interpreter import accepts
from checker.prove.machines.machine import Machine, assuming
from checker.prove.machines.terms import AtMost, Ref, Term, Time, every
from checker.prove.questions.observing import UnreadableError, watch_term
from checker.prove.questions.question import Effort, Measure, Measured, Undecided
from checker.prove.questions.slicing import slice_of
from checker.prove.smt.extremes import Extreme, maximum, minimum
from checker.prove.systems.system import System


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A time that the model could not tell at all, and why."""

    measure: Measure
    why: str


def measured(system: System, measure: Measure, effort: Effort) -> Measured | Unmeasured:
    """Return the least and the greatest length of what a measure names, under its assumptions and no others.

    A run that reaches an end is replayed by the interpreter before it counts.
    """
    try:
        machine, clock, ended = watch_term(assuming(system.machine, measure.under), measure.during, measure.ends)
    except UnreadableError as error:
        return Unmeasured(measure, f"the model cannot say: {error}")
    part = _part(machine, clock, ended)
    low, high = (None, None) if measure.expected is None else (measure.expected.lo, measure.expected.hi)
    least, most = minimum(part, clock, ended, effort, low), maximum(part, clock, ended, effort, high)
    if isinstance(least, Undecided):
        return Unmeasured(measure, least.why)
    if isinstance(most, Undecided):
        return Unmeasured(measure, most.why)
    doubts = [doubt for end in (least, most) for doubt in _doubts(part, end)]
    interval = Interval(min(least.value, most.value), max(least.value, most.value))
    return Measured(measure, interval, not doubts, "; ".join(dict.fromkeys(doubts)), (least.run, most.run))


def _part(machine: Machine, clock: str, ended: Term) -> Machine:
    """Return the slice that decides what the clock shows when it is read."""
    reads_the_clock = AtMost(Time(0), Ref(clock))
    return slice_of(machine, every(ended, reads_the_clock))


def _doubts(machine: Machine, end: Extreme) -> list[str]:
    doubts = [] if end.proved else [end.why or "no proof that nothing lies beyond"]
    if refused := accepts(machine, end.run):
        doubts.append(f"an error in verify: the run that the solver found is none for the interpreter: {refused}")
    return doubts
