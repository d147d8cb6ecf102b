"""The heads of lifelines: a box, a stick figure for a person, a drum for a database; above its text what else it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from checker.picture import sizes
from checker.picture.fitting import Lines
from checker.picture.lines import texts
from checker.picture.metrics import width
from checker.picture.rows import Head
from checker.picture.shapes import Circle, Ellipse, Path, Rect, Shape, Words

_FIGURE, _LID = 40.0, 6.0


class Spot(NamedTuple):
    """Where a head stands: its middle, its top, its size."""

    x: float
    top: float
    wide: float
    high: float


def head_height(head: Head, lines: Lines) -> float:
    """Return how high a head is."""
    text = len(lines) * sizes.LINE + 2 * sizes.HEAD
    if head.type == "actor":
        return text + _FIGURE - sizes.HEAD
    return text + (2 * _LID if head.type == "database" else sizes.LINE if head.stereotype else 0.0)


def head_shapes(head: Head, lines: Lines, spot: Spot) -> list[Shape]:
    """Return the shapes of a head."""
    return _DRAWN.get(head.type, _other)(head, lines, spot)


def _plain(head: Head, lines: Lines, spot: Spot) -> list[Shape]:
    x, top, wide, high = spot
    text = (high - len(lines) * sizes.LINE) / 2
    return [Rect(x - wide / 2, top, wide, high, "head-box", 4), *texts(lines, x, top + text)]


def _other(head: Head, lines: Lines, spot: Spot) -> list[Shape]:
    """Return a box with its stereotype above the text."""
    x, top, wide, high = spot
    word = head.stereotype
    long = width(word, sizes.SMALL)
    above = (high - (len(lines) + 1) * sizes.LINE) / 2
    said = Words(x - long / 2, top + above + 0.95 * sizes.SMALL, word, long, sizes.SMALL, "faint")
    box = Rect(x - wide / 2, top, wide, high, "head-box", 4)
    return [box, said, *texts(lines, x, top + above + sizes.LINE)]


def _actor(head: Head, lines: Lines, spot: Spot) -> list[Shape]:
    x, top, wide, high = spot
    first = top + high - len(lines) * sizes.LINE - sizes.HEAD
    neck, hip, arm = first - 22, first - 11, first - 18
    limbs = (
        ((x, neck), (x, hip)),
        ((x - 9, arm), (x + 9, arm)),
        ((x - 8, first - 2), (x, hip), (x + 8, first - 2)),
    )
    ground = Rect(x - wide / 2, top, wide, high, "blank")
    return [ground, Circle(x, neck - 7, 7, "figure"), Path(limbs, "limbs"), *texts(lines, x, first + 1)]


def _database(head: Head, lines: Lines, spot: Spot) -> list[Shape]:
    x, top, wide, high = spot
    half, bottom = wide / 2, top + high - _LID
    sides = (((x - half, top + _LID), (x - half, bottom)), ((x + half, top + _LID), (x + half, bottom)))
    return [
        Ellipse(x, bottom, half, _LID, "head-box"),
        Rect(x - half, top + _LID, wide, high - 2 * _LID, "head-fill"),
        Path(sides, "head-side"),
        Ellipse(x, top + _LID, half, _LID, "head-box"),
        *texts(lines, x, top + 2 * _LID + (high - 3 * _LID - len(lines) * sizes.LINE) / 2),
    ]


_Draw = Callable[[Head, Lines, Spot], list[Shape]]
_DRAWN: dict[str, _Draw] = {"participant": _plain, "actor": _actor, "database": _database}
