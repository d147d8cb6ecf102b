"""What every role must have: time always goes on, and everything that is modelled can happen."""

from random import Random

import pytest

from checker.prove.machines.exploring import reachable, time_can_pass, timelocks
from checker.prove.machines.machine import Machine, assuming
from checker.prove.machines.scaling import unit_of
from checker.prove.machines.terms import negation
from checker.prove.machines.wandering import random_run
from checker.prove.questions.question import Effort, Found
from checker.prove.questions.slicing import slice_of
from checker.prove.smt.searching import search
from tests.prove.instances import INSTANCES
from tests.prove.small_machines import checked_server

EACH = [
    pytest.param(each, id=name, marks=[pytest.mark.slow] if " " in name else []) for name, each in INSTANCES.items()
]

# Small enough to look at each state under all assumptions.
SMALL = ("hosts", "pool", "pool that asks", "heartbeat", "heartbeat at a fixed rate", "poller", "poller that repeats")

# What cannot happen, and why that is no fault of the role: a service dies with the replica in which it lives, and asks
# it on the host itself, so it never sees that one silent or failed.
IDLE = {
    "heartbeat pair": tuple(
        f"{what}({where})"
        for where in ("HS1,primary", "HS2,secondary")
        for what in ("ask", "fail", "mark_down", "mark_up")
    )
}


@pytest.mark.parametrize("name", SMALL)
def test_time_never_stops_in_any_state(name):
    machine = INSTANCES[name]
    explored = reachable(assuming(machine, machine.assumptions), limit=3000)
    assert timelocks(explored) == ()


@pytest.mark.parametrize("machine", EACH)
def test_time_never_stops_in_runs_by_chance(machine):
    for names in ((), machine.assumptions):
        made = assuming(machine, names)
        unit = unit_of(made)
        for seed in range(2):
            run = random_run(made, Random(seed), 25, unit)
            assert len(run.steps) == 25
            for step in run.steps[::3]:
                assert time_can_pass(made, step.after, unit), step.after


def happening(machine: Machine, runs: int, length: int) -> set[str]:
    unit = unit_of(machine)
    return {step.action for seed in range(runs) for step in random_run(machine, Random(seed), length, unit).steps}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow) for name in INSTANCES])
def test_everything_can_happen(name):
    machine = assuming(INSTANCES[name], ())
    seen = happening(machine, 6, 30)
    for action in machine.actions:
        if action.name in IDLE.get(name, ()):
            assert action.name not in seen
            continue
        if action.name in seen:
            continue
        answer = search(slice_of(machine, action.guard), action.guard, Effort(depth=20))
        assert isinstance(answer, Found), f"{action.name} cannot happen: {answer}"


def test_a_role_in_which_time_stops_is_found():
    machine = checked_server()
    stuck = assuming(
        Machine(
            machine.variables,
            tuple(each for each in machine.actions if each.name != "passes"),
            machine.deadlines,
            starts=(negation(machine.actions[1].guard),),
        ),
        ("no-restart",),
    )
    assert all(time_can_pass(assuming(machine, ()), s, 1000) for s in reachable(assuming(machine, ()), 1000).states())
    late = {"alive": 1, "fails": 0, "state": 0, "since": 2000}
    assert not time_can_pass(Machine(stuck.variables, stuck.actions[:0], stuck.deadlines), late, 1000)
    assert time_can_pass(stuck, late, 1000)  # it may still crash, and the check fails
