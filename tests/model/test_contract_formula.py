"""Formulas over parameters: exact values, and words for what cannot be."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.model.contract_formula import Quantity, evaluate

S = 1_000_000_000
KNOWN = {"a.b": Quantity(Fraction(10 * S), 1), "n": Quantity(Fraction(3), 0)}


@pytest.mark.parametrize(
    ("formula", "amount", "time"),
    [
        ("a.b", 10 * S, 1),
        ("a.b / 5", 2 * S, 1),
        ("min(a.b / 5, 1s)", S, 1),
        ("max(1, n, 2)", 3, 0),
        ("a.b + 2 * 5s + 250ms", 20 * S + 250_000_000, 1),
        ("(a.b - 1s) * n", 27 * S, 1),
        ("a.b / 1s", 10, 0),
        ("1.5 * 2s", 3 * S, 1),
        ("a.b/n", Fraction(10 * S, 3), 1),
    ],
)
def test_values(formula, amount, time):
    assert evaluate(formula, KNOWN) == Quantity(Fraction(amount), time)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("", "something is missing at the end"),
        ("a.b +", "something is missing at the end"),
        ("a.b n", "'n' is not expected there"),
        ("a.b + n", "a duration and a number cannot be added"),
        ("min(a.b, n)", "durations and numbers cannot be compared"),
        ("a.b / 0", "division by zero"),
        ("(a.b", "')' is missing"),
        ("x", "'x' is not known here"),
        ("a.b ^ 2", "'^' is not part of a formula"),
        ("5 parsecs", "'parsecs' is not expected there"),
        ("+", "'+' is not expected there"),
        ("(" * 50 + "1" + ")" * 50, "nested deeper than 20 brackets"),
    ],
)
def test_words_for_what_cannot_be(formula, message):
    with pytest.raises(ValueError) as caught:
        evaluate(formula, KNOWN)
    assert str(caught.value) == message


@given(st.text("0123456789.()+-*/, abnmixs", max_size=40))
def test_any_text_is_a_formula_or_a_value_error(formula):
    with suppress(ValueError):
        evaluate(formula, KNOWN)
