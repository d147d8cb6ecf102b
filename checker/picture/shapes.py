"""A picture before it is painted: shapes with their places in pixels, grouped by what they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.picture.marks import Kind

Role = Literal["title", "lifeline", "message", "note", "frame", "section", "fold", "box", "legend"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle; `style` names how it looks."""

    x: float
    y: float
    width: float
    height: float
    style: str
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Path:
    """Straight lines through points, in one or more strokes; a `closed` one is an area."""

    strokes: tuple[tuple[Point, ...], ...]
    style: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle around a point."""

    x: float
    y: float
    radius: float
    style: str


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse around a point."""

    x: float
    y: float
    across: float
    down: float
    style: str


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text: `x` is its left end, `y` its base line, `width` what was measured.

    A `centred` one keeps its middle where a reader's font is of another width.
    """

    x: float
    y: float
    text: str
    width: float
    size: float
    style: str
    centred: bool = False

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what the line takes, with ascenders and descenders."""
        return self.x, self.y - 0.8 * self.size, self.x + self.width, self.y + 0.22 * self.size


Shape = Rect | Path | Circle | Ellipse | Words


@dataclass(frozen=True, slots=True)
class Element:
    """What one part of a diagram looks like; `label` tells it in words, `tip` adds where it was read."""

    role: Role
    number: int
    label: str
    shapes: tuple[Shape, ...]
    kind: Kind | None = None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of `width` by `height` pixels: what lies under all else, then the elements in the order of reading.

    `columns` are where the lifelines stand; `tints` the colours of areas, light and dark, which styles name by number.
    `about` tells the whole picture in words.
    """

    width: float
    height: float
    title: str
    about: tuple[str, ...]
    ground: tuple[Shape, ...]
    elements: tuple[Element, ...]
    columns: tuple[float, ...]
    tints: tuple[tuple[str, str], ...] = ()
