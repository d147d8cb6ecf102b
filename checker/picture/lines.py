"""The shapes of texts, and of the line of a message with what stands at its ends."""

from __future__ import annotations

from checker.diagram.arrows import Head
from checker.picture import sizes
from checker.picture.fitting import Fitted, Lines
from checker.picture.metrics import width
from checker.picture.needs import badge_width
from checker.picture.rows import MessageRow
from checker.picture.shapes import Circle, Path, Point, Rect, Shape, Words

# From the top of a line of text to its base line, in font sizes.
_BASE = 0.95
_TIP, _SIDE, _CROSS = sizes.TIP, 4.5, 4.5


def texts(
    lines: Lines, at: float, top: float, *, leading: bool = False, style: str = "text", size: float = sizes.TEXT
) -> list[Words]:
    """Return lines of text below each other from `top`, centred on `at` or beginning there."""
    found = []
    for index, line in enumerate(lines):
        long = width(line.text, size)
        base = top + index * sizes.LINE + _BASE * size
        left = at if leading else at - long / 2
        found.append(Words(left, base, line.text, long, size, "old" if line.old else style, centred=not leading))
    return found


def straight(fitted: Fitted, row: MessageRow, y: float) -> list[Shape]:
    """Return the line of a message at a height, with its heads, rings and number."""
    sign = 1 if fitted.end > fitted.start else -1
    shapes = _line(row, (((fitted.start, y), (fitted.end, y)),))
    tail = fitted.start + sign * badge_width(row) / 2
    return [*shapes, *_ends(row, (tail, -sign), (fitted.end, sign), y, y), *_badge(row, fitted.start, y)]


def loop(fitted: Fitted, row: MessageRow, y: float) -> list[Shape]:
    """Return the line of a message to oneself, which leaves at a height and comes back below."""
    near, far, back = fitted.start, fitted.start + sizes.LOOP, y + sizes.TURN
    shapes = _line(row, (((near, y), (far, y), (far, back), (near, back)),))
    tail = near + badge_width(row) / 2
    return [*shapes, *_ends(row, (tail, -1), (near, -1), y, back), *_badge(row, near, y)]


def _line(row: MessageRow, strokes: tuple[tuple[Point, ...], ...]) -> list[Shape]:
    return [Path(strokes, "dotted" if row.arrow.dotted else "solid")]


def _ends(row: MessageRow, start: tuple[float, int], end: tuple[float, int], y: float, back: float) -> list[Shape]:
    """Return what stands at both ends; with each is told which way (1: right) a head there points."""
    arrow = row.arrow
    tail = _head(arrow.head, *start, y) if arrow.both or arrow.reverse else []
    tip = [] if arrow.reverse else _head(arrow.head, *end, back)
    rings = [(start, y)] * (row.centre in ("sender", "both")) + [(end, back)] * (row.centre in ("receiver", "both"))
    return [*tail, *tip, *(Circle(x, height, 4, "ring") for (x, _), height in rings)]


def _head(head: Head, x: float, way: int, y: float) -> list[Shape]:
    """Return a head with its tip at a point."""
    back = x - way * _TIP
    match head:
        case Head.NONE:
            return []
        case Head.ARROW:
            return [Path((((back, y - _SIDE), (x, y), (back, y + _SIDE)),), "head", True)]
        case Head.CROSS:
            centre = x - way * (_CROSS + 4)
            west, east, north, south = centre - _CROSS, centre + _CROSS, y - _CROSS, y + _CROSS
            return [Path((((west, north), (east, south)), ((west, south), (east, north))), "cross")]
        case Head.POINT:
            return [Path((((back, y - _SIDE), (x, y), (back, y + _SIDE)),), "open")]
        case Head.HALF_TOP | Head.STICK_TOP:
            side = y - _SIDE
        case Head.HALF_BOTTOM | Head.STICK_BOTTOM:
            side = y + _SIDE
    if head in (Head.HALF_TOP, Head.HALF_BOTTOM):
        return [Path((((back, side), (x, y), (back, y)),), "head", True)]
    return [Path((((back, side), (x, y)),), "open")]


def _badge(row: MessageRow, x: float, y: float) -> list[Shape]:
    if not row.badge:
        return []
    wide, long = badge_width(row), width(row.badge, sizes.SMALL)
    half = sizes.BADGE / 2
    words = Words(x - long / 2, y + 0.36 * sizes.SMALL, row.badge, long, sizes.SMALL, "number")
    return [Rect(x - wide / 2, y - half, wide, sizes.BADGE, "badge", half), words]
