"""The lines of a file as keepalived first sees them: without comments, and without blanks around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from checker.base.places import Place
from checker.configs.keepalived.pages import Page, Run, Text, literal, text_of

_NEXT = re.compile(r'[!#"\\]')


@dataclass(frozen=True, slots=True)
class Line:
    """A line; `goes_on` where it ends with a backslash, which counts within a definition only."""

    text: Text
    place: Place
    goes_on: bool = False
    open_quote: bool = False


def lines_of(page: Page) -> Iterator[Line]:
    """Yield the lines of a file, empty ones too: they may end a definition."""
    bounds = (*page.starts, len(page.text))
    for start, after in pairwise(bounds):
        end = start + len(page.text[start:after].rstrip("\r\n"))
        begin = end - len(page.text[start:end].lstrip(" \t"))
        yield _without_comment(page, begin, end)


def _without_comment(page: Page, start: int, end: int) -> Line:
    """Return the line without its comment; only double quotes protect the sign of one, and so does a backslash."""
    runs: list[Run] = []
    kept, at, quoted, goes_on = start, start, False, False
    while found := _NEXT.search(page.text, at, end):
        at = found.end()
        match found.group():
            case '"':
                quoted = not quoted
            case "\\" if at >= end:
                end, goes_on = at - 1, True
                break
            case "\\" if not quoted and page.text[at] in "!#":
                runs += literal(page, kept, at - 1).runs
                runs.append(Run(page.text[at], page, at - 1, at + 1, literal=False))
                kept = at = at + 1
            case "\\":
                at += 1
            case _ if not quoted:
                goes_on = page.text[start:end].endswith("\\")
                end = found.start()
                break
    if kept < end:
        runs += literal(page, kept, end).runs
    text = text_of(runs)
    return Line(text.cut(0, len(text.value.rstrip(" \t"))), page.place(start), goes_on, quoted)
