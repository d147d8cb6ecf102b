"""All reachable states, the shortest runs to them, and what a model must not have."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.prove.machines.exploring import TooLargeError, dead_actions, reachable, timelocks
from checker.prove.machines.interpreter import accepts, holds
from checker.prove.machines.machine import Action, Clock, Deadline, Machine, Switch, Variable, assuming, variables
from checker.prove.machines.scaling import cap_of
from checker.prove.machines.terms import FALSE, TRUE, Ref, Time, every
from checker.prove.machines.wandering import random_run
from tests.prove.small_machines import STATE, UNIT, any_goal, any_machine, checked_server


def test_the_states_of_a_known_machine():
    explored = reachable(assuming(checked_server(), ()))
    assert explored.unit == 2 * UNIT
    fine = reachable(assuming(checked_server(), ()), UNIT)
    # alive or not, so many failures and states that go with them, and a clock of 0, 1 or 2 units
    assert {(s["alive"], s["fails"], s["state"]) for s in fine.states()} == {
        (alive, fails, state) for alive in (0, 1) for fails, state in ((0, 0), (1, 0), (2, 1))
    }
    assert {s["since"] for s in fine.states()} == {0, UNIT, 2 * UNIT}
    assert timelocks(fine) == ()
    assert dead_actions(fine) == ()


def test_a_shortest_run_is_shortest_and_a_run():
    machine = assuming(checked_server(), ())
    run = reachable(machine).shortest(STATE.is_("down"))
    assert run is not None
    assert [step.action for step in run.steps] == ["crash", "fails", "fails again"]
    assert accepts(machine, run) == ""
    assert reachable(machine).shortest(every(STATE.is_("down"), Ref("fails").equals(0))) is None


def test_where_time_stops_is_found():
    stuck = Machine(
        variables(Variable("x", Clock(), Time(0)), Variable("p", Switch(), FALSE)),
        (Action("trap", Ref("x").within(UNIT), {"p": TRUE}),),
        (Deadline(~Ref("p") | Ref("x").within(UNIT)),),
    )
    locked = timelocks(reachable(stuck))
    assert locked
    assert all(state["p"] for state in locked)
    freed = replace(stuck, actions=(*stuck.actions, Action("free", Ref("p"), {"p": FALSE})))
    assert timelocks(reachable(freed)) == ()


def test_an_action_that_never_happens_is_found():
    machine = assuming(checked_server(), ())
    dead = Action("never", every(STATE.is_("down"), Ref("fails").at_most(1)), {})
    assert dead_actions(reachable(replace(machine, actions=(*machine.actions, dead)))) == ("never",)


def test_a_large_machine_is_refused():
    many = Machine(
        variables(*(Variable(f"p{i}", Switch(), FALSE) for i in range(12))),
        tuple(Action(f"set{i}", TRUE, {f"p{i}": TRUE}) for i in range(12)),
    )
    with pytest.raises(TooLargeError, match="more than 100"):
        reachable(many, limit=100)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_runs_by_chance_stay_within_the_reachable_states(seed):
    machine = any_machine(Random(seed))
    explored = reachable(machine, UNIT)
    cap = cap_of(machine)
    states = {tuple(sorted(state.items())) for state in explored.states()}
    run = random_run(machine, Random(seed), 15, UNIT)
    for state in (run.start, *(step.after for step in run.steps)):
        seen = {name: min(number, cap) if name in "xy" else number for name, number in state.items()}
        # Differences of clocks beyond the cap are not told apart any more.
        if max(state["x"], state["y"]) <= cap:
            assert tuple(sorted(seen.items())) in states
    goal = any_goal(Random(seed))
    shortest = explored.shortest(goal)
    if shortest is not None:
        assert accepts(machine, shortest) == ""
        last = shortest.steps[-1].after if shortest.steps else shortest.start
        assert holds(goal, last, machine)
