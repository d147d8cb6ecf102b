"""Which replica a media server asks."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Sketch, Values
from checker.prove.machines.machine import Machine
from checker.prove.roles.naming import named


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    target = named("target", *whose)

    def state(values: Values) -> tuple[str, ...]:
        return (f"ASKS {values[target]}",)

    return Sketch(f"whom {whose[0]} asks", (target,), (), state, lambda values: {})


KIND = Kind("router", "target", _sketch)
