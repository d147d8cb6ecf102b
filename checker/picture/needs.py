"""How much room the texts of a page need between lifelines, and how much they would like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.picture import sizes
from checker.picture.columns import Need
from checker.picture.metrics import width
from checker.picture.rows import BoxFrame, CloseRow, Head, MessageRow, NoteRow, OpenRow, Page, Row, Said
from checker.picture.wrapping import narrowest, widest

# What the line of a message takes beside its text: a little air at both ends, the half of a bar, the head.
AIR = 12.0
# Between the loop of a message to oneself and its text, and between the word of a frame and its label.
BESIDE = 6.0
# Frames deeper than that stand closer at the borders.
_DEEPEST = 12
# No head is narrower, whatever its text.
_NARROW = 28.0
# And where there is room, lifelines stand so far apart, whatever their texts.
_EASY = 80.0
# What the heads beside a box take of the room that its title would like.
_BOXED = 50.0


def needs_of(page: Page, left: float) -> Iterator[Need]:
    """Yield what each head and row needs; `left` is what the gutter takes."""
    count, margin = len(page.heads), margin_of(page.rows)
    yield from _heads(page.heads, left)
    for row in page.rows:
        match row:
            case MessageRow():
                yield _message(row, count, margin)
            case NoteRow():
                yield from _note(row, count, left, margin)
            case _:
                pass
    yield from _nested(count, left, margin)
    yield from _boxes(page.boxes)


_Rooms = tuple[float, float, float]


def badge_width(row: MessageRow) -> float:
    """Return how wide the number of a message is; 0 where it has none."""
    return max(sizes.BADGE, width(row.badge, sizes.SMALL) + 8) if row.badge else 0.0


def shift(level: int) -> float:
    """Return how far right of a lifeline its bars reach, of which `level` are active."""
    return sizes.BAR / 2 + (level - 1) * sizes.LIFT if level else 0.0


def _heads(heads: Sequence[Head], left: float) -> Iterator[Need]:
    above = [width(each.stereotype, sizes.SMALL) for each in heads]
    texts = [all_lines(each.said) for each in heads]
    least = [max(narrowest(t, sizes.TEXT), a, _NARROW) + 2 * sizes.HEAD for t, a in zip(texts, above, strict=True)]
    natural = [widest(text, sizes.TEXT) + 2 * sizes.HEAD for text in texts]
    wish = [max(low, min(high, sizes.HEAD_WISH)) for low, high in zip(least, natural, strict=True)]
    for index in range(len(heads) - 1):
        pair = slice(index, index + 2)
        yield _need(index + 1, index + 2, (max(least[pair]), max(wish[pair]), max(*wish[pair], _EASY)), sizes.APART)
    yield _need(0, 1, (least[0] / 2, wish[0] / 2, wish[0] / 2), left + sizes.EDGE)
    yield _need(len(heads), len(heads) + 1, (least[-1] / 2, wish[-1] / 2, wish[-1] / 2), sizes.EDGE)


def _need(low: int, high: int, rooms: _Rooms, beside: float) -> Need:
    """Return a need for a text that has something beside it."""
    least, good, wish = rooms
    return Need(low, high, least + beside, good + beside, wish + beside)


def _rooms(said: Said, most: float) -> _Rooms:
    """Return the widths in which a text has no broken word, about two lines, and one line of at most `most`."""
    least, natural = narrowest(all_lines(said), sizes.TEXT), widest(all_lines(said), sizes.TEXT)
    return least, max(least, min(0.6 * natural, most)), max(least, min(natural, most))


def all_lines(said: Said) -> tuple[str, ...]:
    """Return the lines of a text with those that are struck out."""
    return said.old + said.lines


def _message(row: MessageRow, count: int, margin: float) -> Need:
    beside = AIR + badge_width(row)
    if row.alone:
        rooms = _rooms(row.said, sizes.MESSAGE_WISH)
        beside += margin - sizes.EDGE if row.sender + 1 == count else 0.0
        return _need(row.sender + 1, row.sender + 2, rooms, beside + sizes.LOOP + BESIDE + shift(max(row.levels)))
    low, high = sorted((row.sender, row.receiver))
    beside += shift(row.levels[0 if row.sender == low else 1]) + sizes.BAR / 2
    beside += sizes.HEAD_WISH / 2 if row.creates is not None else 0.0
    return _need(low + 1, high + 1, _rooms(row.said, sizes.MESSAGE_WISH * (high - low)), beside)


def _note(row: NoteRow, count: int, left: float, margin: float) -> Iterator[Need]:
    around = 2 * sizes.NOTE
    rooms = _rooms(row.said, sizes.NOTE_WISH)
    first, last = row.first + 1, row.last + 1
    if row.side == "right of":
        yield _need(last, last + 1, rooms, around + AIR + margin)
    elif row.side == "left of":
        yield _need(first - 1, first, rooms, around + AIR + (left + margin if first == 1 else AIR))
    elif first < last:
        yield _need(first, last, rooms, around - 2 * sizes.REACH)
    elif first == 1 or last == count:
        # At the border a note may stand aside of its lifeline.
        yield _need(first - 1, last + 1, rooms, around + 2 * margin + left)
    else:
        half = (rooms[0] / 2, rooms[1] / 2, rooms[2] / 2)
        yield _need(first - 1, first, half, around / 2 + AIR / 2)
        yield _need(last, last + 1, half, around / 2 + AIR / 2)


def _nested(count: int, left: float, margin: float) -> Iterator[Need]:
    """Yield the room that frames take at the borders beyond the lifelines there."""
    if margin > sizes.EDGE:
        room = sizes.REACH + margin
        yield _need(0, 1, (room, room, room), left)
        yield _need(count, count + 1, (room, room, room), 0.0)


def _boxes(boxes: Sequence[BoxFrame]) -> Iterator[Need]:
    """Yield the room that the titles of boxes would like between the lifelines beside them."""
    for each in boxes:
        if each.columns and each.said.lines:
            _, good, wish = _rooms(each.said, sizes.MESSAGE_WISH)
            yield _need(each.columns[0], each.columns[-1] + 2, (0.0, good, wish), 2 * _BOXED)


def margin_of(rows: Sequence[Row]) -> float:
    """Return what frames in frames leave free at the borders for each other."""
    depth = deepest = 0
    for row in rows:
        depth += isinstance(row, OpenRow) - isinstance(row, CloseRow)
        deepest = max(depth, deepest)
    return sizes.EDGE + min(deepest, _DEEPEST) * sizes.FRAME
