"""What a load balancer knows of a server: UP, on its way down, DOWN, on its way up."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Phrases, Sketch, Values, counted, most, present
from checker.prove.machines.machine import Machine
from checker.prove.machines.terms import Number
from checker.prove.roles.naming import named
from checker.prove.roles.view import ASKING, OFF, RESTING, RESUMING, STARTING, WAITING

_SINCE = {
    STARTING: "after the start",
    RESUMING: "after the maintenance",
    WAITING: "after the last check",
    ASKING: "without an answer",
}
_TEXTS = {
    "ask": "",
    "fail": "check fails",
    "pass": "check passes",
    "mark_down": "check fails: mark {1} as DOWN",
    "mark_up": "check passes: mark {1} as UP",
    "crash": "host crashes",
    "boot": "host boots",
}


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    observer, server = whose
    health, checking, fresh, since = (named(each, *whose) for each in ("health", "checking", "fresh", "since"))
    balancer = named("balancer", observer)
    start, top = machine.variables[health].initial, most(machine, health)
    rise = start.value if isinstance(start, Number) else 1
    fall = top - rise + 1

    def state(values: Values) -> tuple[str, ...]:
        level = int(values[health])
        if values[checking] in (OFF, RESTING):
            return ("NO PROCESS", f"{observer} checks nothing") if values[checking] == OFF else ("MAINT", "checks rest")
        if values[fresh]:
            return ("UP", "no check yet", "one failed check is enough")
        if level >= rise:
            return ("UP", counted(top - level, fall, "checks failed") if level < top else "")
        return ("DOWN", counted(level, rise, "checks passed") if level else "")

    def phrases(values: Values) -> Phrases:
        return {since: _SINCE[str(values[checking])]} if values[checking] not in (OFF, RESTING) else {}

    def busy(values: Values) -> bool:
        return values[checking] == ASKING

    def count(values: Values) -> str:
        level = int(values[health])
        return f"{top - level} of {fall}" if level >= rise else f"{level} of {rise}"

    shown = (checking, health, fresh, balancer, *present(machine, named("up", observer)))
    return Sketch(f"{server} as {observer} checks it", shown, (since,), state, phrases, _TEXTS, busy, count)


KIND = Kind("check", "checking", _sketch)
