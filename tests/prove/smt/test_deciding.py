"""What is decided agrees with a naive explorer, every proof is one, and lemmas that are none are not believed."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checker.prove.machines.exploring import reachable
from checker.prove.machines.interpreter import accepts
from checker.prove.machines.machine import Action, Clock, Machine, Range, Switch, Variable, variables
from checker.prove.machines.scaling import cap_of, unit_of
from checker.prove.machines.terms import FALSE, TRUE, AtMost, Number, Plus, Ref, Time, every, negation, some
from checker.prove.questions.question import Effort, Found, Proof, Undecided
from checker.prove.smt.candidates import candidates
from checker.prove.smt.deciding import decide, maximum, minimum
from checker.prove.smt.inducing import Induction, discharge, exclude
from tests.prove.small_machines import any_goal, any_machine
from tests.prove.smt.pools import ALIVE, DEAD_FOR, INTER, LATEST, UNSEEN, UP, late, ring, watched

EFFORT = Effort(depth=12, rlimit=4_000_000)


@given(st.integers(0, 10**9))
@example(1)
@settings(max_examples=25, deadline=None)
def test_it_agrees_with_a_naive_explorer(seed):
    rng = Random(seed)
    machine, goal = any_machine(rng), any_goal(rng)
    shortest = reachable(machine, unit_of(machine, goal), cap_of(machine, goal)).shortest(goal)
    match decide(machine, goal, EFFORT):
        case Found(run):
            assert shortest is not None and len(run.steps) == len(shortest.steps)
            assert not accepts(machine, run)
        case Proof() as proof:
            assert shortest is None
            assert not discharge(proof)
        case Undecided():
            # Nothing was claimed; that this is rare is the next test's matter.
            assert shortest is None or len(shortest.steps) > EFFORT.depth


def test_small_machines_are_decided():
    rngs = [Random(seed) for seed in range(30)]
    answers = [decide(any_machine(rng), any_goal(rng), EFFORT) for rng in rngs]
    assert sum(isinstance(each, Undecided) for each in answers) == 0
    assert {type(each) for each in answers} == {Found, Proof}


@pytest.mark.parametrize("servers", [1, 2])
def test_a_request_never_goes_to_a_server_that_is_down(servers):
    answer = decide(watched(servers), Ref("misrouted"))
    assert isinstance(answer, Proof) and answer.method == "induction" and answer.lemmas == ()
    assert discharge(answer) == ()


def test_a_server_is_found_down_in_time_and_not_before():
    assert isinstance(decide(watched(), late(LATEST)), Proof)
    answer = decide(watched(), late(LATEST - 1))
    assert isinstance(answer, Found) and sum(each.delay for each in answer.run.steps) == LATEST


def test_spacer_finds_a_proof_by_itself():
    proof = Induction(watched(), late(LATEST), Effort()).by_spacer(Effort().rlimit)
    assert isinstance(proof, Proof) and proof.method == "spacer" and proof.lemmas
    assert discharge(proof) == ()


def test_induction_over_several_steps_finds_a_proof_by_itself():
    proof = Induction(ring(), Ref("n").equals(5), Effort()).by_steps()
    assert isinstance(proof, Proof) and (proof.method, proof.steps, proof.lemmas) == ("k-induction", 3, ())
    assert discharge(proof) == ()


def test_guesses_about_clocks_are_found_without_hints():
    x, y, on = Ref("x"), Ref("y"), Ref("on")
    switches = (Variable(each, Switch(), FALSE) for each in ("on", "lost"))
    machine = Machine(
        variables(Variable("x", Clock(), Time(0)), Variable("y", Clock(), Time(0)), *switches),
        (
            Action("start", negation(on), {"on": TRUE, "x": Time(0), "y": Time(0)}),
            Action("again", y.within(5), {"y": Time(0)}),
            Action("lose", every(on, x.within(2), y.since(3)), {"lost": TRUE}),
        ),
    )
    proof = Induction(machine, Ref("lost"), Effort()).by_lemmas(candidates(machine, Ref("lost")))
    assert isinstance(proof, Proof) and proof.lemmas
    assert discharge(proof) == ()


def test_a_false_hint_costs_nothing_and_a_true_one_is_used():
    fails = Ref("fails(s1)")
    false = AtMost(DEAD_FOR, Time(0))
    true = tuple(
        some(ALIVE, negation(UP), negation(fails.equals(count)), AtMost(DEAD_FOR, Plus(Ref("since(s1)"), Time(ns))))
        for count, ns in ((0, 0), (1, INTER), (2, 2 * INTER), (3, 0))
    )
    machine = replace(watched(), hints=(false, *true, Ref("sliced away"), some(UP, AtMost(Time(7), DEAD_FOR))))
    answer = decide(machine, late(LATEST))
    assert isinstance(answer, Proof)
    assert answer.method == "induction" and set(true) <= set(answer.lemmas) and false not in answer.lemmas


def test_what_is_reached_is_not_excluded():
    assert isinstance(exclude(watched(), negation(ALIVE)), Undecided)


@pytest.mark.parametrize("lemma", [UP, FALSE, DEAD_FOR.within(LATEST), negation(Ref("since(s1)").since(INTER))])
def test_a_wrong_lemma_is_refused(lemma):
    proof = exclude(watched(), Ref("misrouted"))
    assert isinstance(proof, Proof)
    assert discharge(replace(proof, lemmas=(*proof.lemmas, lemma)))


def test_a_proof_of_too_few_steps_or_of_another_goal_or_machine_is_refused():
    proof = Induction(ring(), Ref("n").equals(5), Effort()).by_steps()
    assert isinstance(proof, Proof)
    assert discharge(replace(proof, steps=proof.steps - 1))
    assert discharge(replace(proof, goal=Ref("n").equals(2)))
    timed = exclude(watched(), late(LATEST))
    assert isinstance(timed, Proof) and not discharge(timed)
    assert discharge(replace(timed, goal=late(LATEST - 1)))
    assert discharge(replace(timed, machine=replace(timed.machine, deadlines=())))


def test_an_action_that_would_leave_a_range_does_not_happen():
    n = Ref("n")
    machine = Machine(variables(Variable("n", Range(0, 3), Number(0))), (Action("up", TRUE, {"n": n.plus(2)}),))
    assert isinstance(decide(machine, n.equals(2)), Found)
    assert isinstance(decide(machine, n.equals(3)), Proof)


def test_the_longest_and_shortest_times_are_exact_and_proved():
    most, least = maximum(watched(), "dead_for", UNSEEN), minimum(watched(), "dead_for", UNSEEN)
    assert (most.value, most.proved, least.value, least.proved) == (LATEST, True, 0, True)
    assert not accepts(watched(), most.run) and most.run.steps[-1].after["dead_for"] == LATEST
    due = every(UNSEEN, Ref("fails(s1)").at_least(2), Ref("since(s1)").since(INTER))
    assert minimum(watched(), "dead_for", due).value == 0  # a server that restarts just in time is counted on
    actions = tuple(each for each in watched().actions if not each.name.startswith("restart"))
    once = minimum(replace(watched(), actions=actions), "dead_for", due)
    assert (once.value, once.proved) == (LATEST - INTER, True)


def test_a_time_beyond_the_machines_own_is_found_too():
    steps = 9
    n, x = Ref("n"), Ref("x")
    machine = Machine(
        variables(Variable("n", Range(0, steps), Number(0)), *(Variable(each, Clock(), Time(0)) for each in "xy")),
        (Action("next", every(x.since(2), x.within(2), n.at_most(steps - 1)), {"n": n.plus(1), "x": Time(0)}),),
    )
    found = minimum(machine, "y", n.equals(4))
    assert (found.value, found.proved) == (8, True)
    most = maximum(machine, "y", every(n.equals(steps), x.within(0)))
    assert (most.value, most.proved) == (2 * steps, True)


def test_a_time_without_bound_is_said_not_to_be_proved():
    machine = Machine(variables(Variable("x", Clock(), Time(0))), (Action("a", Ref("x").since(3)),))
    found = maximum(machine, "x", TRUE)
    assert not found.proved and "grows beyond" in found.why


def test_nothing_to_measure_is_undecided():
    assert isinstance(maximum(watched(), "dead_for", FALSE, Effort(depth=2)), Undecided)
