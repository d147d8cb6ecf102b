"""A run as a person follows it: its steps in order, each with its line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from checker.diff.change import RunStep
from checker.diff.runs.inclusion import Witness
from checker.model.chart import Event
from checker.model.phrases.lines import lines_of

# A longer run is told from before the step that decides it; what is left out is counted.
_MOST = 10


def told_run(witness: Witness) -> tuple[RunStep, ...]:
    """Return the steps of a run that the other version does not allow, around those that decide it."""
    events = [witness.run.order.events[number] for number in witness.sequence]
    focus = set(witness.turned) or _strange(witness)
    at = [place for place, number in enumerate(witness.sequence) if number in focus]
    return (*told(events, at), *_missing(witness))


def _missing(witness: Witness) -> tuple[RunStep, ...]:
    """Return what every run of the other version has and this one has not, as far as one step tells it."""
    if witness.turned or witness.nearest is None:
        return ()
    other = witness.nearest
    gone = [n for n, name in enumerate(other.names) if name not in witness.run.content]
    events = [other.order.events[n] for n in gone if other.order.events[n].kind != "receive"]
    more = f", nor do {len(events) - 1} further steps" if len(events) > 1 else ""
    return tuple(RunStep(e.place, f"it does not happen that {_step((0, e)).says}{more}") for e in events[:1])


def _strange(witness: Witness) -> set[int]:
    """Return the positions of what the nearest run of the other does not have."""
    other = witness.nearest.content if witness.nearest else frozenset()
    return {number for number, name in enumerate(witness.run.names) if name not in other}


def told(events: Sequence[Event], focus: Iterable[int]) -> tuple[RunStep, ...]:
    """Return events in words, receipts left out where their sending is told, around the places in `focus`."""
    wanted = sorted(focus)
    shown = [(n, e) for n, e in enumerate(events) if e.kind != "receive" or n in wanted]
    last = max([i for i, (n, _) in enumerate(shown) if not wanted or n <= wanted[-1]], default=0)
    first = max(0, min([i for i, (n, _) in enumerate(shown) if wanted and n >= wanted[0]], default=last) - 2)
    if last - first >= _MOST:
        head, tail = shown[first : first + 3], shown[last - _MOST + 4 : last + 1]
        skipped = last - first + 1 - len(head) - len(tail)
        gap = RunStep(tail[0][1].place, f"... after {skipped} further steps")
        return (*(_step(each, wanted) for each in head), gap, *(_step(each, wanted) for each in tail))
    return tuple(_step(each, wanted) for each in shown[first : last + 3 if wanted else last + 1])


def _step(numbered: tuple[int, Event], focus: Collection[int] = ()) -> RunStep:
    event = numbered[1]
    text = " ".join(line.text.strip() for line in lines_of(event.text))
    text = f"{text[:57]}..." if len(text) > 60 else text
    match event.kind:
        case "send":
            says = f"{event.lifeline} sends '{text}' to {event.peer}"
        case "receive":
            says = f"{event.lifeline} receives '{text}' from {event.peer}"
        case "local" if event.unlinked:
            says = f"{event.lifeline} sees '{text}'"
        case _:
            says = f"{event.lifeline}: '{text}'"
    return RunStep(event.place, says, event, numbered[0] in focus)
