"""How far each row of a page reaches from left to right, and how its texts break there: all but the heights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from checker.picture import sizes
from checker.picture.metrics import width
from checker.picture.needs import AIR, BESIDE, all_lines, badge_width, shift
from checker.picture.rows import CloseRow, DivideRow, FoldRow, Head, MessageRow, NoteRow, OpenRow, Page, Row, Said
from checker.picture.wrapping import narrowest, widest, wrapped


class Line(NamedTuple):
    """A line of a text; an `old` one is struck out."""

    text: str
    old: bool = False


Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the lifelines stand, what the gutter takes at the left, how wide each head is.

    `margin` is kept at both borders by what stands in frames, so that the frames have room around it.
    """

    left: float
    edges: tuple[float, ...]
    heads: tuple[float, ...] = ()
    margin: float = sizes.EDGE

    @property
    def right(self) -> float:
        """The right border, which is the width of the picture."""
        return self.edges[-1]

    def x(self, column: int) -> float:
        """Return where a lifeline stands."""
        return self.edges[column + 1]


class Fitted(NamedTuple):
    """A row with its text in lines, how far it reaches, and where its text stands.

    The text is centred on `at`, or begins there (`leading`). Of a message `start` and `end` are those of its line.
    """

    row: Row
    lines: Lines
    low: float
    high: float
    at: float = 0.0
    leading: bool = False
    start: float = 0.0
    end: float = 0.0


@dataclass(slots=True)
class _Open:
    """A frame that is not closed yet: the rows that carry its labels, and how far what stands in it reaches."""

    labels: list[int]
    low: float = inf
    high: float = -inf


def fitted_heads(page: Page, grid: Grid) -> tuple[tuple[Lines, float], ...]:
    """Return the lines of each head and its width."""
    return tuple(_head(head, index, grid) for index, head in enumerate(page.heads))


def fitted_rows(page: Page, grid: Grid) -> tuple[Fitted, ...]:
    """Return all rows, fitted; frames around what stands in them."""
    found: list[Fitted] = []
    stack: list[_Open] = []
    for number, row in enumerate(page.rows):
        match row:
            case OpenRow():
                stack.append(_Open([number]))
                found.append(Fitted(row, (), 0, 0))
            case DivideRow() if stack:
                stack[-1].labels.append(number)
                found.append(Fitted(row, (), 0, 0))
            case CloseRow() if stack:
                frame = stack.pop()
                low, high = _sides_of(frame, [found[each].row for each in frame.labels], grid)
                for each in frame.labels:
                    found[each] = _framed(found[each], low, high)
                found.append(Fitted(row, (), low, high))
                _reach(stack, low, high)
            case _:
                fitted = _fitted(row, grid)
                found.append(fitted)
                if isinstance(row, MessageRow | NoteRow):
                    _reach(stack, fitted.low, fitted.high)
    return tuple(found)


def broken(said: Said, room: float, size: float = sizes.TEXT) -> Lines:
    """Return a text in lines that fit a room: first what is struck out, then what stands there now."""
    old = (Line(line, True) for line in wrapped(said.old, room, size))
    return (*old, *(Line(line) for line in wrapped(said.lines, room, size)))


def length(lines: Lines, size: float = sizes.TEXT) -> float:
    """Return the width of the longest line."""
    return widest((line.text for line in lines), size)


def tab_width(word: str) -> float:
    """Return how wide the corner of a frame is that holds its word."""
    return width(word, sizes.SMALL) + 18


def _head(head: Head, index: int, grid: Grid) -> tuple[Lines, float]:
    here = grid.x(index)
    before, after = here - grid.edges[index], grid.edges[index + 2] - here
    left = 2 * (before - grid.left - sizes.EDGE) if index == 0 else before - sizes.APART
    right = 2 * (after - sizes.EDGE) if index + 3 == len(grid.edges) else after - sizes.APART
    room = min(left, right, 1.4 * sizes.HEAD_WISH)
    lines = broken(head.said, room - 2 * sizes.HEAD + 0.2)
    widths = length(lines), width(head.stereotype, sizes.SMALL)
    return lines, min(room, max(*widths, 40.0) + 2 * sizes.HEAD)


def _fitted(row: Row, grid: Grid) -> Fitted:
    match row:
        case MessageRow():
            return _alone(row, grid) if row.alone else _between(row, grid)
        case NoteRow():
            return _note(row, grid)
        case FoldRow():
            word = f"{row.word} " if row.word else ""
            text = f"{row.count:,} {word}{'step' if row.count == 1 else 'steps'}"
            return Fitted(row, (Line(text),), grid.left, grid.right, (grid.left + grid.right) / 2)
        case _:
            return Fitted(row, (), 0, 0)


def _between(row: MessageRow, grid: Grid) -> Fitted:
    start, end = grid.x(row.sender), grid.x(row.receiver)
    forward = start < end
    sign = 1 if forward else -1
    outward = [shift(level) if sign * side > 0 else min(level, 1) * sizes.BAR / 2 for level, side in _sides(row)]
    start, end = start + sign * outward[0], end - sign * outward[1]
    badge = badge_width(row)
    if row.creates == row.sender:
        start = grid.x(row.sender) + sign * (grid.heads[row.sender] + badge) / 2
    elif row.creates == row.receiver:
        end = grid.x(row.receiver) - sign * grid.heads[row.receiver] / 2
    lines = broken(row.said, abs(end - start) - AIR - badge + 0.2)
    at = (start + sign * badge + end) / 2
    half = length(lines) / 2
    low, high = sorted((start, end))
    low, high = min(low - sizes.BAR, at - half), max(high + sizes.BAR, at + half)
    return Fitted(row, lines, low, high, at, False, start, end)


def _sides(row: MessageRow) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the levels at both ends, each with the side on which a message to the right is: 1 right, -1 left."""
    return (row.levels[0], 1), (row.levels[1], -1)


def _alone(row: MessageRow, grid: Grid) -> Fitted:
    start = grid.x(row.sender) + shift(max(row.levels))
    at = start + sizes.LOOP + BESIDE
    last = row.sender + 3 == len(grid.edges)
    room = grid.x(row.sender + 1) - at - (grid.margin if last else BESIDE)
    lines = broken(row.said, max(room, 1.0) + 0.2)
    return Fitted(row, lines, grid.x(row.sender) - sizes.BAR, at + length(lines), at, True, start, start)


def _note(row: NoteRow, grid: Grid) -> Fitted:
    first, last = grid.x(row.first), grid.x(row.last)
    if row.side == "over" and row.first < row.last:
        low, high = first - sizes.REACH, last + sizes.REACH
        lines = broken(row.said, high - low - 2 * sizes.NOTE + 0.2)
        return Fitted(row, lines, low, high, (low + high) / 2)
    low, high, centre = _beside(row, grid)
    room = max(high - low, narrowest(all_lines(row.said), sizes.TEXT) + 2 * sizes.NOTE)
    lines = broken(row.said, min(room, sizes.NOTE_WISH + 2 * sizes.NOTE) - 2 * sizes.NOTE + 0.2)
    half = max(length(lines) + 2 * sizes.NOTE, 40.0) / 2
    centre = {"left of": high - half, "right of": low + half}.get(row.side, centre)
    at = max(min(centre, high - half), low + half)
    return Fitted(row, lines, at - half, at + half, at)


def _beside(row: NoteRow, grid: Grid) -> tuple[float, float, float]:
    """Return between what a note of one lifeline stands, and where its middle would best be."""
    here = grid.x(row.first)
    first, last = row.first == 0, row.first + 3 == len(grid.edges)
    low = grid.left + grid.margin if first else grid.x(row.first - 1) + AIR / 2
    high = grid.right - grid.margin if last else grid.x(row.first + 1) - AIR / 2
    if row.side == "left of":
        return low, here - AIR, here
    if row.side == "right of":
        return here + AIR, high, here
    if first or last:
        return low, high, here
    half = min(here - low, high - here)
    return here - half, here + half, here


def _reach(stack: Sequence[_Open], low: float, high: float) -> None:
    """Tell the innermost open frame how far something in it reaches."""
    if stack:
        stack[-1].low, stack[-1].high = min(stack[-1].low, low), max(stack[-1].high, high)


def _sides_of(frame: _Open, labels: Iterable[Row], grid: Grid) -> tuple[float, float]:
    """Return from where to where a frame goes around what stands in it, wide enough for its labels."""
    if frame.low < frame.high:
        low, high = frame.low - sizes.FRAME, frame.high + sizes.FRAME
    else:
        low, high = grid.edges[1] - sizes.REACH, grid.edges[-2] + sizes.REACH
    least = max(map(_label_room, labels), default=0.0)
    middle, half = (low + high) / 2, max(high - low, least) / 2
    # What does not fit at a border is had from the other side.
    first, last = grid.left + sizes.EDGE / 2, grid.right - sizes.EDGE / 2
    low, high = middle - half, middle + half
    low, high = low - max(0.0, high - last), min(high, last)
    return max(low, first), min(high + max(0.0, first - low), last)


def _label_room(row: Row) -> float:
    if not isinstance(row, OpenRow | DivideRow):
        return 0.0
    word = row.kind if isinstance(row, OpenRow) else row.word
    said = all_lines(_bracketed(row.said))
    label = (
        max(narrowest(said, sizes.TEXT), min(widest(said, sizes.TEXT), sizes.HEAD_WISH)) + 2 * BESIDE if said else 0.0
    )
    return tab_width(word) + label


def _framed(each: Fitted, low: float, high: float) -> Fitted:
    """Return the row that opens or divides a frame, between its sides."""
    row = each.row
    if not isinstance(row, OpenRow | DivideRow):
        return each
    at = low + tab_width(row.kind if isinstance(row, OpenRow) else row.word) + BESIDE
    lines = broken(_bracketed(row.said), max(high - at - BESIDE, 1.0) + 0.2)
    return Fitted(row, lines, low, high, at, True)


def _bracketed(said: Said) -> Said:
    """Return a condition as it is written: in brackets."""

    def inside(lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            f"{'[' if not index else ''}{line}{']' if index == len(lines) - 1 else ''}"
            for index, line in enumerate(lines)
        )

    return Said(inside(said.lines), inside(said.old))
