"""A tiny system whose answers are known: lamps that a switch lights, and that may burn through."""

from __future__ import annotations

from checker.base.explanation import Explanation
from checker.base.time import NS_PER_S
from checker.properties.property import Property
from checker.prove.diagrams import texts_of
from checker.prove.machines.machine import Action, Clock, Deadline, Machine, Switch, Variable, compose, variables
from checker.prove.machines.terms import FALSE, TRUE, Ref, Time, every, implies, negation
from checker.prove.questions.question import Measure
from checker.prove.systems.system import System

SAYS = {
    "no-burning": "lamps do not burn through",
    "no-thief": "nobody takes a lamp away",
    "quick-hand": "who lights a lamp darkens it within a second",
}


def lamp(name: str, longest: int = 3 * NS_PER_S) -> Machine:
    """A lamp that is lit for at most `longest`; it may burn through (then it stays lit) or be stolen (also dark)."""
    lit, burnt, stolen, since = (Ref(f"{what}({name})") for what in ("lit", "burnt", "stolen", "since"))
    return Machine(
        variables=variables(
            Variable(lit.variable, Switch(), FALSE),
            Variable(burnt.variable, Switch(), FALSE),
            Variable(stolen.variable, Switch(), FALSE),
            Variable(since.variable, Clock(), Time(0)),
        ),
        actions=(
            Action(
                f"light({name})",
                every(negation(lit), negation(stolen)),
                {lit.variable: TRUE, since.variable: Time(0)},
                events=(("lights", (name,)),),
            ),
            Action(
                f"darken({name})",
                every(lit, negation(burnt)),
                {lit.variable: FALSE},
                events=(("darkens", (name,)),),
                under={"quick-hand": since.within(NS_PER_S)},
            ),
            Action(f"burn({name})", lit, {burnt.variable: TRUE}, under={"no-burning": FALSE}),
            Action(f"steal({name})", negation(lit), {stolen.variable: TRUE}, under={"no-thief": FALSE}),
        ),
        deadlines=(
            Deadline(implies(every(lit, negation(burnt)), since.within(longest))),
            Deadline(implies(every(lit, negation(burnt)), since.within(NS_PER_S)), "quick-hand"),
        ),
        fluents={("lit", (name,)): lit, ("stolen", (name,)): stolen, ("burnt", (name,)): burnt},
        sorts={"lamp": (name,)},
    )


def lamps(*names: str, longest: int = 3 * NS_PER_S) -> System:
    machine = compose(*(lamp(name, longest) for name in names))
    lit = Ref(f"lit({names[0]})")
    measure = Measure("lit_s", "how long a lamp is lit", lit, ("darkens", (names[0],)), ("no-burning",))
    return System("lamps", texts_of("lamps.md", b""), machine, (measure,), SAYS)


def promise(formula: str, id: str = "a-promise") -> Property:
    explained = Explanation(id, "title", "what", "why", "bad", "good", "fix")
    return Property(id, "a lamp keeps to it", formula, "a lit lamp", "x", "broken", "open", explained, ())


NOT_LONG = promise("forall x: lamp. always (lit(x) implies not historically[0, 3s] lit(x))")
NEVER_LIT = promise("forall x: lamp. always (lights(x) implies not stolen(x))")
SHORT = promise("forall x: lamp. always (lit(x) implies not historically[0, 2s] lit(x))")
NEVER = promise("forall x: lamp. always (lit(x) and stolen(x) implies burnt(x))")
NOBODY = promise("forall x: candle. always (lit(x) implies lit(x))")
NO_WORD = promise("forall x: lamp. always (sings(x) implies lit(x))")
