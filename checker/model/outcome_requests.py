"""What became of requests that are to follow a diagram, as data."""

from __future__ import annotations

from dataclasses import dataclass

from checker.base.places import Place
from checker.base.time import Interval


@dataclass(frozen=True, slots=True)
class RequestExample:
    """A request, from its first to its last event, and where those events stand that tell of something in it."""

    request: str
    time: Interval
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RequestGroup:
    """Requests that deviate in one way, or of which it is open (`why`) whether they do: how many, the first ones."""

    code: str
    fingerprint: str
    count: int
    why: str
    examples: tuple[RequestExample, ...]


@dataclass(frozen=True, slots=True)
class RequestsOutcome:
    """What became of the requests that are to follow a diagram.

    `passed_over` show none of its steps, and are not among `requests`. Of `apart` conforming ones the clocks tell
    another order, by less than they may differ.
    """

    requests: int
    conforming: int
    violated: int
    inconclusive: int
    passed_over: int
    apart: int
    groups: tuple[RequestGroup, ...]
