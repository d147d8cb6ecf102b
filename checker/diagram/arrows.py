"""What each of the 26 arrows of a message looks like; the language gives them no meaning beyond that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Head(StrEnum):
    """The mark at the end of an arrow."""

    NONE = "none"
    ARROW = "arrow"
    CROSS = "cross"
    POINT = "point"
    HALF_TOP = "half-top"
    HALF_BOTTOM = "half-bottom"
    STICK_TOP = "stick-top"
    STICK_BOTTOM = "stick-bottom"


@dataclass(frozen=True, slots=True)
class Arrow:
    """The shape of an arrow: its head, its line, and the ends at which the head stands."""

    head: Head
    dotted: bool = False
    both: bool = False
    reverse: bool = False


ARROWS: dict[str, Arrow] = {
    "->": Arrow(Head.NONE),
    "-->": Arrow(Head.NONE, dotted=True),
    "->>": Arrow(Head.ARROW),
    "-->>": Arrow(Head.ARROW, dotted=True),
    "<<->>": Arrow(Head.ARROW, both=True),
    "<<-->>": Arrow(Head.ARROW, dotted=True, both=True),
    "-x": Arrow(Head.CROSS),
    "--x": Arrow(Head.CROSS, dotted=True),
    "-)": Arrow(Head.POINT),
    "--)": Arrow(Head.POINT, dotted=True),
    "-|\\": Arrow(Head.HALF_TOP),
    "--|\\": Arrow(Head.HALF_TOP, dotted=True),
    "-|/": Arrow(Head.HALF_BOTTOM),
    "--|/": Arrow(Head.HALF_BOTTOM, dotted=True),
    "-\\\\": Arrow(Head.STICK_TOP),
    "--\\\\": Arrow(Head.STICK_TOP, dotted=True),
    "-//": Arrow(Head.STICK_BOTTOM),
    "--//": Arrow(Head.STICK_BOTTOM, dotted=True),
    "/|-": Arrow(Head.HALF_TOP, reverse=True),
    "/|--": Arrow(Head.HALF_TOP, dotted=True, reverse=True),
    "\\|-": Arrow(Head.HALF_BOTTOM, reverse=True),
    "\\|--": Arrow(Head.HALF_BOTTOM, dotted=True, reverse=True),
    "//-": Arrow(Head.STICK_TOP, reverse=True),
    "//--": Arrow(Head.STICK_TOP, dotted=True, reverse=True),
    "\\\\-": Arrow(Head.STICK_BOTTOM, reverse=True),
    "\\\\--": Arrow(Head.STICK_BOTTOM, dotted=True, reverse=True),
}
