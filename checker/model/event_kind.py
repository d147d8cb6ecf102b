"""What a kind of event is: its arguments, what it means, and whether it comes in bulk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventKind:
    """The arguments of a kind of event (name -> what it means) and whether millions of them are to be expected.

    `instants` are those arguments that are times (ns, on the clock of the event; -1: not known), and move with it.
    """

    args: Mapping[str, str]
    meaning: str
    bulk: bool = False
    instants: tuple[str, ...] = ()
