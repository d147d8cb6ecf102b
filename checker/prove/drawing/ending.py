"""The end of a run against a property, as a reader expects it: by waiting, where waiting is all that it takes.

A solver looks for fewest steps, and any action is a step as good as another: the host that happens to crash just when
the promised time is over says nothing, and would be taken for the cause.
"""

from __future__ import annotations

from checker.prove.judging.result import Counterexample
from checker.prove.machines.interpreter import accepts, delayed, holds
from checker.prove.machines.run import WAIT, Run, Step
from checker.prove.machines.terms import every, negation


def calm(counterexample: Counterexample) -> Run:
    """Return the run; with a `wait` for its last step, where that breaks the property just as well.

    The run that is returned is one of the machine, and ends where the property is violated.
    """
    watched, run = counterexample.watched, counterexample.run
    if not run.steps or run.steps[-1].action == WAIT:
        return run
    *before, last = run.steps
    state = before[-1].after if before else run.start
    waited = delayed(watched.machine, state, last.delay)
    quiet = Run(run.start, (*before, Step(last.delay, WAIT, waited)))
    violated = every(watched.violated, negation(watched.overflow))
    return quiet if holds(violated, waited, watched.machine) and not accepts(watched.machine, quiet) else run
