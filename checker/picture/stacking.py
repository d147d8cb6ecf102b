"""What stands where from top to bottom: rows are placed one under the other, and their shapes made on the way."""

from __future__ import annotations

from collections.abc import Sequence

from checker.picture import sizes
from checker.picture.fitting import Fitted, Grid, Line, Lines, length, tab_width
from checker.picture.heads import Spot, head_height, head_shapes
from checker.picture.lines import loop, straight, texts
from checker.picture.marks import Kind, Mark, Remark
from checker.picture.metrics import width
from checker.picture.needs import shift
from checker.picture.rows import BarRow, CloseRow, DivideRow, FoldRow, Head, MessageRow, NoteRow, OpenRow
from checker.picture.shapes import Element, Path, Rect, Role, Shape, Words
from checker.picture.telling import told
from checker.picture.texts import read
from checker.picture.wrapping import wrapped

# From the last line of a message's text to its arrow, and from there to the end of the row.
_ABOVE, _BELOW = 4.0, 5.0
_TAB = 18.0
_REMARKED: dict[Kind, str] = {"failing": "why", "breaking": "why", "strengthening": "more"}


class Stack:
    """Takes fitted rows from top to bottom. `y` is where the next one begins; what is made is in the lists."""

    def __init__(
        self, heads: Sequence[Head], head_lines: Sequence[tuple[Lines, float]], grid: Grid, top: float
    ) -> None:
        self.y = top
        self.areas: list[Rect] = []  # coloured fragments, the outer ones first
        self.bands: list[tuple[float, float, Kind]] = []  # from where to where the colour of a mark reaches
        self.signs: list[tuple[float, float, Kind]] = []  # between which heights a sign stands in the gutter
        self.bars: list[Rect] = []
        self.elements: list[Element] = []
        self.gaps: list[tuple[float, float, float, float]] = []  # boxes in which lifelines are interrupted
        self.begun: dict[int, float] = {}  # where lifelines begin that do not at the top
        self.ended: dict[int, float] = {}
        self.colours: list[str] = []
        self._heads, self._head_lines, self._grid = heads, head_lines, grid
        self._open: list[tuple[int, Fitted, float, int | None, list[Shape]]] = []
        self._bars: dict[tuple[int, int], float] = {}
        self._arrow = top
        self._body: float | None = None  # where the part that is placed ends, if remarks stand below it

    def take(self, each: Fitted) -> None:
        """Place one row."""
        match each.row:
            case MessageRow() as row:
                self._message(each, row)
            case NoteRow():
                self._note(each)
            case OpenRow() as row:
                self._begin(each, row)
            case DivideRow() as row:
                self._divide(each, row)
            case CloseRow():
                self._end()
            case FoldRow():
                self._fold(each)
            case BarRow() as row:
                self._bar(row)

    def _add(self, role: Role, each: Fitted, shapes: Sequence[Shape], top: float) -> None:
        row = each.row
        kind: Kind | None = row.mark.kind if row.mark else None
        self.elements.append(Element(role, row.number, told(row, self._heads), tuple(shapes), kind, row.tip))
        if row.mark:
            self.bands.append((top, self.y, row.mark.kind))
            self.signs.append((top, self.y if self._body is None else self._body, row.mark.kind))
        self._body = None

    def _message(self, each: Fitted, row: MessageRow) -> None:
        top = self.y
        high = len(each.lines) * sizes.LINE
        if row.alone:
            high = max(high, sizes.TURN + 4)
            y = top + (high - sizes.TURN) / 2
            words = texts(each.lines, each.at, top + (high - len(each.lines) * sizes.LINE) / 2, leading=True)
            shapes = [*loop(each, row, y), *words]
            self._arrow, self.y = y + sizes.TURN, top + high + _BELOW
        else:
            words = texts(each.lines, each.at, top)
            created = self._created_height(row)
            y = max(top + high + (_ABOVE if high else 8.0), top + created / 2)
            shapes = [*straight(each, row, y), *words]
            self._arrow, self.y = y, max(y + _BELOW + (3 if row.badge else 0), y + created / 2)
            shapes += self._create(row, y)
        shapes += self._destroy(row, y)
        shapes += self._remarks(row.mark)
        self.gaps += [_around(word) for word in words]
        self._add("message", each, shapes, top)
        self.y += sizes.ROW

    def _remarks(self, mark: Mark | None) -> list[Shape]:
        """Return what is said below a part, over the whole width: its remarks, or why it fails."""
        if mark is None:
            return []
        if mark.kind == "failing":
            return self._remark(Remark("failing", mark.about)) if mark.about else []
        shapes: list[Shape] = []
        for remark in mark.remarks:
            self._body = self.y if self._body is None else self._body
            top = self.y
            shapes += self._remark(remark)
            if remark.kind != mark.kind:
                self.signs.append((top + 4, self.y, remark.kind))
        return shapes

    def _remark(self, remark: Remark) -> list[Shape]:
        room = self._grid.right - self._grid.left - 2 * sizes.EDGE
        lines = tuple(Line(line) for line in wrapped(read(remark.says), room, sizes.SMALL))
        left, top = self._grid.left + sizes.EDGE, self.y + 4
        style = _REMARKED.get(remark.kind, "faint")
        words = texts(lines, left, top, leading=True, style=style, size=sizes.SMALL)
        self.gaps += [_around(word) for word in words]
        high = len(lines) * sizes.LINE
        self.y = top + high
        # What stands beside the text, such as the side of a frame, must not run through it.
        plate = Rect(left - 3, top, length(lines, sizes.SMALL) + 6, high, f"plate {remark.kind}")
        return [plate, *words]

    def _created_height(self, row: MessageRow) -> float:
        return 0.0 if row.creates is None else head_height(self._heads[row.creates], self._head_lines[row.creates][0])

    def _create(self, row: MessageRow, y: float) -> list[Shape]:
        if row.creates is None:
            return []
        head, (lines, wide) = self._heads[row.creates], self._head_lines[row.creates]
        high = head_height(head, lines)
        self.begun[row.creates] = y + high / 2
        return head_shapes(head, lines, Spot(self._grid.x(row.creates), y - high / 2, wide, high))

    def _destroy(self, row: MessageRow, y: float) -> list[Shape]:
        crosses: list[Shape] = []
        for column in row.destroys:
            x = self._grid.x(column)
            self.ended[column] = y
            strokes = (((x - 7, y - 7), (x + 7, y + 7)), ((x - 7, y + 7), (x + 7, y - 7)))
            crosses.append(Path(strokes, "end"))
        return crosses

    def _note(self, each: Fitted) -> None:
        top = self.y
        high = max(len(each.lines), 1) * sizes.LINE + 2 * sizes.NOTE - 2
        self.y = top + high
        box = Rect(each.low, top, each.high - each.low, high, "note", 2)
        shapes = [box, *texts(each.lines, each.at, top + sizes.NOTE - 1), *self._remarks(each.row.mark)]
        self._add("note", each, shapes, top)
        self.y += sizes.ROW

    def _begin(self, each: Fitted, row: OpenRow) -> None:
        top = self.y + 2
        area = None
        shapes: list[Shape] = []
        if row.colour or row.kind == "rect":
            area = len(self.areas)
            self.areas.append(Rect(each.low, top, each.high - each.low, 0, f"tint{len(self.colours)}", 3))
            self.colours.append(row.colour)
            self.y = top + sizes.ROW
        else:
            shapes += self._label(each, row.kind, top, "tab")
            self.y = top + max(_TAB, len(each.lines) * sizes.LINE + 2)
            shapes += self._remarks(row.mark)
            self.y += sizes.ROW
        self._open.append((len(self.elements), each, top, area, shapes))
        self._add("frame", each, (), top)

    def _label(self, each: Fitted, word: str, top: float, style: str) -> list[Shape]:
        """Return the word of a frame in its corner, and its condition beside it."""
        low, right = each.low, each.low + tab_width(word)
        corner = ((low, top), (right, top), (right, top + _TAB - 6), (right - 6, top + _TAB), (low, top + _TAB))
        gone = each.row.mark is not None and each.row.mark.kind == "removed"
        said = Words(low + 7, top + 13, word, width(word, sizes.SMALL), sizes.SMALL, "old" if gone else "strong")
        words = texts(each.lines, each.at, top + 2, leading=True)
        self.gaps += [_around(line) for line in (said, *words)]
        return [*([Path((corner,), style, True)] if style else []), said, *words]

    def _divide(self, each: Fitted, row: DivideRow) -> None:
        top = self.y
        line = Path((((each.low, top), (each.high, top)),), "divide")
        words = self._label(each, row.word, top + 1, "")
        self.y = top + max(_TAB, len(each.lines) * sizes.LINE + 2)
        remarks = self._remarks(row.mark)
        self._add("section", each, (line, *words, *remarks), top)
        self.y += sizes.ROW

    def _end(self) -> None:
        index, each, top, area, shapes = self._open.pop()
        bottom = self.y
        if area is None:
            box = Rect(each.low, top, each.high - each.low, bottom - top, "frame", 0)
            self._shape(index, (box, *shapes))
        else:
            old = self.areas[area]
            self.areas[area] = Rect(old.x, old.y, old.width, bottom - top, old.style, old.radius)
        self.y = bottom + sizes.ROW + 2

    def _shape(self, index: int, shapes: Sequence[Shape]) -> None:
        old = self.elements[index]
        self.elements[index] = Element(old.role, old.number, old.label, tuple(shapes), old.kind, old.tip)

    def _fold(self, each: Fitted) -> None:
        top = self.y
        words = texts(each.lines, each.at, top + 2, style="faint")
        y, half = top + sizes.LINE / 2 + 2, length(each.lines) / 2 + 10
        low, high = each.low + sizes.EDGE, each.high - sizes.EDGE
        line = Path((((low, y), (each.at - half, y)), ((each.at + half, y), (high, y))), "fold")
        self.gaps.append((low, top - 4, high, top + sizes.LINE + 8))
        self.y = top + sizes.LINE + 4
        self._add("fold", each, (line, *words), top)
        self.y += sizes.ROW

    def _bar(self, row: BarRow) -> None:
        if row.begins:
            self._bars[row.column, row.level] = self._arrow if row.attached else self.y
            return
        top = self._bars.pop((row.column, row.level), self.y)
        bottom = self._arrow if row.attached else self.y - sizes.ROW / 2
        bottom = max(bottom, top + 6)
        left = self._grid.x(row.column) + shift(row.level + 1) - sizes.BAR
        self.bars.append(Rect(left, top, sizes.BAR, bottom - top, "bar"))


def _around(words: Words) -> tuple[float, float, float, float]:
    left, top, right, bottom = words.bounds
    return left - 2, top, right + 2, bottom
