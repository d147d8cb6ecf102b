"""The layout of a sequence diagram: a pure function from a diagram and its marks to placed shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.diagram.tree import Diagram
from checker.picture import sizes
from checker.picture.columns import placed
from checker.picture.fitting import Grid, Line, Lines, fitted_heads, fitted_rows
from checker.picture.heads import Spot, head_height, head_shapes
from checker.picture.legend import legend, sign_shapes
from checker.picture.lines import texts
from checker.picture.marks import NO_MARKS, Kind, Marks
from checker.picture.needs import margin_of, needs_of
from checker.picture.paging import page_of
from checker.picture.rows import BoxFrame, Head, Page
from checker.picture.shapes import Element, Path, Picture, Point, Rect, Shape, Words
from checker.picture.stacking import Stack
from checker.picture.telling import description, marked, name_of
from checker.picture.texts import read
from checker.picture.tints import tint
from checker.picture.wrapping import widest, wrapped

# No narrower than that, so that a title and a legend have room.
_LEAST = 320.0
_FOOT = 12.0
_REMARKED: dict[Kind, str] = {"breaking": "why", "strengthening": "more"}
_CALM = ("seen", "missing", "unobservable")


def laid_out(diagram: Diagram, marks: Marks = NO_MARKS, title: str = "") -> Picture:
    """Return the picture of a diagram; `title` stands above it in place of its own.

    The picture is 1,000 pixels wide at most, unless its lifelines need more at a legible size. Raises DiagramError for
    a tree that breaks the rules of the language.
    """
    page = page_of(diagram, marks, title)
    kinds = _kinds(page)
    left = sizes.GUTTER if kinds else 0.0
    grid = _grid(page, left)
    heading = wrapped((page.title,), grid.right - grid.left - 2 * sizes.EDGE, sizes.LARGE) if page.title else ()
    top = sizes.EDGE + len(heading) * (sizes.LARGE + 6) + (6 if heading else 0)
    return _Composer(page, grid, kinds).picture(heading, top)


def _noted(page: Page, grid: Grid, top: float) -> tuple[list[Words], float]:
    """Return what is remarked of the picture as a whole, from a height down, and where it ends."""
    found: list[Words] = []
    for remark in page.remarks:
        lines = _plain(*wrapped(read(remark.says), grid.right - grid.left - 2 * sizes.EDGE, sizes.SMALL))
        style = _REMARKED.get(remark.kind, "faint")
        found += texts(lines, grid.left + sizes.EDGE, top, leading=True, style=style, size=sizes.SMALL)
        top += len(lines) * sizes.LINE
    return found, top + (6 if page.remarks else 0)


def _kinds(page: Page) -> tuple[Kind, ...]:
    marks = [each.mark for each in (*page.heads, *page.rows) if each.mark and each.mark.kind != "hidden"]
    return tuple(sorted({kind for mark in marks for kind in (mark.kind, *(each.kind for each in mark.remarks))}))


def _grid(page: Page, left: float) -> Grid:
    edges = placed(len(page.heads), needs_of(page, left), sizes.PAGE) if page.heads else (0.0, _LEAST)
    spare = max(0.0, _LEAST - edges[-1])
    edges = (0.0, *(round(x + spare / 2, 1) for x in edges[1:-1]), edges[-1] + spare)
    heads = tuple(wide for _, wide in fitted_heads(page, Grid(left, edges)))
    return Grid(left, edges, heads, margin_of(page.rows))


class _Composer:
    """Puts the parts of one picture together."""

    def __init__(self, page: Page, grid: Grid, kinds: tuple[Kind, ...]) -> None:
        self._page, self._grid, self._kinds = page, grid, kinds
        self._heads = fitted_heads(page, grid)
        # Who is created and destroyed stands neither in the upper row of heads nor in the lower one.
        standing = (
            head_height(head, lines)
            for index, (head, (lines, _)) in enumerate(zip(page.heads, self._heads, strict=True))
            if not (head.created and self._ends(index))
        )
        self._high = max(standing, default=0.0)

    def picture(self, heading: Sequence[str], top: float) -> Picture:
        """Return the picture; its heads begin below the heading and the titles of boxes."""
        page, grid = self._page, self._grid
        noted, top = _noted(page, grid, top)
        titles = max((len(self._box_title(box)) for box in page.boxes), default=0) * sizes.LINE
        boxed = 8.0 if page.boxes else 0.0
        first = top + titles + boxed
        stack = Stack(page.heads, self._heads, grid, first + self._high + sizes.ROW + 6)
        for each in fitted_rows(page, grid):
            stack.take(each)
        foot = stack.y + 4
        colours = (*stack.colours, *(box.colour for box in page.boxes))
        signs = [shape for low, high, kind in stack.signs for shape in sign_shapes(kind, low, high)]
        elements = [*self._title(heading, noted), *self._boxes(top), *self._lifelines(first, foot), *stack.elements]
        key, height = legend(self._kinds, grid, foot + self._high + boxed + _FOOT)
        return Picture(
            width=grid.right,
            height=round(height, 1),
            title=page.title or "Sequence diagram",
            about=description(page),
            ground=(
                *self._areas(top, foot + self._high + boxed / 2, len(stack.areas)),
                *stack.areas,
                *(self._band(*each) for each in _joined(stack.bands)),
                *self._lines(stack, first + self._high, foot),
                *stack.bars,
            ),
            elements=(*elements, *([Element("legend", -1, "signs", (*signs, *key))] if key else [])),
            columns=grid.edges[1:-1],
            tints=tuple(map(tint, colours)),
        )

    def _title(self, heading: Sequence[str], noted: Sequence[Words]) -> list[Element]:
        shapes: list[Shape] = [*noted]
        for index, line in enumerate(heading):
            at = self._grid.left + sizes.EDGE
            shapes += texts(_plain(line), at, sizes.EDGE + index * (sizes.LARGE + 6), leading=True, size=sizes.LARGE)
        return [Element("title", -1, self._page.title, tuple(shapes))] if shapes else []

    def _lifelines(self, first: float, foot: float) -> list[Element]:
        found = []
        for index, (head, (lines, wide)) in enumerate(zip(self._page.heads, self._heads, strict=True)):
            x, high = self._grid.x(index), self._high
            shapes = [] if head.created else head_shapes(head, lines, Spot(x, first, wide, high))
            if not self._ends(index):
                shapes += head_shapes(head, lines, Spot(x, foot, wide, high))
            if head.mark:
                shapes += self._head_sign(head, x, first, wide)
            kind = head.mark.kind if head.mark else None
            about = head.mark.about if head.mark else ""
            found.append(Element("lifeline", index, f"{marked(head.mark)}{name_of(head)}", tuple(shapes), kind, about))
        return found

    def _head_sign(self, head: Head, x: float, first: float, wide: float) -> list[Shape]:
        """Return the sign of a marked lifeline, in a square at the corner of its head."""
        if head.mark is None or head.mark.kind == "hidden":
            return []
        left = x + wide / 2 - 6
        plate = Rect(left, first - 9, 18, 18, f"plate {head.mark.kind}", 4)
        return [plate, *sign_shapes(head.mark.kind, first - 9, first + 9, left + 9)]

    def _ends(self, column: int) -> bool:
        return any(column in getattr(row, "destroys", ()) for row in self._page.rows)

    def _lines(self, stack: Stack, top: float, foot: float) -> Iterable[Shape]:
        """Yield the lifelines, interrupted where texts stand on them."""
        for index in range(len(self._page.heads)):
            x = self._grid.x(index)
            begin, end = stack.begun.get(index, top), stack.ended.get(index, foot)
            gaps = [(low, high) for left, low, right, high in stack.gaps if left < x < right]
            yield Path(tuple(_interrupted(x, begin, end, gaps)), "lifeline")

    def _band(self, low: float, high: float, kind: Kind) -> Rect:
        """Return the colour behind rows; what need not be looked at has it in the gutter only."""
        wide = sizes.GUTTER if kind in _CALM else self._grid.right
        return Rect(0, low, wide, high - low, f"band {kind}")

    def _box_title(self, box: BoxFrame) -> tuple[str, ...]:
        low, high = self._box_sides(box)
        return wrapped(box.said.lines, high - low - 10, sizes.TEXT)

    def _box_sides(self, box: BoxFrame) -> tuple[float, float]:
        """Return where a box begins and ends: around its heads, and as far beyond as its title needs and may go."""
        first, last = box.columns[0], box.columns[-1]
        half = sizes.APART / 2 - 2
        low, high = self._head_sides(first)[0] - half, self._head_sides(last)[1] + half
        missing = max(0.0, widest(box.said.lines, sizes.TEXT) + 10 - (high - low)) / 2
        before = self._head_sides(first - 1)[1] if first else self._grid.left
        after = self._head_sides(last + 1)[0] if last + 1 < len(self._page.heads) else self._grid.right
        return (
            max(low - missing, min(low, (before + low + half) / 2 + 2)),
            min(high + missing, max(high, (after + high - half) / 2 - 2)),
        )

    def _head_sides(self, column: int) -> tuple[float, float]:
        x, wide = self._grid.x(column), self._grid.heads[column]
        return x - wide / 2, x + wide / 2

    def _boxes(self, top: float) -> list[Element]:
        found = []
        for number, box in enumerate(self._page.boxes):
            low, high = self._box_sides(box)
            words = texts(_plain(*self._box_title(box)), (low + high) / 2, top)
            label = f"box {' '.join(box.said.lines)}".strip()
            found.append(Element("box", number, label, tuple(words)))
        return found

    def _areas(self, top: float, foot: float, first: int) -> list[Rect]:
        """Return the areas of boxes, whose colours are numbered from `first`."""
        sides = [self._box_sides(box) for box in self._page.boxes]
        return [
            Rect(low, top - 4, high - low, foot - top + 8, f"tint{first + number}", 6)
            for number, (low, high) in enumerate(sides)
        ]


def _plain(*lines: str) -> Lines:
    return tuple(map(Line, lines))


def _joined(bands: Sequence[tuple[float, float, Kind]]) -> Iterable[tuple[float, float, Kind]]:
    """Yield the bands; those of one kind that follow each other are one."""
    open_: tuple[float, float, Kind] | None = None
    for low, high, kind in bands:
        if open_ and open_[2] == kind and low - open_[1] <= sizes.ROW + 3:
            open_ = (open_[0], high + 4, kind)
            continue
        if open_:
            yield open_
        open_ = (low - 4, high + 4, kind)
    if open_:
        yield open_


def _interrupted(
    x: float, begin: float, end: float, gaps: Iterable[tuple[float, float]]
) -> Iterable[tuple[Point, ...]]:
    """Yield the strokes of a vertical line that leaves gaps."""
    y = begin
    for low, high in sorted(gaps):
        if low > y:
            yield (x, y), (x, min(low, end))
        y = max(y, high)
        if y >= end:
            return
    if y < end:
        yield (x, y), (x, end)
