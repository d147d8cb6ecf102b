"""Properties of tiny systems whose answers are known: proved, refuted, unknown, vacuous, and what that rests on."""

from __future__ import annotations

import pytest

from checker.base.time import NS_PER_S
from checker.prove.judging.judge import cases_of, judge
from checker.prove.judging.result import Counterexample, Judgement
from checker.prove.machines.interpreter import accepts, holds
from checker.prove.questions.question import Effort
from tests.prove import toys

EFFORT = Effort(depth=10)


def judged(prop: object, *names: str, without: tuple[str, ...] = ()) -> Judgement:
    return judge(toys.lamps(*(names or ("red",))), prop, EFFORT, without)


def believable(example: Counterexample | None) -> bool:
    assert example is not None
    machine, run = example.watched.machine, example.run
    return not accepts(machine, run) and holds(example.watched.violated, run.steps[-1].after, machine)


def test_a_proof_names_the_assumptions_that_it_needs_and_no_others() -> None:
    found = judged(toys.NOT_LONG)
    assert (found.result, [each.name for each in found.assumptions]) == ("proved", ["no-burning"])
    assert found.assumptions[0].says == toys.SAYS["no-burning"]
    assert believable(found.assumptions[0].without)
    assert found.proofs


def test_a_stronger_promise_needs_one_assumption_more() -> None:
    found = judged(toys.SHORT)
    assert (found.result, [each.name for each in found.assumptions]) == ("proved", ["no-burning", "quick-hand"])
    assert all(believable(each.without) for each in found.assumptions)


def test_a_proof_may_need_nothing() -> None:
    found = judged(toys.NEVER_LIT)
    assert (found.result, found.assumptions, found.granted) == ("proved", (), ())


def test_a_refutation_stands_although_the_rest_is_assumed() -> None:
    found = judged(toys.SHORT, without=("quick-hand",))
    assert (found.result, found.granted) == ("refuted", ("no-burning", "no-thief"))
    assert believable(found.counterexample)
    assert found.counterexample is not None
    assert found.counterexample.run.times[-1] >= 2 * NS_PER_S


def test_what_cannot_be_triggered_is_vacuous() -> None:
    found = judged(toys.NEVER)
    assert found.result == "vacuous"
    assert "can never happen in the model (proved)" in found.why


@pytest.mark.parametrize(("prop", "why"), [(toys.NOBODY, "nothing that it speaks of"), (toys.NO_WORD, "sings")])
def test_what_the_model_does_not_know_is_unknown(prop: object, why: str) -> None:
    found = judged(prop)
    assert found.result == "unknown"
    assert why in found.why


def test_lamps_that_differ_in_names_are_judged_once() -> None:
    system = toys.lamps("red", "green", "blue")
    cases = cases_of(system, toys.NOT_LONG)
    assert [case.instances for case in cases] == [3]
    assert judge(system, toys.NOT_LONG, EFFORT).instances == 3


def test_a_judgement_is_the_same_every_time() -> None:
    assert judged(toys.SHORT) == judged(toys.SHORT)
