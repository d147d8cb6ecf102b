"""What is to be drawn over time of one system: what was known of its states, how much went on, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.base.places import Place
from checker.base.time import Interval

# What is known in a stretch: it is so, it is not, the value changes somewhere in it, nobody could tell.
Known = Literal["true", "false", "changing", "unknown"]


@dataclass(frozen=True, slots=True)
class Band:
    """What is known in the half-open stretch [lo, hi) (nanoseconds since 1970), why, and the lines that tell of it.

    Where nobody could tell, `settles` says what would.
    """

    lo: int
    hi: int
    known: Known
    why: str = ""
    places: tuple[Place, ...] = ()
    settles: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One state over time: adjoining bands that cover the span of the timeline.

    `group` is the heading that lanes stand under together (`down`, `has_address`), `label` names this one for people
    (`pgb1 is DOWN for haproxy@hap1`); `observer` and `subject` are what a reader filters by, `says` is what the state
    means, whoever it is of.
    """

    group: str
    label: str
    observer: str
    subject: str
    bands: tuple[Band, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Density:
    """How many events of one kind there were: `counts[i]` from `start + i * step` on (nanoseconds).

    `failed` counts those that failed; of what is told without its outcome there is but one count.
    """

    group: str
    label: str
    observer: str
    subject: str
    start: int
    step: int
    counts: tuple[int, ...]
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """Something rare that an input tells, within an interval of time: a state change, an alert, a failed request.

    Several that are too close to be told one by one are told as one, with how many they are (`times`). An `alarm` is
    what an incident may begin with.
    """

    group: str
    label: str
    observer: str
    subject: str
    time: Interval
    places: tuple[Place, ...] = ()
    times: int = 1
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that is drawn of one system between two instants. Findings are drawn by their own times.

    Of one system there are several where it was heard at times that are far apart. `notes` say what is not drawn, or
    not one by one.
    """

    system: str
    span: Interval
    lanes: tuple[Lane, ...] = ()
    densities: tuple[Density, ...] = ()
    happenings: tuple[Happening, ...] = ()
    notes: tuple[str, ...] = ()
