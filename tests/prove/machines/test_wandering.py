"""Runs by chance."""

from random import Random

import pytest

from checker.prove.machines.interpreter import starting
from checker.prove.machines.machine import Machine, Switch, Variable, variables
from checker.prove.machines.terms import FALSE
from checker.prove.machines.wandering import delays, random_run
from tests.prove.small_machines import UNIT, checked_server


def test_the_longest_delay_that_the_deadlines_allow_is_among_them():
    (start,) = starting(checked_server())
    assert delays(checked_server(), start, UNIT) == (0, UNIT, 2 * UNIT)


def test_runs_depend_on_the_seed_only():
    machine = checked_server()
    one, same = (random_run(machine, Random(7), 20, UNIT) for _ in range(2))
    assert one == same
    assert len({repr(random_run(machine, Random(seed), 20, UNIT)) for seed in range(20)}) > 10


def test_every_action_happens_in_some_run():
    machine = checked_server()
    happened = {step.action for seed in range(60) for step in random_run(machine, Random(seed), 20, UNIT).steps}
    assert happened == {action.name for action in machine.actions} | {"wait"}


def test_a_machine_that_cannot_start_is_an_error():
    with pytest.raises(ValueError, match="no state to start in"):
        random_run(Machine(variables(Variable("p", Switch(), FALSE)), starts=(FALSE,)), Random(0), 1, UNIT)
