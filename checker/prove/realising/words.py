"""What drawn steps are in the model: the one table between the vocabulary of events and the actions of roles.

An action is known by an atom among its `events`, or by its name: `crash(pgb2)` is `crash` of `pgb2`. Individuals that a
drawing leaves open (a pool, whichever load balancer is active) fit any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from checker.prove.machines.machine import Action
from checker.prove.machines.terms import TRUE, Term

ANYONE = ""
Part = Literal["pool", "vrrp", "monitor", "heartbeat", "publishing"]
PARTS: tuple[Part, ...] = get_args(Part)
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
    is the part of the system that it belongs to: parts are looked at one by one. `then` holds after it, as its text
    says: a count, a state.
    """

    name: str
    sights: tuple[Sight, ...]
    counts: bool = False
    turns: bool = False
    opposite: str = ""
    strikes: bool = False
    part: Part = "pool"
    then: Term = TRUE


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
