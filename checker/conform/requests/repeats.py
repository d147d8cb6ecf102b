"""Records that were told more than once: an export that was tried again, or one span by way of two collectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from checker.base.time import NS_PER_US
from checker.conform.requests.charted import Symbol
from checker.model.event import Source
from checker.readers.collecting import MARKS, Row


class Told(NamedTuple):
    """An event of a request: its stamp (ns), its topmost step, its symbol, the row that tells of it."""

    time: int
    first: int
    symbol: int
    row: int


def told_once(
    events: Sequence[Told], rows: Sequence[Row], symbols: Sequence[Symbol], number: Callable[[Symbol], int]
) -> list[Told]:
    """Return the events without those that were told before.

    Each collector may add attributes of its own to a resource. So components of one program that tell the same record
    with the same stamp, exact to less than 1 µs, are one: the first by name. `number` gives the number of a symbol.
    """
    if not any(one.time == two.time for one, two in pairwise(events)):
        return list(events)
    found: dict[object, tuple[Told, Source]] = {}
    same: dict[Source, Source] = {}
    for event in events:
        symbol, marks = symbols[event.symbol], rows[event.row][MARKS]
        exact = symbol.width < NS_PER_US and bool(marks)
        key = (event.time, symbol.kind, symbol.party.program if exact else symbol.party, symbol.uses, repr(marks))
        _, party = found.setdefault(key, (event, symbol.party))
        one, other = sorted((_root(same, party), _root(same, symbol.party)))
        if one != other:
            same[other] = one
    kept = [event for event, _ in found.values()]
    return [_renamed(event, symbols, same, number) for event in kept] if same else kept


def _root(same: dict[Source, Source], party: Source) -> Source:
    while party in same:
        party = same[party]
    return party


def _renamed(
    event: Told, symbols: Sequence[Symbol], same: dict[Source, Source], number: Callable[[Symbol], int]
) -> Told:
    symbol = symbols[event.symbol]
    party = _root(same, symbol.party)
    return event if party == symbol.party else event._replace(symbol=number(replace(symbol, party=party)))
