"""What keepalived does on a host: it waits, it is the master, it resigns, or it does not run."""

from __future__ import annotations

from checker.prove.drawing.states.sketch import Kind, Phrases, Sketch, Values
from checker.prove.drawing.states.wording import parts_of
from checker.prove.machines.machine import Machine
from checker.prove.roles.naming import named
from checker.prove.roles.vrrp.words import BACKUP, FAULT, HUNG, MASTER, STOPPED

_MEANS = {
    BACKUP: "waits",
    MASTER: "has the address",
    FAULT: "takes no part",
    STOPPED: "keepalived does not run",
    HUNG: "keepalived hangs",
}
_TEXTS = {
    "hear": "hears an advert of {1}",
    "hear_resigned": "hears that {1} resigns",
    "yield": "hears a better advert of {1}: gives way",
    "answer": "hears a worse advert of {1}: answers",
    "lose": "",
    "advertise": "sends an advert",
    "promote": "Promote self to MASTER",
    "script_down": "track script fails",
    "script_up": "track script succeeds again",
    "start_keepalived": "keepalived starts",
    "stop_keepalived": "keepalived stops",
    "kill_keepalived": "keepalived is killed",
    "hang_keepalived": "keepalived hangs",
    "resume_keepalived": "keepalived goes on",
    "link_down": "its link is seen down",
}


def _sketch(machine: Machine, whose: tuple[str, ...]) -> Sketch:
    host, *scope = whose
    does, holds, sent, silence = (named(each, *whose) for each in ("vrrp", "holds", "sent", "silence"))
    up, plugged = named("up", host), named("plugged", host)

    def state(values: Values) -> tuple[str, ...]:
        if not values[up]:
            return ("HOST DOWN",)
        doing = str(values[does])
        left = ("still has the address",) if values[holds] and doing != MASTER else ()
        cut = ("cut off from the network",) if not values[plugged] else ()
        return (doing.upper(), _MEANS[doing], *left, *cut)

    def phrases(values: Values) -> Phrases:
        found = {silence: "without an advert"} if values[does] == BACKUP else {}
        return {**found, sent: "after its last advert"} if values[does] == MASTER else found

    title = f"VRRP on {host}" + (f" for {scope[0]}" if scope else "")
    # What makes no state of its own, and is needed to know who may hear an advert and when a script may succeed again.
    beside = (name for name in machine.variables if _matters(name, whose))
    return Sketch(title, (does, holds, up, plugged, *beside), (sent, silence), state, phrases, _TEXTS)


def _matters(name: str, whose: tuple[str, ...]) -> bool:
    """Say whether a variable tells of an advert on its way to a host, or of its script."""
    stem, others = parts_of(name)
    return (stem == "pending" and others[1:] == whose) or (stem in ("script", "script_health") and others == whose)


KIND = Kind("vrrp", "vrrp", _sketch)
