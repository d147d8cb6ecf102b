"""A request of a client that is tied to a server: it is tried, and tried again."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Sketch, Values, present
from checker.prove.machines.machine import Machine
from checker.prove.roles.naming import named
from checker.prove.roles.routing import NOBODY


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    trying, left = named("trying", *whose), named("left", *whose)

    beside = present(machine, named("balancer", *whose), named("up", *whose))

    def state(values: Values) -> tuple[str, ...]:
        if values[trying] == NOBODY:
            return ("NO REQUEST WAITS",)
        return ("TRYING", f"tries left: {values[left]}")

    texts = {
        "route": "accepted",
        "try": "not accepted",
        "retry": "accepted",
        "retry_fails": "not accepted",
        "redispatch": "last try elsewhere: accepted",
        "redispatch_fails": "last try elsewhere: not accepted",
        "give_up": "connection closed",
    }
    return Sketch(f"a request on {whose[0]}", (trying, left, *beside), (), state, lambda values: {}, texts)


KIND = Kind("routing", "trying", _sketch)
