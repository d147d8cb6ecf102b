"""keepalived's track script on a host: it succeeds, fails, counts."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Phrases, Sketch, Values, counted, most
from checker.prove.machines.machine import Machine
from checker.prove.machines.terms import Equal, Number, Ref, walk
from checker.prove.roles.naming import named

_TEXTS = {
    **dict.fromkeys(("boot", "start_keepalived", "resume_keepalived"), ""),
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

    whole, rise = most(machine, health), _rise(machine, whose, health)
    fall = whole - rise + 1

    def state(values: Values) -> tuple[str, ...]:
        level = int(values[health])
        if level >= rise:
            return ("SUCCEEDING", counted(whole - level, fall, "runs failed") if level < whole else "")
        return ("FAILING", counted(level, rise, "runs succeeded") if level else "")

    def phrases(values: Values) -> Phrases:
        return {since: "without a result" if values[running] else "after its last run began"}

    return Sketch(f"the track script on {whose[0]}", (health, running), (since,), state, phrases, _TEXTS)


def _rise(machine: Machine, whose: tuple[str, ...], health: str) -> int:
    """Return from which health on a script counts as succeeding: at it, one failure more decides."""
    deciding = (each.guard for each in machine.actions if each.name == named("script_down", *whose))
    levels = (term for guard in deciding for term in walk(guard) if isinstance(term, Equal))
    return next(v.value for t in levels if t.left == Ref(health) and isinstance(v := t.right, Number))


KIND = Kind("script", "script_health", _sketch)
