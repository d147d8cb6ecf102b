"""Slices decide as the whole does; instances that differ in names only are one."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker.logic.syntax import parse
from checker.properties import load
from checker.prove.machines.exploring import reachable, timelocks
from checker.prove.machines.forming import well_formed
from checker.prove.machines.interpreter import accepts
from checker.prove.machines.machine import (
    Action,
    Clock,
    Deadline,
    Machine,
    Switch,
    Variable,
    compose,
    enumeration,
    variables,
)
from checker.prove.machines.terms import FALSE, TRUE, Name, Ref, Time, every, negation
from checker.prove.questions.observing import watch_formula
from checker.prove.questions.slicing import settled, slice_of, symmetric
from tests.prove.small_machines import UNIT, any_goal, any_machine
from tests.prove.toggling import toggles

LIMIT = 20_000


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_a_slice_of_one_machine_beside_another_decides_as_both(seed):
    rng = Random(seed)
    one, other = any_machine(rng), any_machine(rng, "'")
    # keep the product small: the other one has no clocks and one action
    other = Machine({n: v for n, v in other.variables.items() if n in ("p'", "q'")}, (), ())
    other = replace(
        other, actions=(Action("flip", Ref("q'"), {"p'": negation(Ref("p'"))}), Action("go", TRUE, {"q'": TRUE}))
    )
    assume(not well_formed(one))  # one whose updates leave their range is blocked by what a slice leaves out
    goal = any_goal(rng)
    part = slice_of(compose(one, other), goal)
    assert set(part.variables) <= set(one.variables)
    whole, sliced = reachable(one, UNIT), reachable(part, UNIT, reachable(one, UNIT).cap)
    assert (whole.shortest(goal) is None) == (sliced.shortest(goal) is None) or timelocks(whole)
    if whole.shortest(goal) is not None:
        assert sliced.shortest(goal) is not None


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_what_the_whole_reaches_its_slice_reaches(seed):
    rng = Random(seed)
    machine, goal = any_machine(rng), any_goal(rng)
    assume(not well_formed(machine))
    part = slice_of(machine, goal)
    whole = reachable(machine, UNIT)
    found, sliced = whole.shortest(goal), reachable(part, UNIT, whole.cap).shortest(goal)
    if found is not None:
        assert sliced is not None
        assert len(sliced.steps) <= len(found.steps)
        assert accepts(part, sliced) == ""
    elif not timelocks(whole):
        assert sliced is None


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_a_settled_machine_does_the_same(seed):
    rng = Random(seed)
    machine = any_machine(rng)
    machine = replace(machine, actions=machine.actions[:2])
    here, there = reachable(machine, UNIT), reachable(settled(machine), UNIT, reachable(machine, UNIT).cap)
    assert set(here.reached) == set(there.reached)


def three() -> Machine:
    """A server that fails, a checker that notices by a deadline, and somebody else with a deadline of his own."""
    server = Machine(variables(Variable("alive", Switch(), TRUE)), (Action("crash", Ref("alive"), {"alive": FALSE}),))
    checker = Machine(
        variables(Variable("down", Switch(), FALSE), Variable("check", Clock(), Time(0))),
        (
            Action("fail", every(negation(Ref("alive")), Ref("check").since(UNIT)), {"down": TRUE, "check": Time(0)}),
            Action("pass", every(Ref("alive"), Ref("check").since(UNIT)), {"check": Time(0)}),
        ),
        (Deadline(Ref("check").within(2 * UNIT)),),
    )
    other = Machine(
        variables(Variable("seen", Switch(), FALSE), Variable("look", Clock(), Time(0))),
        (Action("look", Ref("alive"), {"seen": TRUE, "look": Time(0)}), Action("blink", TRUE, {"look": Time(0)})),
        (Deadline(Ref("look").within(UNIT) | negation(Ref("alive"))),),
    )
    operator = Machine(
        variables(Variable("asked", Switch(), FALSE), Variable("pending", Clock(), Time(0))),
        (
            Action("ask", negation(Ref("asked")), {"asked": TRUE, "pending": Time(0)}),
            Action("answer", Ref("asked"), {"asked": FALSE}),
        ),
        (Deadline(negation(Ref("asked")) | Ref("pending").within(UNIT)),),
        hints=(negation(Ref("asked")), Ref("alive")),
    )
    return compose(server, checker, other, operator)


def test_a_slice_has_what_decides_and_nothing_else():
    part = slice_of(three(), Ref("down"))
    assert set(part.variables) == {"down", "check", "alive"}
    assert [action.name for action in part.actions] == ["crash", "fail", "pass"]
    assert part.deadlines == (Deadline(Ref("check").within(2 * UNIT)),)
    assert part.hints == (Ref("alive"),)


def test_a_deadline_counts_whose_clock_is_set_by_what_changes_the_slice():
    part = slice_of(three(), Ref("asked"))
    assert set(part.variables) == {"asked", "pending"}
    assert len(part.deadlines) == 1
    assert set(slice_of(three(), Ref("alive")).variables) == {"alive"}


def test_an_event_that_is_needed_stays():
    machine = Machine(three().variables, tuple(replace(a, events=((a.name, ()),)) for a in three().actions), ())
    part = slice_of(machine, Ref("asked"), [("look", ())])
    assert "look" in [action.name for action in part.actions]
    assert "alive" in part.variables


def test_variables_that_never_change_are_their_values():
    never = Machine(
        variables(Variable("mode", enumeration("a", "b"), Name("a")), Variable("cut", Switch(), FALSE)),
        (
            Action("cut", Ref("mode").is_("b"), {"cut": TRUE}),
            Action("same", TRUE, {"mode": Name("a")}),
            Action("go", negation(Ref("cut")), {"p": TRUE}),
        ),
    )
    machine = compose(never, Machine(variables(Variable("p", Switch(), FALSE))))
    assert set(slice_of(machine, Ref("p")).variables) == {"p"}
    assert [action.name for action in settled(machine).actions] == ["same", "go"]
    assert set(slice_of(machine, every(Ref("p"), Ref("cut"))).variables) == {"p", "cut"}


def test_assumptions_of_a_slice_are_those_that_can_matter():
    machine = three()
    under = {"crash": "no-crash", "look": "no-look", "pass": "no-pass"}
    actions = tuple(replace(a, under={under[a.name]: FALSE} if a.name in under else {}) for a in machine.actions)
    assert slice_of(replace(machine, actions=actions), Ref("down")).assumptions == ("no-crash", "no-pass")


def watched(servers: tuple[str, ...], change=lambda machine: machine):
    formula = load()["no-request-routed-to-down"].formula
    machine, _ = toggles(formula, {"observer": ("o1", "o2"), "server": servers})
    return watch_formula(change(machine), parse(formula), {})


def test_instances_that_differ_in_names_only_are_one():
    (group,) = symmetric(watched(("s1", "s2", "s3", "s10")))
    assert len(group) == 8


@pytest.mark.parametrize(
    "change",
    [
        lambda action: replace(action, guard=Ref("down(o1,s3)")),
        lambda action: replace(action, updates={}),
        lambda action: replace(action, under={"never": FALSE}),
        lambda action: replace(action, events=()),
    ],
)
def test_an_instance_with_another_rule_stands_alone(change):
    def other(machine: Machine) -> Machine:
        of_s3 = {"turn down(o1,s3)", "assigned(o1,s3)"}
        return replace(machine, actions=tuple(change(a) if a.name in of_s3 else a for a in machine.actions))

    groups = symmetric(watched(("s1", "s2", "s3"), other))
    assert [dict(each.binding) for group in groups for each in group if len(group) == 1] == [{"o": "o1", "s": "s3"}]


def test_a_pair_and_the_pair_turned_round_are_one():
    formula = "forall h: host, g: host. always (up(h) and h != g implies not historically[0, 1us] (up(h) and up(g)))"
    machine, _ = toggles(formula.replace("up", "down"), {"host": ("a", "b", "c")})
    groups = symmetric(watch_formula(machine, parse(formula.replace("up", "down")), {}))
    assert sorted(len(group) for group in groups) == [6]


def test_a_pair_turned_round_is_one_although_its_hosts_differ():
    formula = load()["single-vip-holder"].formula
    machine, _ = toggles(formula, {"vip": ("v",), "host": ("a", "b")})
    other = replace(machine.actions[0], updates={**machine.actions[0].updates, "on_network(a)": FALSE})
    machine = replace(machine, actions=(other, *machine.actions[1:]))
    (group,) = symmetric(watch_formula(machine, parse(formula), {"vip.handover": UNIT}))
    assert len(group) == 2
    assert group[0].triggered == Ref("has_address(a,v)") | Ref("has_address(b,v)")
