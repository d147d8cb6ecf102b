"""What a happening is to the checker: a name, the sorts of its arguments, and how it is found among the events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from checker.base.time import Interval
from checker.conform.evidence import Evidence
from checker.model.event import Event


@dataclass(frozen=True, slots=True)
class Occurrence:
    """It happened once, to these arguments, within `time`; `event` tells it, and `words` fill templates of messages.

    `why` says why its time is wider than the stamp of its event, and `settles` which source would narrow it. Where
    `lacking`, it says why nothing can be concluded from what was not told before it.
    """

    args: tuple[str, ...]
    time: Interval
    event: Event
    words: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    settles: str = ""
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """`find` returns the occurrences in the order of time, each with `words`. They are rare: none comes in bulk.

    `bulk` are the kinds of bulk events that it rests on (see `checker.conform.condensed`).
    """

    name: str
    sorts: tuple[str, ...]
    says: str
    find: Callable[[Evidence], Sequence[Occurrence]]
    words: tuple[str, ...] = ()
    bulk: tuple[str, ...] = ()
