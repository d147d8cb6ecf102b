"""keepalived's track script on a host: it succeeds, fails, counts."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Phrases, Sketch, Values
from checker.prove.machines.machine import Machine
from checker.prove.roles.naming import named

_TEXTS = {
    "script_starts": "",
    "script_fails": "run fails",
    "script_recounts": "run fails",
    "script_down": "run fails: counts as failing",
    "script_passes": "run succeeds",
    "script_counts": "run succeeds",
    "script_up": "run succeeds: counts as succeeding",
}


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    health, running, since = (named(each, *whose) for each in ("script_health", "script", "script_since"))

    def state(values: Values) -> tuple[str, ...]:
        return (f"HEALTH {values[health]}",)

    def phrases(values: Values) -> Phrases:
        return {since: "without a result" if values[running] else "after its last run began"}

    return Sketch(f"the track script on {whose[0]}", (health, running), (since,), state, phrases, _TEXTS)


KIND = Kind("script", "script_health", _sketch)
