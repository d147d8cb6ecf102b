"""Small machines: one that is known, and any number by chance."""

from __future__ import annotations

from random import Random

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
from checker.prove.machines.terms import (
    ANYTHING,
    FALSE,
    TRUE,
    AtMost,
    Choose,
    Name,
    Number,
    Plus,
    Ref,
    Term,
    Time,
    every,
    negation,
    some,
)

UNIT = 1000

FAILS, SINCE, STATE = Ref("fails"), Ref("since"), Ref("state")


def checked_server() -> Machine:
    """A server that crashes and restarts, and one who checks it every 2 units and calls it down after two failures."""
    return Machine(
        variables=variables(
            Variable("alive", Switch(), TRUE),
            Variable("fails", Range(0, 2), Number(0)),
            Variable("state", enumeration("up", "down"), Name("up")),
            Variable("since", Clock(), Time(0)),
        ),
        actions=(
            Action("crash", Ref("alive"), {"alive": FALSE}),
            Action("restart", ~Ref("alive"), {"alive": TRUE}, under={"no-restart": FALSE}),
            Action(
                "passes",
                every(Ref("alive"), SINCE.since(2 * UNIT), SINCE.within(2 * UNIT)),
                {"fails": Number(0), "state": Name("up"), "since": Time(0)},
            ),
            Action(
                "fails",
                every(~Ref("alive"), SINCE.since(2 * UNIT), FAILS.at_most(0)),
                {"fails": FAILS.plus(1), "since": Time(0)},
            ),
            Action(
                "fails again",
                every(~Ref("alive"), SINCE.since(2 * UNIT), FAILS.at_least(1)),
                {"fails": Number(2), "state": Name("down"), "since": Time(0)},
                events=(("went_down", ("o", "s")),),
            ),
        ),
        deadlines=(Deadline(SINCE.within(2 * UNIT)),),
        fluents={("down", ("o", "s")): STATE.is_("down"), ("unanswered", ("o", "s")): ~Ref("alive")},
        sorts={"observer": ("o",), "server": ("s",)},
    )


def any_machine(rng: Random, mark: str = "", reads: tuple[Term, ...] = ()) -> Machine:
    """Two switches, a range, an enumeration and two clocks, and some actions and deadlines; guards may read more."""
    names = {each: f"{each}{mark}" for each in ("p", "q", "n", "mode", "x", "y")}
    made = variables(
        Variable(names["p"], Switch(), rng.choice([TRUE, FALSE, FALSE, None])),
        Variable(names["q"], Switch(), FALSE),
        Variable(names["n"], Range(0, 2), Number(rng.randint(0, 2))),
        Variable(names["mode"], enumeration("a", "b", "c"), Name("a")),
        Variable(names["x"], Clock(), Time(0)),
        Variable(names["y"], Clock(), Time(rng.choice([0, UNIT]))),
    )
    count = rng.randint(2, 4)
    actions = tuple(_action(rng, f"act{i}{mark}", names, reads) for i in range(count))
    deadlines = tuple(
        Deadline(some(_literal(rng, names), Ref(names[rng.choice("xy")]).within(rng.randint(1, 3) * UNIT)))
        for _ in range(rng.randint(0, 1))
    )
    return Machine(made, actions, deadlines)


def any_goal(rng: Random, mark: str = "") -> Term:
    names = {each: f"{each}{mark}" for each in ("p", "q", "n", "mode", "x", "y")}
    return every(*(_literal(rng, names) for _ in range(rng.randint(1, 3))))


def _literal(rng: Random, names: dict[str, str]) -> Term:
    literal: Term = rng.choice(
        [
            Ref(names["p"]),
            Ref(names["q"]),
            Ref(names["n"]).equals(rng.randint(0, 2)),
            Ref(names["n"]).at_most(rng.randint(0, 1)),
            Ref(names["mode"]).is_(rng.choice("abc")),
        ]
    )
    return negation(literal) if rng.random() < 0.4 else literal


def _bound(rng: Random, names: dict[str, str]) -> Term:
    x, y = Ref(names["x"]), Ref(names["y"])
    ns = rng.randint(0, 3) * UNIT
    return rng.choice([x.within(ns), y.since(ns), x.since(ns), AtMost(Plus(y, Time(UNIT)), Time(ns)), y.within(ns)])


def _action(rng: Random, name: str, names: dict[str, str], reads: tuple[Term, ...]) -> Action:
    parts = [_literal(rng, names), rng.choice([TRUE, _bound(rng, names)])]
    parts += [rng.choice(reads)] if reads and rng.random() < 0.5 else []
    guard = every(*parts) if rng.random() < 0.7 else some(*parts)
    n, updates = Ref(names["n"]), {}
    choices: dict[str, list[Term]] = {
        "p": [TRUE, FALSE, ANYTHING, negation(Ref(names["q"]))],
        "q": [TRUE, Choose(_literal(rng, names), TRUE, Ref(names["p"]))],
        "n": [n.plus(1), n.plus(-1), Number(0), Choose(Ref(names["p"]), Number(2), n)],
        "mode": [Name("b"), Name("c"), Choose(Ref(names["q"]), Name("a"), Ref(names["mode"])), ANYTHING],
        "x": [Time(0), Ref(names["y"])],
        "y": [Time(0), Time(UNIT)],
    }
    for each in rng.sample(sorted(choices), rng.randint(1, 3)):
        updates[names[each]] = rng.choice(choices[each])
    return Action(name, guard, updates)
