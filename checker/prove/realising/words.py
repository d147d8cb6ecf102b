"""What drawn steps are in the model: the one table between the vocabulary of events and the actions of roles.

An action is known by an atom among its `events`, or by its name: `crash(pgb2)` is `crash` of `pgb2`. Individuals that a
drawing leaves open (a pool, whichever load balancer is active) fit any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from checker.prove.machines.machine import Action

ANYONE = ""
Part = Literal["pool", "vrrp", "monitor"]
_WHOLE = re.compile(r"\b(?:vm|hosts?|machine|hardware|power|network|node)\b", re.IGNORECASE)
PARTS: tuple[Part, ...] = ("pool", "vrrp", "monitor")
_CALL = re.compile(r"(?P<verb>[\w-]+)\((?P<args>[^()]*)\)\Z")


@dataclass(frozen=True, slots=True)
class Sight:
    """What shows in the model that something was done: an atom of the events, or a name; '' stands for anybody."""

    by: Literal["event", "action"]
    name: str
    args: tuple[str, ...] = ()

    def fits(self, action: Action) -> bool:
        """Say whether an action is such a thing; individuals beyond those that are named do not matter."""
        return any(name == self.name and _agree(self.args, args) for name, args in self._seen(action))

    def _seen(self, action: Action) -> Iterator[tuple[str, tuple[str, ...]]]:
        if self.by == "event":
            yield from action.events
        else:
            yield parts_of(action.name)


@dataclass(frozen=True, slots=True)
class Word:
    """A kind of drawn step: its name, how the model shows it, and of whom.

    `counts` says that such steps are counted towards a change of state, `turns` that it is such a change; `opposite`
    is the word that starts the count anew. `strikes` says that it comes from outside: a fault, or its repair. `part`
    is the part of the system that it belongs to: parts are looked at one by one.
    """

    name: str
    sights: tuple[Sight, ...]
    counts: bool = False
    turns: bool = False
    opposite: str = ""
    strikes: bool = False
    part: Part = "pool"


def parts_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the verb and the individuals of an action's name."""
    found = _CALL.match(name)
    return (found["verb"], tuple(found["args"].split(","))) if found else (name, ())


def _agree(wanted: tuple[str, ...], args: tuple[str, ...]) -> bool:
    return len(wanted) <= len(args) and all(w in (ANYONE, a) for w, a in zip(wanted, args, strict=False))


# The names of actions by which the environment strikes or repairs: no diagram draws a failure without one of them.
FAULTS = frozenset(
    (
        *("crash", "drop", "hang", "stop", "kill", "unplug", "cut", "maintain", "lose", "partition"),
        *("stop_keepalived", "kill_keepalived", "hang_keepalived"),
    )
)
REPAIRS = frozenset(
    (
        *("restart", "undrop", "unhang", "start", "boot", "replug", "heal", "ready"),
        *("start_keepalived", "resume_keepalived"),
    )
)


def strikes(action: Action) -> bool:
    """Say whether an action comes from outside: from the environment, or an operator."""
    return parts_of(action.name)[0] in FAULTS | REPAIRS


def word_of(kind: str, args: Mapping[str, str], doer: str, subject: str, text: str = "") -> Word | None:
    """Return what an event of the vocabulary is in a model, done by one component to another; None if it has no word.

    `doer` and `subject` are names of the contract (a host, a server), or '' where the drawing leaves open which. What
    stops and starts, a process or the whole host, only the text says.
    """
    pair = (doer, subject)
    match kind:
        case "check":
            return _check(args.get("passed", ""), pair)
        case "server_state":
            return _turn(args.get("after", ""), pair)
        case "assigned":
            return Word("assigned", (Sight("event", "assigned", pair),))
        case "process_stopped" | "process_started":
            return _life(kind == "process_started", doer, text)
        case _:
            return _vrrp(kind, args, doer) or _monitoring(kind, args, doer)


def _check(passed: str, pair: tuple[str, str]) -> Word:
    failed, succeeded = Sight("event", "check_failed", pair), Sight("event", "check_passed", pair)
    if not passed:
        return Word("check", (failed, succeeded, Sight("action", "ask", pair)))
    if passed == "true":
        return Word("check_passed", (succeeded,), counts=True, opposite="check_failed")
    return Word("check_failed", (failed,), counts=True, opposite="check_passed")


def _turn(after: str, pair: tuple[str, str]) -> Word | None:
    match after.upper():
        case "DOWN":
            return Word("went_down", (Sight("event", "went_down", pair),), turns=True)
        case "UP":
            return Word("went_up", (Sight("event", "went_up", pair),), turns=True)
        case "MAINT":
            return Word("maintained", (Sight("action", "maintain", pair),), strikes=True)
        case _:
            return None


def _life(starts: bool, who: str, text: str) -> Word:
    whole = ("boot", "replug") if starts else ("crash", "unplug")
    process = ("restart", "start", "undrop", "unhang") if starts else ("crash", "stop", "drop", "hang")
    verbs: tuple[str, ...] = whole if _WHOLE.search(text) else (*process, *whole)
    sights = tuple(Sight("action", verb, (who,)) for verb in dict.fromkeys(verbs))
    return Word("started" if starts else "stopped", sights, strikes=True)


def _vrrp(kind: str, args: Mapping[str, str], doer: str) -> Word | None:
    mine = (doer,)
    match kind, args.get("state", "").upper():
        case "advert", _:
            verbs = ("advertise", "answer")
            return Word("advert", tuple(Sight("action", verb, mine) for verb in verbs), part="vrrp")
        case "vrrp_state", "MASTER":
            return Word("became_master", (Sight("action", "promote", mine),), turns=True, part="vrrp")
        case "vrrp_state", "BACKUP":
            ways = ("yield", "boot", "start_keepalived")
            return Word("became_backup", tuple(Sight("action", verb, mine) for verb in ways), turns=True, part="vrrp")
        case (("vips_set" | "garp_sent" | "address_added"), _):
            return Word("address_set", (Sight("action", "promote", mine),), part="vrrp")
        case _:
            return None


def _monitoring(kind: str, args: Mapping[str, str], doer: str) -> Word | None:
    match kind:
        case "poll":
            return Word("polled", (Sight("event", "polled", (doer,)),), part="monitor")
        case "alert_sent" | "change_seen" | "state_written":
            return Word(kind, (Sight("event", kind, (doer,)), Sight("action", kind, (doer,))), part="monitor")
        case _:
            return None
