"""What a heartbeat service knows of a replica."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Sketch, Values, counted
from checker.prove.machines.machine import Machine, Range
from checker.prove.roles.heartbeat.watching import FROZEN, OFF
from checker.prove.roles.naming import named

_TEXTS = {
    "ask": "",
    "begin": "",
    "fail": "check fails",
    "pass": "check passes",
    "mark_down": "check fails: mark {1} DOWN",
    "mark_up": "check passes: mark {1} UP",
}


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    service, replica = whose
    marked, against, fails, passes = (named(each, *whose) for each in ("marked", "against", "fails", "passes"))
    cursor = named("cursor", service)
    fall, rise = (_limit(machine, each) for each in (fails, passes))

    def state(values: Values) -> tuple[str, ...]:
        if values[cursor] == OFF:
            return ("NO PROCESS", f"{service} checks nothing")
        if values[cursor] == FROZEN:
            return ("FROZEN", f"{service} hangs")
        count = int(values[against])
        if values[marked]:
            return ("DOWN", counted(count, rise, "checks passed") if count else "")
        return ("UP", counted(count, fall, "checks failed") if count else "")

    def reached(values: Values) -> str:
        return f"{values[against]} of {rise if values[marked] else fall}"

    title = f"{replica} as {service} checks it"
    return Sketch(title, (marked, against, cursor), (), state, lambda values: {}, _TEXTS, count=reached)


def _limit(machine: Machine, counter: str) -> int:
    """Return the threshold of a counter, which counts one further."""
    kind = machine.variables[counter].kind
    return kind.most - 1 if isinstance(kind, Range) else 1


KIND = Kind("view", "marked", _sketch)
