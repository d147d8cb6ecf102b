"""In which state a service holds a replica after each check: its log tells that on a change only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.model.event import Event
from checker.model.parts import HEARTBEAT


def with_states(events: Sequence[Event]) -> list[Event]:
    """Return the events, checks of services with the state (UP, DOWN, or '' where nobody knows) that they left."""
    started = {_life(e) for e in events if e.kind == "process_started"}
    rows: dict[tuple[object, ...], list[tuple[int, Event]]] = defaultdict(list)
    for number, event in enumerate(events):
        if event.source.program == HEARTBEAT and event.kind in ("check", "server_state"):
            rows[*_life(event), event.args["server"]].append((number, event))
    kept = list(events)
    for key, row in rows.items():
        for number, event in _stated(row, "UP" if key[:-1] in started else ""):
            kept[number] = event
    return kept


def _life(event: Event) -> tuple[object, ...]:
    return event.source.host, event.source.program, event.source.process


def _stated(row: Sequence[tuple[int, Event]], first: str) -> Iterator[tuple[int, Event]]:
    """Yield the checks with their states: a change after a check and before the next one is what the check led to."""
    # Of one stamp, the check comes first: nothing but a check changes a service's mind, and the order of lines that
    # bear the same stamp means nothing.
    ordered = sorted(row, key=lambda each: (each[1].time, each[1].kind != "check", each[1].places))
    changes = [e for _, e in ordered if e.kind == "server_state"]
    state = str(changes[0].args["before"]) if changes else first
    waiting: tuple[int, Event] | None = None
    for number, event in ordered:
        if event.kind == "check":
            if waiting:
                yield waiting[0], _with(waiting[1], state)
            waiting = number, event
        else:
            state = str(event.args["after"])
    if waiting:
        yield waiting[0], _with(waiting[1], state)


def _with(event: Event, state: str) -> Event:
    return replace(event, args={**event.args, "state": state})
