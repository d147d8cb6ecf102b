"""The signs of marks, which say without colour what a row is, and the line below a picture that explains them."""

from __future__ import annotations

from collections.abc import Sequence

from checker.picture import sizes
from checker.picture.fitting import Grid
from checker.picture.marks import WORDS, Kind
from checker.picture.metrics import width
from checker.picture.shapes import Circle, Path, Shape, Words

_LETTERS: dict[Kind, str] = {
    "added": "+",
    "removed": "−",
    "changed": "~",
    "failing": "!",
    "breaking": "!",
    "strengthening": "↑",
    "unobservable": "?",
}


def sign_shapes(kind: Kind, low: float, high: float, x: float = sizes.GUTTER / 2) -> list[Shape]:
    """Return the sign of a kind in the middle between two heights: + - ~ ! ?, a tick for seen, a ring for not seen."""
    y = (low + high) / 2
    style = f"sign {kind}"
    if kind == "seen":
        return [Path((((x - 5, y), (x - 1.5, y + 4), (x + 5, y - 4)),), style)]
    if kind == "missing":
        return [Circle(x, y, 4.5, style)]
    letter = _LETTERS.get(kind, "")
    long = width(letter, sizes.LARGE)
    return [Words(x - long / 2, y + 0.34 * sizes.LARGE, letter, long, sizes.LARGE, style)] if letter else []


def legend(kinds: Sequence[Kind], grid: Grid, top: float) -> tuple[list[Shape], float]:
    """Return what explains the signs of a picture, from `top` down, and where the picture ends."""
    shapes: list[Shape] = []
    x, y = grid.left, top
    for kind in kinds:
        words = WORDS[kind]
        long = width(words, sizes.SMALL)
        if x > grid.left and x + sizes.GUTTER + long > grid.right - sizes.EDGE:
            x, y = grid.left, y + sizes.LINE + 4
        shapes += sign_shapes(kind, y, y + sizes.LINE, x + sizes.GUTTER / 2)
        shapes.append(Words(x + sizes.GUTTER, y + 0.95 * sizes.SMALL, words, long, sizes.SMALL, "faint"))
        x += sizes.GUTTER + long + 2 * sizes.EDGE
    return shapes, (y + sizes.LINE + sizes.EDGE) if shapes else top
