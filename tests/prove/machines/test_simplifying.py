"""Smaller terms mean the same."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.prove.machines.interpreter import value
from checker.prove.machines.machine import Clock, Range, Switch, Variable, enumeration, variables
from checker.prove.machines.simplifying import chosen, simplified, substituted
from checker.prove.machines.terms import (
    FALSE,
    TRUE,
    AtMost,
    Choose,
    Equal,
    Every,
    Name,
    Not,
    Number,
    Plus,
    Ref,
    Some,
    Term,
    Time,
    every,
    negation,
    some,
    walk,
)
from tests.prove.small_machines import any_machine

P, Q, R = Ref("p"), Ref("q"), Ref("r")
VARIABLES = variables(
    *(Variable(name, Switch(), None) for name in "pqr"),
    Variable("mode", enumeration("a", "b"), None),
    Variable("n", Range(0, 2), None),
    Variable("x", Clock(), None),
)


def any_term(rng: Random, depth: int) -> Term:
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(
            [P, Q, R, TRUE, FALSE, Ref("mode").is_("a"), Ref("n").equals(1), Ref("n").at_most(1), Ref("x").within(1)]
        )
    parts = tuple(any_term(rng, depth - 1) for _ in range(3))
    return rng.choice(
        [Not(parts[0]), Every(parts), Some(parts), Every(parts[:2]), Some(parts[:2]), Choose(*parts), Equal(*parts[:2])]
    )


def states():
    for p, q, r, mode, n, x in product((0, 1), (0, 1), (0, 1), (0, 1), (0, 1, 2), (0, 2)):
        yield {"p": p, "q": q, "r": r, "mode": mode, "n": n, "x": x}


@given(st.integers(0, 10**6))
def test_a_simplified_term_has_the_same_value_everywhere(seed):
    term = any_term(Random(seed), 4)
    smaller = simplified(term)
    assert all(value(term, each, VARIABLES) == value(smaller, each, VARIABLES) for each in states())
    assert sum(1 for _ in walk(smaller)) <= 3 * sum(1 for _ in walk(term))
    assert simplified(smaller) == smaller


@given(st.integers(0, 10**6))
def test_a_term_with_values_put_in_has_the_value_that_it_has_with_them(seed):
    rng = Random(seed)
    term = any_term(rng, 3)
    p, mode, n = rng.randint(0, 1), rng.randint(0, 1), rng.randint(0, 2)
    put = substituted(term, {"p": TRUE if p else FALSE, "mode": Name("ab"[mode]), "n": Number(n)})
    assert not {"p", "mode", "n"} & {each.variable for each in walk(put) if isinstance(each, Ref)}
    for each in states():
        if (each["p"], each["mode"], each["n"]) == (p, mode, n):
            assert value(term, each, VARIABLES) == value(put, each, VARIABLES)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (every(P, some(P, Q)), P),
        (every(P, some(negation(P), Q)), every(P, Q)),
        (every(P, negation(P)), FALSE),
        (some(P, negation(P)), TRUE),
        (some(P, every(P, Q)), P),
        (some(P, every(negation(P), Q)), some(P, Q)),
        (every(P, Q, some(every(P, Q), R)), every(P, Q)),
        (Not(Every((P, Q))), some(negation(P), negation(Q))),
        (Choose(P, Q, Q), Q),
        (AtMost(Number(1), Number(2)), TRUE),
        (Equal(Name("a"), Name("b")), FALSE),
        (AtMost(Plus(Time(1), Time(2)), Time(2)), FALSE),
        (Equal(Choose(P, Name("a"), Name("b")), Name("a")), P),
    ],
)
def test_what_the_rest_settles_is_left_out(term, expected):
    got = simplified(term)
    assert got == expected or got == Choose(P, TRUE, FALSE) == Choose(expected, TRUE, FALSE)


def test_a_choice_with_one_outcome_is_none():
    assert chosen(TRUE, P, Q) == P
    assert chosen(FALSE, P, Q) == Q
    assert chosen(R, P, P) == P


def test_machines_by_chance_keep_their_meaning():
    machine = any_machine(Random(3))
    state = {"p": 1, "q": 0, "n": 1, "mode": 2, "x": 1000, "y": 0}
    for action in machine.actions:
        assert value(simplified(action.guard), state, machine.variables) == value(
            action.guard, state, machine.variables
        )
