"""Which assumptions a run breaks is seen in what it does and how long it waits."""

from __future__ import annotations

from checker.base.time import NS_PER_S
from checker.prove.judging.breaking import broken
from checker.prove.machines.run import Run, Step
from tests.prove.toys import lamp

LAMP = lamp("red")
START = {"lit(red)": 0, "burnt(red)": 0, "stolen(red)": 0, "since(red)": 0}
LIT = {**START, "lit(red)": 1}


def run(*steps: Step) -> Run:
    return Run(START, steps)


def test_a_forbidden_action_is_a_break() -> None:
    told = run(Step(0, "light(red)", LIT), Step(0, "burn(red)", {**LIT, "burnt(red)": 1}))
    assert broken(LAMP, told, ()) == (frozenset({"no-burning"}), frozenset())


def test_waiting_longer_than_a_deadline_that_is_assumed_is_a_break() -> None:
    told = run(Step(0, "light(red)", LIT), Step(2 * NS_PER_S, "wait", {**LIT, "since(red)": 2 * NS_PER_S}))
    assert broken(LAMP, told, ()) == (frozenset({"quick-hand"}), frozenset())
    assert broken(LAMP, run(Step(0, "light(red)", LIT), Step(NS_PER_S, "wait", LIT)), ())[0] == frozenset()


def test_what_is_assumed_is_not_broken() -> None:
    told = run(Step(0, "steal(red)", {**START, "stolen(red)": 1}))
    assert broken(LAMP, told, ()) == (frozenset({"no-thief"}), frozenset())
    assert broken(LAMP, told, ("no-thief",)) == (frozenset(), frozenset())


def test_a_run_of_a_slice_may_break_what_it_does_not_tell() -> None:
    start = {name: value for name, value in START.items() if name != "since(red)"}
    lit = {**start, "lit(red)": 1}
    told = Run(start, (Step(0, "light(red)", lit), Step(NS_PER_S, "darken(red)", start)))
    assert broken(LAMP, told, ()) == (frozenset(), frozenset({"quick-hand"}))


def test_what_can_never_change_need_not_be_told() -> None:
    start = {name: value for name, value in START.items() if name != "burnt(red)"}
    told = Run(start, (Step(0, "light(red)", {**start, "lit(red)": 1}), Step(NS_PER_S, "darken(red)", start)))
    assert broken(LAMP, told, ("no-burning",)) == (frozenset(), frozenset())
