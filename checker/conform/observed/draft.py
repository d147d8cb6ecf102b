"""A step before it is known on which lifelines it is drawn: between parties, in an order that causes decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from checker.base.places import Place
from checker.base.time import NS_PER_S, Interval
from checker.conform.observed.timeline import Timeline
from checker.model.casting import Party
from checker.model.event import Event
from checker.model.observed import Shape

CLIENT = Party("client")
VIP = Party("virtual-address")
MONITOR = Party("monitor")
SINK = Party("alert-sink")
FILE = Party("file")
DATABASE = Party("database")


def balancer(host: str) -> Party:
    """Return the load balancer of a host."""
    return Party("load-balancer", host)


def peer(host: str) -> Party:
    """Return the VRRP router of a host."""
    return Party("vrrp-peer", host)


def server(name: str) -> Party:
    """Return a server by the name that the contract gives it."""
    return Party("server", name)


@dataclass(frozen=True, slots=True)
class Draft:
    """What happened, told in words. `at` is where it stands in the order (ns): never before what caused it.

    Drafts of one kind (equal `key`) within a phase are drawn one by one up to `most`, else as one with the text
    `folded`, and the `item` of each where they have one. A `turn` ends a phase: what clients are served changes here.
    `spell` tells those of one kind apart between which the opposite happened (a check passed between two that failed).
    `about` names the server (or `vip`) whose state changed; an `alarm` is what an incident may begin with.
    """

    shape: Shape
    ends: tuple[Party, ...]
    text: str
    time: Interval
    at: int
    places: tuple[Place, ...]
    rank: int = 0
    folded: str = ""
    item: str = ""
    about: str = ""
    most: int = 1
    turn: bool = False
    alarm: bool = False
    times: int = 1
    last: Interval | None = None
    spell: int = 0

    @property
    def key(self) -> tuple[object, ...]:
        """What drafts have in common that can be told as one."""
        return self.shape, () if self.item else self.ends, self.folded or self.text

    @property
    def is_trouble(self) -> bool:
        """Whether this may be where an incident begins."""
        return self.alarm or self.shape == "lost"

    @property
    def order(self) -> tuple[object, ...]:
        """Where it stands: by time, then causes before effects, then by place."""
        return self.at, self.rank, self.time, self.ends, self.text, self.places


def middle(time: Interval) -> int:
    """Return the instant in the middle of an interval (ns)."""
    return (time.lo + time.hi) // 2


def timeline(drafts: Iterable[Draft]) -> Timeline[Draft]:
    """Return drafts by their time, to look for causes among them."""
    return Timeline(drafts, _time)


def not_before(time: Interval, causes: Iterable[Draft]) -> int:
    """Return where an effect stands: in the middle of its interval, or with a cause whose stamp overlaps its own."""
    return max([middle(time), *(cause.at for cause in causes if cause.time.overlaps(time))])


def in_line_order(drafts: Iterable[Draft]) -> list[Draft]:
    """Return drafts with those that one party tells in one log where its lines stand.

    Stamps that are too coarse to order two lines leave it to the log, which has them in the order of writing.
    """
    told: list[Draft] = []
    logs: dict[tuple[str, Party], list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.places and draft.places[0].unit == "line":
            logs[draft.places[0].file, draft.ends[0]].append(draft)
        else:
            told.append(draft)
    for lines in logs.values():
        before: Draft | None = None
        for line in sorted(lines, key=lambda d: d.places[0].line):
            late = before is not None and before.time.overlaps(line.time) and line.at <= before.at
            before = replace(line, at=before.at + 1) if before is not None and late else line
            told.append(before)
    return told


def places_of(*events: Event) -> tuple[Place, ...]:
    """Return the places of events, each once: one of each event before those of its copies."""
    firsts = [event.places[0] for event in events]
    return tuple(dict.fromkeys([*firsts, *(place for event in events for place in event.places)]))


def seconds(ns: int) -> str:
    """Return a duration as the texts of steps say it: `3.04 s`."""
    return f"{ns / NS_PER_S:.2f} s"


def _time(draft: Draft) -> Interval:
    return draft.time
