"""A server: it answers, refuses, is silent, or hangs."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Sketch, Values
from checker.prove.machines.machine import Machine
from checker.prove.roles.naming import named
from checker.prove.roles.server import ALIVE, HUNG, REFUSING, SILENT

_MEANS = {
    ALIVE: "answers",
    REFUSING: "refuses connections",
    SILENT: "nothing comes back",
    HUNG: "accepts, and does not answer",
}


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    state = named("server", *whose)

    def lines(values: Values) -> tuple[str, ...]:
        return (str(values[state]).upper(), _MEANS[str(values[state])])

    return Sketch(f"the server {whose[0]}", (state,), (), lines, lambda values: {})


KIND = Kind("server", "server", _sketch)
