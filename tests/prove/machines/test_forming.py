"""What is wrong with a machine is found, and nothing in one that is well."""

from dataclasses import replace

import pytest

from checker.prove.machines.forming import well_formed
from checker.prove.machines.machine import (
    ELAPSED,
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
from checker.prove.machines.terms import (
    ANYTHING,
    FALSE,
    TRUE,
    AtMost,
    Choose,
    Equal,
    Name,
    Number,
    Plus,
    Ref,
    Time,
    every,
    negation,
    some,
)
from tests.prove.small_machines import checked_server

VARIABLES = variables(
    Variable("p", Switch(), FALSE),
    Variable("n", Range(0, 3), Number(0)),
    Variable("mode", enumeration("a", "b"), Name("a")),
    Variable("other", enumeration("b", "a"), Name("a")),
    Variable("x", Clock(), Time(0)),
    Variable("y", Clock(), None),
)
N, X, Y, P, MODE = Ref("n"), Ref("x"), Ref("y"), Ref("p"), Ref("mode")


def acts(guard=TRUE, **updates) -> Machine:
    return Machine(VARIABLES, (Action("act", guard, updates),))


GOOD = [
    checked_server(),
    acts(every(P, N.at_most(2)), n=N.plus(1)),
    acts(every(P, negation(N.equals(3))), n=N.plus(1)),
    acts(n=Choose(N.at_most(2), N.plus(1), N)),
    acts(n=Choose(N.at_least(1), N.plus(-1), N)),
    acts(some(N.equals(0), N.equals(1)), n=N.plus(2)),
    acts(mode=Choose(P, Name("b"), MODE), p=ANYTHING, y=ANYTHING, n=ANYTHING),
    acts(every(X.since(5), X.within(7), AtMost(Plus(Y, Time(3)), Time(9))), x=Y),
    acts(negation(MODE.is_("b"))),
    acts(x=Choose(X.within(3), X, Time(3)), y=Choose(Y.since(3), Y, Time(3))),
    Machine(VARIABLES, (), (Deadline(some(P, X.within(3))),), starts=(Y.within(5),), hints=(X.at_most(ELAPSED),)),
    Machine({**VARIABLES, "watch.age": Variable("watch.age", Clock(), Time(0))}),
]


@pytest.mark.parametrize("machine", GOOD)
def test_nothing_is_said_of_a_machine_that_is_well(machine):
    assert well_formed(machine) == ()


@pytest.mark.parametrize(
    ("machine", "problem"),
    [
        (acts(Ref("gone")), "there is no variable gone"),
        (acts(gone=TRUE), "there is no such variable"),
        (acts(p=Ref("gone")), "the update of p in act: there is no variable gone"),
        (acts(N), "the guard of act is a number, not a truth value"),
        (acts(every(P, X)), "are combined"),
        (acts(AtMost(N, X)), "are combined"),
        (acts(AtMost(MODE, N)), "are combined"),
        (acts(Equal(MODE, Ref("other"))), "are combined"),
        (acts(Equal(Name("a"), Name("b"))), "are combined"),
        (acts(MODE.is_("c")), "are combined"),
        (acts(mode=Name("c")), "c is none of a, b"),
        (acts(mode=Number(1)), "is a number, not a value of an enumeration"),
        (acts(n=Number(4)), "4 is out of its range"),
        (acts(n=Time(4)), "is a time, not a number"),
        (acts(p=N), "is a number, not a truth value"),
        (acts(x=Number(3)), "is a number, not a time"),
        (acts(n=N.plus(1)), "can leave its range of 0 to 3: n + 1"),
        (acts(N.at_most(2), n=N.plus(2)), "can leave its range"),
        (acts(N.at_most(2), n=N.plus(-1)), "can leave its range"),
        (acts(n=Choose(N.at_most(2), N, N.plus(1))), "can leave its range"),
        (acts(some(N.at_most(2), P), n=N.plus(1)), "can leave its range"),
        (acts(negation(X.within(3))), "negates a comparison of clocks: x <= 3ns"),
        (acts(negation(every(P, X.since(3)))), "negates a comparison of clocks"),
        (acts(negation(Equal(X, Time(3)))), "negates a comparison of clocks"),
        (acts(AtMost(X, Plus(Y, Time(3)))), "compares one clock with another"),
        (acts(Equal(X, Y)), "compares one clock with another"),
        (acts(Choose(X.within(3), P, negation(P))), "chooses by a clock"),
        (acts(p=Choose(X.within(3), TRUE, FALSE)), "chooses by a clock"),
        (Machine(VARIABLES, (), (Deadline(X.since(3)),)), "bounds a clock from below"),
        (Machine(VARIABLES, (), (Deadline(negation(X.since(3))),)), "negates a comparison of clocks"),
        (Machine(VARIABLES, (), (Deadline(N),)), "a deadline is a number"),
        (Machine(VARIABLES, starts=(negation(Y.within(3)),)), "what holds at the start negates"),
        (Machine(VARIABLES, fluents={("down", ("a", "b")): N}), "down(a, b) is a number"),
        (Machine(VARIABLES, hints=(Ref("gone"),)), "a hint: there is no variable gone"),
        (Machine({"q": Variable("p", Switch(), FALSE)}), "p goes by the name of q"),
        (Machine(variables(Variable("p", Switch(), Number(0)))), "the start of p is a number"),
        (Machine(variables(Variable("n", Range(0, 1), Number(2)))), "2 is out of its range"),
        (Machine(variables(Variable("p", Switch(), Ref("q")), Variable("q", Switch(), TRUE))), "depends on other"),
        (
            replace(acts(), actions=(Action("act", under={"a": negation(X.within(1))}),)),
            "the assumption a of act negates a comparison",
        ),
    ],
)
def test_what_is_wrong_is_said(machine, problem):
    found = well_formed(machine)
    assert any(problem in each for each in found), found


def test_ghosts_may_compare_clocks_as_they_like():
    strict = Choose(negation(X.within(3)), TRUE, FALSE)
    ghost = {**VARIABLES, "watch.late": Variable("watch.late", Switch(), FALSE)}
    assert well_formed(Machine(ghost, (Action("act", TRUE, {"watch.late": strict}),))) == ()
    assert well_formed(acts(p=strict)) != ()


def test_a_problem_is_said_once():
    machine = acts(every(Ref("gone"), Ref("gone")))
    assert well_formed(machine) == ("the guard of act: there is no variable gone",)
