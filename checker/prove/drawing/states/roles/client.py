"""A client of a virtual address: it is answered, or tries again."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Sketch, Values
from checker.prove.machines.machine import Machine
from checker.prove.roles.naming import named


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    waits = named("waiting", *whose)

    def state(values: Values) -> tuple[str, ...]:
        return ("INTERRUPTED", "tries again") if values[waits] else ("ANSWERED",)

    texts = {"ask_fails": "asks in vain", "retry_fails": "tries in vain", "retry": "is answered"}
    clocks = (named("tried", *whose),)
    return Sketch(whose[0], (waits,), clocks, state, lambda values: {clocks[0]: "after its last try"}, texts)


KIND = Kind("client", "waiting", _sketch)
