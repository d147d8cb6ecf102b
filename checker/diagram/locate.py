"""Where a position of the cleaned text stands in the user's file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from checker.base.places import Span
from checker.diagram.clean import Range


class Edited:
    """A text and the pieces of the original that are left of it."""

    __slots__ = ("pieces", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[Range] = [(0, 0)]  # (offset in the text, offset in the original)

    def replace(self, text: str) -> None:
        """Put in a text of the same length."""
        self.text = text

    def cut(self, ranges: Sequence[Range]) -> None:
        """Remove ranges, which are in order and do not overlap."""
        if not ranges:
            return
        kept: list[str] = []
        pieces: list[Range] = []
        starts = [at for at, _ in self.pieces]
        size = begin = 0
        for start, end in [*ranges, (len(self.text), len(self.text))]:
            if begin < start:
                self._keep(pieces, starts, begin, start, size)
                kept.append(self.text[begin:start])
                size += start - begin
            begin = end
        self.text = "".join(kept)
        self.pieces = pieces or [(0, 0)]

    def _keep(self, pieces: list[Range], starts: list[int], begin: int, end: int, size: int) -> None:
        index = bisect_right(starts, begin) - 1
        while index < len(starts) and starts[index] < end:
            at, original = self.pieces[index]
            first = max(at, begin)
            pieces.append((size + first - begin, original + first - at))
            index += 1


class Locator:
    """Turns stretches of the cleaned text into spans of the file, one bisection each."""

    __slots__ = ("_breaks", "_columns", "_file", "_lines")

    def __init__(self, original: str, edited: Edited, file: str, first_line: int, indents: Sequence[int]) -> None:
        self._file = file
        # From _breaks[i] on, a position lies in line _lines[i] at column position + _columns[i].
        self._breaks: list[int] = []
        self._lines: list[int] = []
        self._columns: list[int] = []
        line_starts = _line_starts(original)
        ends = [at for at, _ in edited.pieces[1:]] + [len(edited.text)]
        for (at, origin), end in zip(edited.pieces, ends, strict=True):
            first = bisect_right(line_starts, origin) - 1
            last = max(first + 1, bisect_left(line_starts, end - at + origin))
            self._lines += range(first_line + first, first_line + last)
            self._piece(at, at - origin, line_starts[first:last], indents[first:last])

    def _piece(self, at: int, shift: int, line_starts: list[int], indents: Sequence[int]) -> None:
        """Add the lines of one piece, which stands at `at`, `shift` further than in the original."""
        starts = [at, *(start + shift for start in line_starts[1:])]
        taken = [*indents, *[0] * (len(starts) - len(indents))]
        self._breaks += starts
        self._columns.append(1 + taken[0] - line_starts[0] - shift)
        self._columns += [1 + indent - start for indent, start in zip(taken[1:], starts[1:], strict=True)]

    def span(self, start: int, end: int) -> Span:
        """Return the span of [start, end) of the cleaned text."""
        breaks = self._breaks
        first = last = bisect_right(breaks, start) - 1
        if end > start and first + 1 < len(breaks) and end > breaks[first + 1]:
            last = bisect_right(breaks, end - 1) - 1
        lines, columns = self._lines, self._columns
        return Span(self._file, lines[first], start + columns[first], lines[last], end + columns[last])


def _line_starts(text: str) -> list[int]:
    return list(accumulate((len(line) + 1 for line in text.split("\n")[:-1]), initial=0))
