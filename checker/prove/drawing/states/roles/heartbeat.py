"""A heartbeat service: it rests, and checks one replica after the other."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Phrases, Sketch, Values
from checker.prove.machines.machine import Machine
from checker.prove.roles.heartbeat.watching import DUE, FROZEN, OFF, RESTING
from checker.prove.roles.naming import named

_MEANS = {
    OFF: "does not run",
    FROZEN: "hangs with its replica",
    RESTING: "between two rounds",
    DUE: "a round is to begin",
}
_TEXTS = {
    "begin": "round begins",
    "ask": "{1} is mute",
    "fail": "check fails",
    "mark_down": "check fails: mark {1} DOWN",
    "pass": "check passes",
    "mark_up": "check passes: mark {1} UP",
}
# Each mark that is looked at doubles the spots.
_MARKS = 6
_WAITS = "waits for "


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    cursor, timer, begun = (named(each, *whose) for each in ("cursor", "timer", "round"))
    clocks = (timer, begun) if begun in machine.variables else (timer,)

    def state(values: Values) -> tuple[str, ...]:
        doing = str(values[cursor])
        if doing in _MEANS:
            return (doing.upper(), _MEANS[doing])
        if doing.startswith(_WAITS):
            return ("WAITING", f"for the answer of {doing.removeprefix(_WAITS)}")
        return ("CHECKING", doing)

    def phrases(values: Values) -> Phrases:
        resting = begun not in clocks and values[cursor] == RESTING
        waiting = str(values[cursor]).startswith(_WAITS)
        since = "after the last round" if resting else "without an answer" if waiting else "in this state"
        return {timer: since, begun: "after the last round began"}

    # What it has DOWN makes no state, and is needed to know what it may mark UP.
    marks = [name for name in machine.variables if name.startswith(f"marked({whose[0]},")]
    shown = (cursor, *marks) if len(marks) <= _MARKS else (cursor,)
    return Sketch(f"the heartbeat service {whose[0]}", shown, clocks, state, phrases, _TEXTS)


KIND = Kind("heartbeat", "cursor", _sketch)
