"""A stream on its media server: off, asked about, known, live."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Sketch, Values
from checker.prove.machines.machine import Machine
from checker.prove.roles.naming import named
from checker.prove.roles.publishing import ASKING, KNOWN, LIVE, OFF

_MEANS = {
    OFF: ("OFF", "no session"),
    ASKING: ("ASKING", "callback under way"),
    KNOWN: ("KNOWN", "the replica knows the key"),
    LIVE: ("LIVE", "segments are written"),
}
_TEXTS = {
    "publish": "publish: POST to {1}",
    "look_up": "the owner of the key is found",
    "confuse": "another user is found",
    "keep_key": "200, or a Location that is a URL",
    "authorise": "302: stream_username",
    "refuse": "403",
    "callback_fails": "callback fails",
    "switch": "",
}


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    session, timer = named("session", *whose), named("timer", *whose)

    def state(values: Values) -> tuple[str, ...]:
        return _MEANS[str(values[session])]

    def phrases(values: Values) -> dict[str, str]:
        return {timer: "after the last session" if values[session] == OFF else "without an answer"}

    return Sketch(f"{whose[1]} on {whose[0]}", (session,), (timer,), state, phrases, _TEXTS)


KIND = Kind("publishing", "session", _sketch)
