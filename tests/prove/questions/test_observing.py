"""One formula, two readers: a watched machine finds a violation at the very step at which the trace monitor does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.logic.grounding import instances
from checker.logic.syntax import parse
from checker.logic.truth import Truth
from checker.properties import load
from checker.prove.machines.interpreter import accepts, delayed, enabled, holds, starting, successors
from checker.prove.machines.machine import Machine
from checker.prove.machines.run import Run, State, Step
from checker.prove.machines.wandering import random_run
from checker.prove.questions.observing import _in_quarters, _spread, watch_formula
from checker.prove.questions.question import Watched
from tests.prove.small_machines import UNIT
from tests.prove.toggling import numbers, sorts_of, toggles
from tests.prove.traces import monitored, pre_states

SHAPES = {
    "event in the past": "always (e implies once[0, 2us] g)",
    "event before": "always (e and once[1ns, inf] e implies p)",
    "never again": "always (e implies not once[1ns, 2us] e)",
    "strictly less": "always (e implies not once[1ns, 2us - 1ns] e)",
    "one window of two events": "always (e implies once[1us, 2us] g)",
    "no event in a window": "always (e implies not once[1us, 2us] g)",
    "state lasts": "always (p implies not historically[0, 2us] (p and not q))",
    "event in a state that lasted": "always (e implies historically[0, 1us] p)",
    "state was": "always (e implies once[0, 1us] (p and q))",
    "state was not": "always (e implies not once[0, 1us] p)",
    "always before": "always (e implies historically p)",
    "since an event": "always (e implies (not q) since g)",
    "since an event not long ago": "always (e implies p since[0, 2us] g)",
    "since a state": "always (p implies not (q since[0, 1us] p))",
    "event in a state, once": "always (e implies once[0, 2us] (g and p))",
    "nested": "always (e implies not once (g and historically[0, 1us] p))",
    "kept in mind": "always (e and once (p and g) implies historically[0, 2us] not (g and q))",
}


def followed(machine: Machine, run: Run) -> Run:
    """Return the run of a watched machine in which the same happens; ghosts are set by what happens."""
    start = {**_ghosts(machine, run.start), **run.start}
    state: State = {name: start[name] for name in machine.variables}
    steps = []
    by_name = {action.name: action for action in machine.actions}
    for step in run.steps:
        state = delayed(machine, state, step.delay)
        if step.action in by_name:
            (state,) = [
                after
                for after in successors(machine, state, by_name[step.action])
                if all(after[name] == number for name, number in step.after.items())
            ]
        steps.append(Step(step.delay, step.action, state))
    return Run(state if not steps else start, tuple(steps))


def _ghosts(machine: Machine, start: State) -> dict[str, int]:
    part = replace(machine, variables={n: v for n, v in machine.variables.items() if n not in start}, starts=())
    (found,) = starting(part)
    return dict(found)


def agree(machine: Machine, watched: Watched, formula, events: frozenset[str], run: Run) -> bool:
    """Check one run, and say whether it violates the formula at all."""
    seen = followed(watched.machine, run)
    assert accepts(watched.machine, seen) == ""
    start, told = monitored(machine, run, formula, events)
    violated = start is Truth.FALSE
    found = holds(watched.violated, seen.start, watched.machine)
    assert found == violated
    for before, step, truth in zip(pre_states(watched.machine, seen), seen.steps, told, strict=True):
        violated = violated or truth.before is Truth.FALSE
        found = found or holds(watched.violated, before, watched.machine)
        assert found == violated, (run, truth)
        violated = violated or Truth.FALSE in (truth.at, truth.after)
        found = found or holds(watched.violated, step.after, watched.machine)
        if holds(watched.overflow, step.after, watched.machine):
            # What was forgotten may count as a violation, never as none.
            assert found or not violated
            return violated
        assert found == violated, (run, truth)
    return violated


def every_run(machine: Machine, length: int, delays: tuple[int, ...]) -> Iterator[Run]:
    """Yield every run of so many steps with these delays; of many starts only those in which all fluents are alike."""
    starts = list(starting(machine))
    for start in starts if len(starts) <= 8 else (starts[0], starts[-1]):
        for choice in product(delays, repeat=length):
            for steps in _steps(machine, start, choice):
                yield Run(start, steps)


def _steps(machine: Machine, state: State, choice: tuple[int, ...]) -> Iterator[tuple[Step, ...]]:
    if not choice:
        yield ()
        return
    then = delayed(machine, state, choice[0])
    for action in enabled(machine, then):
        for after in successors(machine, then, action):
            for rest in _steps(machine, after, choice[1:]):
                yield (Step(choice[0], action.name, after), *rest)


def watching(formula: str):
    sorts = sorts_of(formula)
    machine, events = toggles(formula, sorts)
    grounded = instances(_spread(_in_quarters(parse(formula))), sorts, numbers(formula, 4))
    found = watch_formula(machine, parse(formula), numbers(formula))
    by_binding = {each.binding: each.formula for each in grounded}
    return machine, events, [(each, by_binding[tuple(each.binding.items())]) for each in found]


def cases() -> list[tuple[str, str]]:
    return sorted({**{name: prop.formula for name, prop in load().items()}, **SHAPES}.items())


FORMULAS = pytest.mark.parametrize("formula", [text for _, text in cases()], ids=[name for name, _ in cases()])


@FORMULAS
def test_all_short_runs_are_judged_alike(formula):
    machine, events, found = watching(formula)
    watched, ground = found[0]
    bad = [agree(machine, watched, ground, events, run) for run in every_run(machine, 2, (0, 2 * UNIT, 3 * UNIT))]
    assert bad


@pytest.mark.slow
@pytest.mark.parametrize("formula", SHAPES.values(), ids=SHAPES.keys())
def test_all_runs_of_three_steps_are_judged_alike(formula):
    machine, events, found = watching(formula)
    ((watched, ground),) = found
    runs = every_run(machine, 3, (0, UNIT, 2 * UNIT, 3 * UNIT))
    bad = [agree(machine, watched, ground, events, run) for run in runs]
    assert any(bad)


@FORMULAS
def test_runs_by_chance_are_judged_alike(formula):
    machine, events, found = watching(formula)
    violated = False
    for seed in range(500):
        watched, ground = found[seed % len(found)]
        run = random_run(machine, Random(seed), 12, UNIT)
        violated = agree(machine, watched, ground, events, run) or violated
        if violated and seed >= 30:
            return
    pytest.fail("no run violates it: this test says nothing")


@settings(max_examples=100)
@given(st.sampled_from([text for _, text in cases()]), st.integers(0, 2**32))
def test_long_runs_are_judged_alike(formula, seed):
    machine, events, found = watching(formula)
    for watched, ground in found:
        agree(machine, watched, ground, events, random_run(machine, Random(seed), 30, UNIT))
