from itertools import product

import pytest
from hypothesis import given, settings

from checker.logic.formula import (
    Always,
    And,
    Atom,
    Compare,
    Constant,
    Exists,
    Forall,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Since,
    Variable,
    Window,
)
from checker.logic.grounding import Instance, ground, instances
from checker.logic.syntax import parse
from checker.logic.truth import Truth
from tests.logic.naive import Naive
from tests.logic.small_scope import FEW_WINDOWS, P, Q
from tests.logic.strategies import ground_formulas, traces

S, D = Variable("s"), Variable("d")
SERVERS = {"server": ("b", "a", "c")}
CONSTANTS = tuple(Constant(truth) for truth in Truth)
TRUE, FALSE = Constant(Truth.TRUE), Constant(Truth.FALSE)


def down(server):
    return Atom("down", (server,))


def test_quantifiers_range_over_the_domain_in_its_order():
    assert ground(Exists("s", "server", down(S)), SERVERS) == Or((down("b"), down("a"), down("c")))
    assert ground(Forall("s", "server", down(S)), SERVERS) == And((down("b"), down("a"), down("c")))


def test_the_innermost_quantifier_binds():
    formula = Forall("s", "server", Implies(down(S), Exists("s", "server", down(S))))
    some = Or((down("a"), down("b")))
    domains = {"server": ("a", "b")}
    assert ground(formula, domains) == And((Implies(down("a"), some), Implies(down("b"), some)))


def test_empty_and_one_member_domains():
    assert ground(Exists("s", "server", down(S)), {"server": ()}) == FALSE
    assert ground(Forall("s", "server", down(S)), {"server": ()}) == TRUE
    assert ground(Exists("s", "server", down(S)), {"server": ("a",)}) == down("a")


@pytest.mark.parametrize(
    ("operator", "pairs"), [("<", [("a", "b")]), ("=", [("a", "a"), ("b", "b")]), ("!=", [("a", "b"), ("b", "a")])]
)
def test_comparisons(operator, pairs):
    found = [pair for pair in product("ab", repeat=2) if ground(Compare(operator, *pair), {}) == TRUE]
    assert found == pairs


def test_parameters_are_put_in():
    formula = Once(P, Window("route.tolerance", "vip.handover"))
    assert ground(formula, {}, {"route.tolerance": 4, "vip.handover": 100}) == Once(P, Window(4, 100))


def test_sums_of_parameters_are_added_up():
    formula = parse("once[late - slack, late + slack + 3ns] p")
    assert ground(formula, {}, {"late": 10, "slack": 2}) == Once(P, Window(8, 15))


def test_a_window_that_parameters_turn_around_is_refused():
    with pytest.raises(ValueError, match="ends before it starts"):
        ground(Once(P, Window("a", 5)), {}, {"a": 6})


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (Once(P, Window(0, "vip.handover")), "no value for the parameter 'vip.handover', there are: check.fall"),
        (Exists("h", "host", P), "no members for the sort 'host', there are: server"),
        (down(S), "no quantifier binds 's'"),
    ],
)
def test_what_is_missing_is_named(formula, message):
    with pytest.raises(ValueError, match=message):
        ground(formula, SERVERS, {"check.fall": 3})


def test_instances_of_one_holder():
    text = "forall h: host, g: host. always (h < g and holds(h) and holds(g) implies not once[0, x] holds(g))"
    (instance,) = instances(parse(text), {"host": ("h2", "h1")}, {"x": 7})
    one, two = Atom("holds", ("h1",)), Atom("holds", ("h2",))
    assert instance == Instance((("h", "h1"), ("g", "h2")), Implies(And((one, two)), Not(Once(two, Window(0, 7)))))


def test_instances_keep_every_binding_that_is_not_trivial():
    another_down = Exists("d", "server", And((Compare("!=", S, D), down(D))))
    found = instances(Forall("s", "server", Always(another_down)), SERVERS)
    assert [dict(instance.binding) for instance in found] == [{"s": "b"}, {"s": "a"}, {"s": "c"}]
    assert found[1].formula == Or((down("b"), down("c")))


def test_a_property_without_always_or_variables_has_one_instance():
    assert instances(P, {}) == (Instance((), P),)


def test_always_within_a_formula_is_refused():
    with pytest.raises(ValueError, match="only at the top"):
        instances(Not(Always(P)), {})


@given(ground_formulas, traces(ticks=6))
@settings(max_examples=300, deadline=None)
def test_folding_keeps_the_meaning(formula, trace):
    folded = ground(formula, {})
    naive = Naive(trace)
    assert all(naive.at(formula, t) == naive.at(folded, t) for t in range(-2, len(trace[P]) + 2))


def test_folding_keeps_the_meaning_of_every_operator_with_constants():
    traces_of_p = [{P: values} for values in product(range(3), repeat=3)]
    pairs = [pair for pair in product((*CONSTANTS, P), repeat=2) if pair != (P, P)]
    formulas = [kind(pair) for kind in (And, Or) for pair in pairs] + [Implies(*pair) for pair in pairs]
    formulas += [Since(*pair, window) for pair in pairs for window in (*FEW_WINDOWS, Window(0, 0))]
    formulas += [kind(f, window) for kind in (Once, Historically) for f in CONSTANTS for window in FEW_WINDOWS]
    for formula in formulas:
        folded = ground(formula, {})
        for trace in traces_of_p:
            naive = Naive(trace)
            assert all(naive.at(formula, t) == naive.at(folded, t) for t in range(-2, 5)), (formula, folded)


def test_constants_fold_away():
    assert ground(And((P, TRUE, P)), {}) == P
    assert ground(Or((P, TRUE, Q)), {}) == TRUE
    assert ground(Implies(FALSE, P), {}) == TRUE
    assert ground(Not(Not(P)), {}) == P
    assert ground(Since(TRUE, P, Window(0, 3)), {}) == Once(P, Window(0, 3))
    assert ground(Since(FALSE, P, Window(1, 3)), {}) == FALSE
