"""The interpreter: values of terms, and runs that are none."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.prove.machines.interpreter import accepts, initial, largest_time, starting, successors, value
from checker.prove.machines.machine import (
    Action,
    Clock,
    Deadline,
    Machine,
    Range,
    Switch,
    Variable,
    enumeration,
    variables,
)
from checker.prove.machines.run import Run, Step
from checker.prove.machines.terms import (
    ANYTHING,
    FALSE,
    TRUE,
    Choose,
    Equal,
    Name,
    Number,
    Plus,
    Ref,
    Time,
    every,
    implies,
    negation,
    some,
)
from checker.prove.machines.wandering import random_run
from tests.prove.small_machines import UNIT, any_machine, checked_server

VARIABLES = variables(
    Variable("p", Switch(), None),
    Variable("n", Range(-2, 5), None),
    Variable("mode", enumeration("a", "b"), None),
    Variable("x", Clock(), None),
    Variable("y", Clock(), None),
)
STATE = {"p": 1, "n": 3, "mode": 1, "x": 7, "y": 5}


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Ref("p"), 1),
        (~Ref("p"), 0),
        (every(), 1),
        (some(), 0),
        (every(Ref("p"), Ref("n").at_most(2)), 0),
        (some(Ref("n").at_most(2), Ref("p")), 1),
        (implies(Ref("p"), Ref("n").equals(3)), 1),
        (Ref("n").at_least(3), 1),
        (Ref("n").at_least(4), 0),
        (Ref("n").plus(-4), -1),
        (Ref("mode").is_("b"), 1),
        (Ref("mode").is_("a"), 0),
        (Equal(Name("b"), Ref("mode")), 1),
        (Equal(Choose(Ref("p"), Name("a"), Ref("mode")), Name("a")), 1),
        (Ref("x").within(7), 1),
        (Ref("x").within(6), 0),
        (Ref("x").since(7), 1),
        (Ref("x").since(8), 0),
        (Ref("x").at_most(Plus(Ref("y"), Time(2))), 1),
        (Ref("x").at_most(Plus(Ref("y"), Time(1))), 0),
        (Choose(Ref("p"), Number(4), Number(5)), 4),
        (Choose(~Ref("p"), Number(4), Number(5)), 5),
    ],
)
def test_a_term_has_its_value(term, expected):
    assert value(term, STATE, VARIABLES) == expected


def test_what_has_no_value_is_an_error():
    with pytest.raises(ValueError, match="'c' is no value"):
        value(Ref("mode").is_("c"), STATE, VARIABLES)
    with pytest.raises(ValueError, match="no value"):
        value(ANYTHING, STATE, VARIABLES)
    with pytest.raises(KeyError):
        value(Ref("gone"), STATE, VARIABLES)


def good() -> Run:
    start = {"alive": 1, "fails": 0, "state": 0, "since": 0}
    dead = {**start, "alive": 0, "since": UNIT}
    once = {**dead, "fails": 1, "since": 0}
    return Run(
        start,
        (
            Step(UNIT, "crash", dead),
            Step(UNIT, "fails", once),
            Step(UNIT, "wait", {**once, "since": UNIT}),
            Step(UNIT, "fails again", {**once, "fails": 2, "state": 1, "since": 0}),
        ),
    )


def changed(index: int, **what) -> Run:
    steps = list(good().steps)
    steps[index] = replace(steps[index], **what)
    return Run(good().start, tuple(steps))


def test_a_run_of_the_machine_is_accepted():
    assert accepts(checked_server(), good()) == ""
    assert accepts(checked_server(), Run(good().start, ())) == ""


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (Run({**good().start, "fails": 1}, ()), "at the start: fails starts as 0, not as 1"),
        (Run({**good().start, "fails": 3}, ()), "at the start: fails cannot be 3"),
        (Run({"alive": 1}, ()), "at the start: fails has no value"),
        (changed(0, action="explode"), "step 1 (explode, after 1us): the model has no such action"),
        (changed(0, action="restart"), "its guard does not hold: not alive"),
        (changed(0, delay=-1), "time runs backwards"),
        (
            changed(1, delay=2 * UNIT),
            "step 2 (fails, after 2us): the delay is longer than a deadline allows: since <= 2us",
        ),
        (changed(1, delay=0), "its guard does not hold"),
        (changed(1, after={**good().steps[1].after, "fails": 2}), "fails is 1 after it, not 2"),
        (changed(1, after={**good().steps[1].after, "since": UNIT}), "since is 0 after it, not 1000"),
        (changed(2, after=good().steps[1].after), "since is 1000 after it, not 0"),
        (changed(3, after={"alive": 0}), "fails has no value after it"),
        (changed(2, action="crash"), "its guard does not hold: alive"),
    ],
)
def test_what_is_no_run_is_refused_with_the_reason(run, why):
    assert why in accepts(checked_server(), run)


def test_what_holds_at_the_start_is_looked_at():
    machine = Machine(variables(Variable("p", Switch(), None)), starts=(Ref("p"),))
    assert initial(machine, {"p": 1}) == ()
    assert initial(machine, {"p": 0}) == ("at the start it must be that p",)
    assert list(starting(machine)) == [{"p": 1}]


def test_an_update_out_of_its_range_is_no_step():
    machine = Machine(
        variables(Variable("n", Range(0, 1), Number(1))), (Action("more", TRUE, {"n": Ref("n").plus(1)}),)
    )
    assert list(successors(machine, {"n": 1}, machine.actions[0])) == []
    assert "out of its range" in accepts(machine, Run({"n": 1}, (Step(0, "more", {"n": 2}),)))


def test_the_environment_chooses_any_value_of_the_kind():
    machine = Machine(
        variables(Variable("n", Range(0, 2), Number(0)), Variable("p", Switch(), FALSE)),
        (Action("any", TRUE, {"n": ANYTHING, "p": ANYTHING}),),
    )
    after = list(successors(machine, {"n": 0, "p": 0}, machine.actions[0]))
    assert len(after) == 6
    assert all(accepts(machine, Run({"n": 0, "p": 0}, (Step(5, "any", each),))) == "" for each in after)
    assert "cannot" in accepts(machine, Run({"n": 3, "p": 0}, ()))
    assert "out of its range" in accepts(machine, Run({"n": 0, "p": 0}, (Step(0, "any", {"n": 3, "p": 0}),)))


def test_updates_happen_at_once_from_the_values_before():
    machine = Machine(
        variables(Variable("p", Switch(), TRUE), Variable("q", Switch(), FALSE)),
        (Action("exchange", TRUE, {"p": Ref("q"), "q": Ref("p")}),),
    )
    assert list(successors(machine, {"p": 1, "q": 0}, machine.actions[0])) == [{"p": 0, "q": 1}]


def test_a_machine_is_read_as_under_no_assumption():
    machine = replace(checked_server(), deadlines=(Deadline(FALSE, under="never"),))
    dead = {**good().start, "alive": 0}
    run = Run(
        good().start, (Step(0, "crash", dead), Step(9 * UNIT, "restart", {**dead, "alive": 1, "since": 9 * UNIT}))
    )
    assert accepts(machine, run) == ""


def test_clocks_that_stand_still_far_beyond_all_times_are_accepted():
    machine = Machine(variables(Variable("x", Clock(), Time(0))), (Action("late", Ref("x").since(10), {}),))
    assert accepts(machine, Run({"x": 0}, (Step(100, "wait", {"x": 21}), Step(3, "late", {"x": 20})))) == ""
    assert "x is 19 after it" in accepts(machine, Run({"x": 0}, (Step(19, "wait", {"x": 21}),)))


@given(st.integers(0, 10**6))
def test_runs_by_chance_are_runs(seed):
    machine = any_machine(Random(seed))
    run = random_run(machine, Random(seed), 12, UNIT)
    assert accepts(machine, run) == ""


@given(st.integers(0, 10**6))
def test_a_run_with_one_value_changed_is_none(seed):
    rng = Random(seed)
    machine = any_machine(rng)
    run = random_run(machine, rng, 6, UNIT)
    if not run.steps:
        return
    index = rng.randrange(len(run.steps))
    step = run.steps[index]
    action = next((each for each in machine.actions if each.name == step.action), None)
    fixed = [n for n in ("p", "q", "n", "x") if not (action and action.updates.get(n) == ANYTHING)]
    name = rng.choice(fixed)
    other = {**step.after, name: step.after[name] + (1 if name == "x" else -1 if step.after[name] else 1)}
    bad = Run(run.start, (*run.steps[:index], replace(step, after=other)))
    # A clock far beyond all times is not exact, all other values are.
    far = name == "x" and step.after["x"] >= 2 * largest_time(machine)
    assert far or f"step {index + 1} " in accepts(machine, bad)


def test_negation_of_a_comparison_is_strict():
    assert value(negation(Ref("x").within(7)), STATE, VARIABLES) == 0
    assert value(negation(Ref("x").within(6)), STATE, VARIABLES) == 1
