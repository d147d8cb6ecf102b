"""Runs that nobody drew and the lifelines admit together: implied scenarios.

Each lifeline knows only what it does and hears itself. If every one of them behaves as in some drawn run, though not
all as in the same one, then nothing tells them that together they do something that was never drawn (Alur, Etessami,
Yannakakis 2000, "Inference of message sequence charts"). Runs are taken as they stand on the page, messages between two
lifelines arrive in the order in which they were sent, and only complete runs are looked for (weak realizability).

The search is bounded: so many drawn runs, so many events of each, so many combinations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.model.chart import Chart, Event
from checker.model.chart_unfold import unfoldings

RUNS, EVENTS, LOOPS, TRIED = 16, 120, 1, 20_000
Behaviour = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Implied:
    """A run that is implied and not drawn: its events in an order that is possible, and as whom each lifeline acts.

    `follows` has for each lifeline the number of the drawn run that it takes part in.
    """

    events: tuple[Event, ...]
    follows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Search:
    """What was found, and how far was looked: `complete` says that no bound was met."""

    found: Implied | None
    runs: int
    combinations: int
    complete: bool


def implied(chart: Chart) -> Search:
    """Return an implied scenario of a chart, the first that is met."""
    if len(chart.events) > EVENTS:
        return Search(None, 0, 0, False)
    orders = list(unfoldings(chart, loops=LOOPS, most=RUNS))
    short = [order for order in orders if len(order.events) <= EVENTS]
    runs = [tuple(event for event in order.events if event.kind != "note") for order in short]
    return _Combining(runs).search(len(short) == len(orders) < RUNS)


class _Combining:
    """Puts behaviours of lifelines together, one lifeline after the other, as long as their messages may fit."""

    def __init__(self, runs: Sequence[tuple[Event, ...]]) -> None:
        self._runs = runs
        names = tuple(dict.fromkeys(e.lifeline for run in runs for e in run))
        # Of each lifeline the behaviours that differ, with the first run in which it behaves so.
        self._ways: dict[str, dict[Behaviour, int]] = {name: {} for name in names}
        for number, run in enumerate(runs):
            for name in names:
                self._ways[name].setdefault(_behaviour(run, name), number)
        self._drawn = {tuple(_behaviour(run, name) for name in names) for run in runs}
        self.tried = 0

    def search(self, complete: bool) -> Search:
        for chosen in self._combinations():
            if tuple(chosen.values()) not in self._drawn:
                follows = {name: self._ways[name][way] for name, way in chosen.items()}
                events = self._played({name: self._of(name, number) for name, number in follows.items()})
                if events is not None:
                    return Search(Implied(events, follows), len(self._runs), self.tried, complete)
        return Search(None, len(self._runs), self.tried, complete and self.tried < TRIED)

    def _combinations(self) -> Iterator[dict[str, Behaviour]]:
        """Yield the choices of a behaviour for each lifeline in which each message has its other end."""
        names = list(self._ways)
        stack: list[dict[str, Behaviour]] = [{}]
        while stack and self.tried < TRIED:
            chosen = stack.pop()
            if len(chosen) == len(names):
                yield chosen
                continue
            name = names[len(chosen)]
            for way in self._ways[name]:
                self.tried += 1
                if all(_fit(name, way, other, chosen[other]) for other in chosen):
                    stack.append({**chosen, name: way})

    def _of(self, name: str, number: int) -> list[Event]:
        return [event for event in self._runs[number] if event.lifeline == name]

    def _played(self, left: dict[str, list[Event]]) -> tuple[Event, ...] | None:
        """Return the behaviours in an order in which nothing is received before it is sent; None if there is none."""
        played: list[Event] = []
        sent: dict[tuple[str, str], int] = {}
        going = True
        while going:
            going = False
            for name, events in left.items():
                while events and (events[0].kind != "receive" or sent.get((events[0].peer, name), 0)):
                    event = events.pop(0)
                    if event.kind == "receive":
                        sent[event.peer, name] -= 1
                    elif event.kind == "send" and event.partner is not None:
                        sent[name, event.peer] = sent.get((name, event.peer), 0) + 1
                    played.append(event)
                    going = True
        return None if any(left.values()) else tuple(played)


def _behaviour(run: Sequence[Event], name: str) -> Behaviour:
    return tuple(_act(event) for event in run if event.lifeline == name)


def _act(event: Event) -> tuple[str, str, str]:
    kind = "crossed" if event.kind == "send" and event.partner is None else "unlinked" if event.unlinked else event.kind
    return kind, event.peer, event.text


def _fit(one: str, mine: Behaviour, other: str, theirs: Behaviour) -> bool:
    """Say whether what each sends to the other is what that one gets."""
    return _channel(mine, other) == _heard(theirs, one) and _channel(theirs, one) == _heard(mine, other)


def _channel(way: Behaviour, to: str) -> list[tuple[bool, str]]:
    return [(kind == "crossed", text) for kind, peer, text in way if peer == to and kind in ("send", "crossed")]


def _heard(way: Behaviour, sender: str) -> list[tuple[bool, str]]:
    return [
        (kind == "unlinked", text) for kind, peer, text in way if peer == sender and kind in ("receive", "unlinked")
    ]
