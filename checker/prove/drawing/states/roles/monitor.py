"""A monitor: it waits, polls, compares, alerts, and writes what it saw."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Phrases, Sketch, Values
from checker.prove.machines.machine import Machine
from checker.prove.roles.naming import named
from checker.prove.roles.poller.monitor import ASKING, COMPARING, DUE, OFF, WAITING

_MEANS = {
    OFF: "does not run",
    WAITING: "for the next poll",
    DUE: "the poll is late",
    ASKING: "for the page of statistics",
    COMPARING: "what was seen with the state file",
}
_TEXTS = {
    "answer": "the page comes",
    "done": "nothing is left to tell",
    "post": "another state than in the file: POST alert",
    "accept": "200 OK",
    "save": "state written",
}


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    phase, polled, timer = (named(each, *whose) for each in ("phase", "polled", "timer"))

    def state(values: Values) -> tuple[str, ...]:
        doing = str(values[phase])
        if doing in _MEANS:
            return (doing.upper(), _MEANS[doing])
        return ("SENDING", "an alert") if doing.startswith("sending") else ("SAVING", "the state file")

    def phrases(values: Values) -> Phrases:
        asking = values[phase] == ASKING or str(values[phase]).startswith("sending")
        return {polled: "after the last poll", timer: "without an answer" if asking else "in this state"}

    return Sketch(whose[0], (phase,), (polled, timer), state, phrases, _TEXTS)


KIND = Kind("monitor", "phase", _sketch)
