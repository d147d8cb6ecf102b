"""The search finds what a naive explorer finds, in as few steps, and nothing else; the interpreter accepts its runs."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checker.prove.machines.exploring import reachable
from checker.prove.machines.interpreter import accepts, holds
from checker.prove.machines.machine import (
    Action,
    Clock,
    Deadline,
    Machine,
    Range,
    Switch,
    Variable,
    assuming,
    variables,
)
from checker.prove.machines.scaling import cap_of, unit_of
from checker.prove.machines.terms import ANYTHING, FALSE, TRUE, Equal, Number, Plus, Ref, Time, every, negation
from checker.prove.questions.question import Effort, Found, Undecided
from checker.prove.smt.searching import search
from tests.prove.small_machines import any_goal, any_machine, checked_server
from tests.prove.smt.pools import LATEST, late, watched

DEPTH = 7


@given(st.integers(0, 10**9))
@example(0)
@settings(max_examples=25, deadline=None)
def test_it_agrees_with_a_naive_explorer(seed):
    rng = Random(seed)
    machine, goal = any_machine(rng), any_goal(rng)
    found = search(machine, goal, Effort(depth=DEPTH))
    shortest = reachable(machine, unit_of(machine, goal), cap_of(machine, goal)).shortest(goal)
    if shortest is None or len(shortest.steps) > DEPTH:
        assert isinstance(found, Undecided) and found.depth == DEPTH
    else:
        assert isinstance(found, Found) and len(found.run.steps) == len(shortest.steps)
        assert not accepts(machine, found.run)
        assert holds(goal, (found.run.steps[-1].after if found.run.steps else found.run.start), machine)


def test_a_goal_that_holds_at_the_start_takes_no_step():
    found = search(watched(), Ref("alive(s1)"))
    assert isinstance(found, Found) and found.run.steps == ()


def test_the_last_step_may_be_a_wait_if_the_goal_reads_a_clock():
    machine = Machine(variables(Variable("x", Clock(), Time(0))))
    found = search(machine, Ref("x").since(5))
    assert isinstance(found, Found)
    assert [(each.delay, each.action) for each in found.run.steps] == [(5, "wait")]


def test_a_deadline_bounds_the_wait():
    machine = Machine(variables(Variable("x", Clock(), Time(0))), (), (Deadline(Ref("x").within(4)),))
    assert isinstance(search(machine, Ref("x").since(4)), Found)
    assert search(machine, Ref("x").since(5), Effort(depth=9)) == Undecided("no run of up to 9 steps reaches it", 9)


def test_the_first_late_moment_is_found_and_nothing_after_it():
    assert isinstance(search(watched(), late(LATEST - 1)), Found)
    assert isinstance(search(watched(), late(LATEST), Effort(depth=8)), Undecided)


@pytest.mark.parametrize(("least", "most"), [(-3, 2), (0, 5), (2, 9), (-5, -2)])
def test_ranges_of_any_sign_count_up_and_down_within_themselves(least, most):
    n = Ref("n")
    actions = (Action("up", TRUE, {"n": n.plus(1)}), Action("down", TRUE, {"n": n.plus(-1)}))
    machine = Machine(variables(Variable("n", Range(least, most), Number(least))), actions)
    found = search(machine, n.at_least(most))
    assert isinstance(found, Found) and len(found.run.steps) == most - least
    assert isinstance(search(machine, negation(every(n.at_least(least), n.at_most(most)))), Undecided)
    assert [each.after["n"] for each in found.run.steps] == list(range(least + 1, most + 1))


def test_sums_of_numbers_of_different_signs_compare_as_they_should():
    one, other = Ref("a"), Ref("b")
    kinds = variables(Variable("a", Range(-4, 3), None), Variable("b", Range(1, 12), ANYTHING))
    found = search(Machine(kinds), every(one.at_most(-2), Equal(Plus(one, other), Number(9))))
    assert isinstance(found, Found)
    assert found.run.start["a"] + found.run.start["b"] == 9 and found.run.start["a"] <= -2


def test_what_the_environment_chooses_is_any_value_of_the_kind():
    machine = Machine(variables(Variable("n", Range(0, 5), Number(0))), (Action("set", TRUE, {"n": ANYTHING}),))
    for value in range(6):
        assert isinstance(search(machine, Ref("n").equals(value)), Found)


def test_assumptions_must_be_resolved_before():
    with pytest.raises(ValueError, match="no-restart"):
        search(checked_server(), Ref("alive"))
    assert isinstance(search(assuming(checked_server(), ["no-restart"]), ~Ref("alive")), Found)


def test_a_search_that_runs_out_of_effort_says_how_deep_it_was():
    found = search(watched(6), late(LATEST), Effort(depth=30, rlimit=20_000))
    assert isinstance(found, Undecided) and "effort ended" in found.why and found.depth < 30


def test_a_switch_keeps_its_value_unless_set():
    kinds = variables(Variable("p", Switch(), FALSE), Variable("q", Switch(), FALSE))
    machine = Machine(kinds, (Action("set", TRUE, {"p": TRUE}),))
    assert isinstance(search(machine, Ref("q"), Effort(depth=5)), Undecided)
