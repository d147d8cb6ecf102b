import pytest

from checker.logic.formula import (
    Always,
    And,
    Atom,
    Constant,
    Exists,
    Forall,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Since,
    Sum,
    Variable,
    Window,
    atoms_of,
    children,
    conjunction,
    disjunction,
    misplaced_always,
    parameters_of,
    walk,
)
from checker.logic.truth import Truth

P, Q = Atom("p"), Atom("q", (Variable("s"), "hap1"))


@pytest.mark.parametrize(
    "bounds",
    [(-1, 5), (3, 2), (-1, None)],
    ids=["in the future", "ends before it starts", "infinite, in the future"],
)
def test_impossible_windows_are_refused(bounds):
    with pytest.raises(ValueError, match="window"):
        Window(*bounds)


def test_windows_of_one_instant_and_of_parameters_are_fine():
    assert Window(2, 2).upper == 2
    assert Window("a", "b").lower == "a"


@pytest.mark.parametrize("kind", [And, Or])
def test_and_and_or_take_two_operands_or_more(kind):
    with pytest.raises(ValueError, match="two operands"):
        kind((P,))


def test_conjunctions_and_disjunctions_of_any_number():
    assert conjunction() == Constant(Truth.TRUE)
    assert disjunction() == Constant(Truth.FALSE)
    assert conjunction(P) == disjunction(P) == P
    assert conjunction(P, Q) == And((P, Q))
    assert disjunction(P, Q) == Or((P, Q))


def test_walk_meets_every_subformula_before_its_parts():
    inner = Since(P, Not(Q), Window(0, "agree.within"))
    formula = Forall("s", "server", Always(Implies(Once(P), And((inner, Historically(Q), Exists("s", "server", Q))))))
    nodes = list(walk(formula))
    assert nodes[:4] == [formula, formula.body, formula.body.body, Once(P)]
    assert nodes == [formula, *(node for child in children(formula) for node in walk(child))]
    assert nodes[4:] == [P, And((inner, Historically(Q), Exists("s", "server", Q))), inner, P, Not(Q), Q, *nodes[10:]]
    assert nodes[10:] == [Historically(Q), Q, Exists("s", "server", Q), Q]
    assert atoms_of(formula) == (P, Q)
    assert parameters_of(formula) == {"agree.within"}
    assert parameters_of(Once(P, Window(Sum(("a", 7), ("b",)), "c"))) == {"a", "b", "c"}


def test_always_belongs_to_the_top():
    assert misplaced_always(Forall("s", "server", Always(P))) is None
    assert misplaced_always(P) is None
    assert misplaced_always(Always(Always(P))) == Always(P)
    assert misplaced_always(Exists("s", "server", Always(Q))) == Always(Q)
    assert misplaced_always(Not(Always(P))) == Always(P)


def test_atoms_are_shown_for_messages():
    assert str(P) == "p"
    assert str(Q) == "q(s, hap1)"
