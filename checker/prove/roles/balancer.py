"""The process of a load balancer: whether it works. A reload is an end and a start with no time between.

What it knows of its servers and its clients is gone with it (HAProxy keeps neither without `server-state-file` or
`peers`); the machines of checks and of routing take part in these actions and say so.
"""

from __future__ import annotations

from checker.prove.machines.machine import Action, Machine, Shown, Variable, enumeration, variables
from checker.prove.machines.terms import TRUE, Name, Ref, Term
from checker.prove.roles.naming import named

WORKS, ENDED, GONE = "works", "ended", "gone"


def balancer(observer: str) -> Machine:
    """Return the process of a load balancer, which works at the start.

    It ends and starts with its host (`crash`, `boot`), or by itself (`stop`, `start`).
    """
    process = Ref(named("balancer", observer))

    def action(name: str, guard: Term, after: str, text: str) -> Action:
        shown = (Shown(observer, observer, text),)
        return Action(named(name, observer), guard, {process.variable: Name(after)}, shown=shown)

    return Machine(
        variables=variables(Variable(process.variable, enumeration(WORKS, ENDED, GONE), Name(WORKS))),
        actions=(
            action("crash", TRUE, GONE, "host crashes"),
            action("boot", process.is_(GONE), WORKS, "host boots"),
            action("stop", process.is_(WORKS), ENDED, "load balancer stops"),
            action("start", process.is_(ENDED), WORKS, "load balancer starts"),
        ),
        sorts={"observer": (observer,)},
    )


def works(observer: str) -> Term:
    """Say that the process of a load balancer works."""
    return Ref(named("balancer", observer)).is_(WORKS)


def ended(observer: str) -> Term:
    """Say that the process of a load balancer has ended by itself, while its host works."""
    return Ref(named("balancer", observer)).is_(ENDED)


def endings(observer: str) -> tuple[str, ...]:
    """Return the actions with which the process ends."""
    return (named("crash", observer), named("stop", observer))


def beginnings(observer: str) -> tuple[str, ...]:
    """Return the actions with which a process starts that knows nothing yet."""
    return (named("boot", observer), named("start", observer))
