"""A host: it works or it is down, and it is on the network or cut off from it, where it runs on by itself.

What runs on it takes part in `crash`, `boot`, `unplug` and `replug`, and says what they do to it. Cut off is meant as
by a dead port of a switch: the host's own link stays up, so that nothing on it notices.
"""

from __future__ import annotations

from checker.prove.machines.machine import Action, Machine, Shown, Switch, Variable, variables
from checker.prove.machines.terms import FALSE, TRUE, Ref, Term, every, negation
from checker.prove.roles.naming import named


def host(name: str) -> Machine:
    """Return a host, which at the start works and is on the network."""
    runs, wired = up(name), plugged(name)
    return Machine(
        variables=variables(Variable(runs.variable, Switch(), TRUE), Variable(wired.variable, Switch(), TRUE)),
        actions=(
            Action(named("crash", name), runs, {runs.variable: FALSE}, shown=_alone(name, "host crashes")),
            Action(named("boot", name), negation(runs), {runs.variable: TRUE}, shown=_alone(name, "host boots")),
            Action(
                named("unplug", name), wired, {wired.variable: FALSE}, shown=_alone(name, "cut off from the network")
            ),
            Action(
                named("replug", name),
                negation(wired),
                {wired.variable: TRUE},
                shown=_alone(name, "on the network again"),
            ),
        ),
        fluents={("on_network", (name,)): on_network(name)},
        sorts={"host": (name,)},
    )


def up(name: str) -> Ref:
    """Say that a host works."""
    return Ref(named("up", name))


def plugged(name: str) -> Ref:
    """Say that a host is not cut off from the network."""
    return Ref(named("plugged", name))


def on_network(name: str) -> Term:
    """Say that what a host sends reaches the network."""
    return every(up(name), plugged(name))


def _alone(name: str, text: str) -> tuple[Shown, ...]:
    return (Shown(name, name, text),)
