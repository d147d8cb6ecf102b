"""What comes in bulk, read once in a stream and brought down to the few events that matter to states.

A fluent or a happening that rests on a kind of bulk event names it in `bulk`. Each module here that condenses this kind
(found by being here) sees every event of the kind once, in no order, in flat memory, and returns those to keep: they
join the events of the evidence before any state is estimated.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from checker.base.modules import module_names
from checker.base.time import Interval
from checker.conform.evidence import Evidence, widened
from checker.logic.signal import BEGINNING, END
from checker.model.event import Event

# kind of event, windows by host ('' for captures) -> the bulk events in them
Fetch = Callable[[str, Mapping[str, list[Interval]]], Iterable[Event]]
_EVERYTHING = Interval(BEGINNING, END)


class Sieve(Protocol):
    """What one condenser keeps of what it has seen so far."""

    def take(self, event: Event, /) -> None:
        """See an event."""

    def left(self) -> Iterable[Event]:
        """Return the events to keep, when all were seen."""


@dataclass(frozen=True, slots=True)
class Condenser:
    """Brings the events of one kind down to few. It is told what else is known, such as hosts and parameters.

    `windows` returns where it wants to see events at all, where that is not everywhere: where none is, none is read.
    """

    kind: str
    says: str
    sieve: Callable[[Evidence], Sieve]
    windows: Callable[[Evidence], list[Interval]] | None = None

    def condense(self, events: Iterable[Event], evidence: Evidence) -> Iterable[Event]:
        """Return what is left of some events."""
        return _sieved(events, [self.sieve(evidence)])


def load() -> Mapping[str, Sequence[Condenser]]:
    """Return the condensers of each kind that has any; errors of a module are not caught."""
    found: dict[str, list[Condenser]] = defaultdict(list)
    for module in (importlib.import_module(f"{__name__}.{name}") for name in module_names(__path__)):
        if hasattr(module, "CONDENSER"):
            found[module.CONDENSER.kind].append(module.CONDENSER)
    return dict(found)


def with_condensed(evidence: Evidence, kinds: Iterable[str], fetch: Fetch) -> Evidence:
    """Return the evidence with what is left of these kinds of bulk events; KeyError for one that nobody condenses."""
    passes: dict[tuple[str, tuple[Interval, ...]], list[Sieve]] = defaultdict(list)
    wanted = sorted(set(kinds))
    known = load() if wanted else {}
    for condenser in (c for kind in wanted for c in known[kind]):
        windows = [_EVERYTHING] if condenser.windows is None else condenser.windows(evidence)
        if windows:
            passes[condenser.kind, tuple(windows)].append(condenser.sieve(evidence))
    left: list[Event] = []
    for (kind, where), sieves in passes.items():
        left += _sieved(fetch(kind, {"": list(where), "any": list(where)}), sieves)
    return with_left(evidence, left)


def with_left(evidence: Evidence, left: Sequence[Event]) -> Evidence:
    """Return the evidence with what some sieves have left."""
    if not left:
        return evidence
    seen = [*evidence.events, *widened(left, evidence.hosts, evidence.uncertainty)]
    stamped = [*evidence.stamped, *left]
    return replace(evidence, events=_in_order(seen), stamped=_in_order(stamped))


def _sieved(events: Iterable[Event], sieves: Sequence[Sieve]) -> list[Event]:
    for event in events:
        for sieve in sieves:
            sieve.take(event)
    return [event for sieve in sieves for event in sieve.left()]


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (e.time, e.kind, e.source, [str(p) for p in e.places]))
