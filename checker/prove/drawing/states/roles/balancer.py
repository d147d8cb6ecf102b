"""The process of a load balancer."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Sketch, Values, present
from checker.prove.machines.machine import Machine
from checker.prove.roles.balancer import ENDED, GONE, WORKS
from checker.prove.roles.naming import named

_MEANS = {WORKS: ("WORKS", ""), ENDED: ("ENDED", "its host runs"), GONE: ("GONE", "with its host")}


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    process = named("balancer", *whose)

    def lines(values: Values) -> tuple[str, ...]:
        return _MEANS[str(values[process])]

    shown = (process, *present(machine, named("up", *whose)))
    return Sketch(f"the load balancer of {whose[0]}", shown, (), lines, lambda values: {})


KIND = Kind("balancer", "balancer", _sketch)
