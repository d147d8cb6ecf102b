"""A file whose offsets can be told as lines and columns, and texts made of its characters.

What keepalived reads is not what stands in the file: comments go, variables are replaced, the lines of a definition
are read again and again. A text remembers for each of its characters the stretch of a file that it stands for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from checker.base.places import Place
from checker.configs.source import Source
from checker.configs.words import Word


@dataclass(frozen=True, slots=True)
class Page:
    """A file, and where its lines start."""

    path: str
    text: str
    starts: tuple[int, ...]

    def place(self, offset: int) -> Place:
        """Return line and column of an offset."""
        line = bisect_right(self.starts, offset)
        return Place(self.path, line, offset - self.starts[line - 1] + 1)

    def word(self, value: str, start: int, end: int) -> Word:
        """Return the word that stands between two offsets."""
        return Word(value, self.text[start:end], start, self.place(start))


def page_of(source: Source) -> Page:
    """Return a file as a page."""
    return Page(source.path, source.text, (0, *(m.end() for m in re.finditer("\n", source.text))))


@dataclass(frozen=True, slots=True)
class Run:
    """Characters, and the stretch of a file that they stand for: themselves, or what was replaced by them.

    `defined` is the value of the variable that replaced it, where that is written in a file; `unknown` says why the
    value is not known. A run that is not literal has no parts: each of its characters stands for the whole stretch.
    """

    value: str
    page: Page
    start: int
    end: int
    literal: bool = True
    defined: Word | None = None
    unknown: str = ""

    def cut(self, start: int, end: int) -> Run:
        """Return the run of some of its characters."""
        if (start, end) == (0, len(self.value)):
            return self
        if self.literal:
            return Run(self.value[start:end], self.page, self.start + start, self.start + end)
        return Run(self.value[start:end], self.page, self.start, self.end, False, None, self.unknown)


@dataclass(frozen=True, slots=True)
class Text:
    """A line as keepalived reads it."""

    value: str
    runs: tuple[Run, ...]

    def cut(self, start: int, end: int) -> Text:
        """Return the characters from `start` up to `end`."""
        at, runs = 0, []
        for run in self.runs:
            low, high = max(start - at, 0), min(end - at, len(run.value))
            if low < high:
                runs.append(run.cut(low, high))
            at += len(run.value)
        return text_of(runs)

    def strip(self) -> Text:
        """Return it without blanks around it."""
        left = len(self.value) - len(self.value.lstrip())
        return self.cut(left, max(left, len(self.value.rstrip())))

    def replaced(self, start: int, end: int, by: Text) -> Text:
        """Return it with the characters from `start` up to `end` replaced by another text."""
        return text_of((*self.cut(0, start).runs, *by.runs, *self.cut(end, len(self.value)).runs))

    @property
    def page(self) -> Page:
        """The file in which it starts."""
        return self.runs[0].page

    @property
    def start(self) -> int:
        """The offset of what it stands for."""
        return self.runs[0].start

    @property
    def end(self) -> int:
        """The offset behind what it stands for."""
        return max(self.start, self.runs[-1].end)

    @property
    def place(self) -> Place:
        """Where it starts."""
        return self.page.place(self.start)

    def word(self, value: str) -> Word:
        """Return it as one word with this value."""
        return self.page.word(value, self.start, self.end)


def text_of(runs: tuple[Run, ...] | list[Run]) -> Text:
    """Return the text of some runs."""
    return Text("".join(run.value for run in runs), tuple(runs))


def literal(page: Page, start: int, end: int) -> Text:
    """Return a stretch of a file as a text."""
    return text_of([Run(page.text[start:end], page, start, end)] if start < end else [])
