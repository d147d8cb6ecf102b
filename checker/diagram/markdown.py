"""Mermaid diagrams in Markdown: fences, in lists and quotes too, and `<pre class="mermaid">`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.diagram.source import DiagramSource

# What may stand before a fence: quote marks and list items, with blanks around them.
_PREFIX = r"(?:[ \t]|>|[-*+][ \t]|[0-9]{1,9}[.)][ \t])*"
_FENCE = re.compile(rf"({_PREFIX})(`{{3,}}|~{{3,}}|:{{3,}})([^\n]*)").match
_INFO = re.compile(r"[ \t]*\{?[ \t]*\.?([\w-]+)").match
_HEADING = re.compile(rf"{_PREFIX}#{{1,6}}(?=[ \t]|\Z)").match
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*\Z").match
_NO_PARAGRAPH = re.compile(r"[ \t]*(?:[-*+>|#`~<]|[0-9]{1,9}[.)][ \t]|\Z)").match
_LIST_ITEM = re.compile(r"[-*+][ \t]|[0-9]{1,9}[.)][ \t]").search
_ELEMENT = re.compile(r"<(pre|div)\b[^<>]{0,400}>", re.IGNORECASE)
_MERMAID_CLASS = re.compile(r"""\bclass\s*=\s*["']?(?:[^"'<>]*\s)?mermaid(?=[\s"'>])""", re.IGNORECASE).search


@dataclass(frozen=True, slots=True)
class _Fence:
    """An open fence: its mark, the quotes around it, the blanks before it, and whether a list item holds it."""

    mark: str
    quotes: int
    indent: int
    in_item: bool
    mermaid: bool


def diagrams_in_markdown(path: str, text: str) -> Iterator[DiagramSource]:
    """Yield the Mermaid diagrams of a Markdown text with the heading above each; their kinds are not yet known."""
    return _Reader(path, text.split("\n")).read()


class _Reader:
    """Goes through the lines once; each method takes what it knows and moves on."""

    def __init__(self, path: str, lines: list[str]) -> None:
        self._path = path
        self._lines = lines
        self._at = 0
        self._heading = ""

    def read(self) -> Iterator[DiagramSource]:
        """Yield the diagrams in order."""
        self._skip_front_matter()
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if fence := _open_fence(line):
                found = self._fenced(fence)
            elif line.lstrip(" \t>").startswith("<!--"):
                self._skip_comment()
                continue
            elif "mermaid" in line and (element := _element(line)):
                found = self._element(element)
            else:
                self._read_heading(line)
                self._at += 1
                continue
            if found is not None:
                yield found

    def _skip_front_matter(self) -> None:
        if self._lines[0].rstrip() == "---":
            closing = (i for i, line in enumerate(self._lines) if i and line.rstrip() in ("---", "..."))
            self._at = next(closing, -1) + 1

    def _skip_comment(self) -> None:
        """Pass over `<!-- ... -->`: a diagram in it is not shown."""
        line = self._lines[self._at].replace("<!--", "", 1)
        while "-->" not in line and self._at + 1 < len(self._lines):
            self._at += 1
            line = self._lines[self._at]
        self._at += 1

    def _read_heading(self, line: str) -> None:
        match = _HEADING(line)
        if match:
            text = line[match.end() :].strip()
            bare = text.rstrip("#")
            self._heading = bare.rstrip() if not bare or bare[-1] in " \t" else text
        elif self._at and _UNDERLINE(line) and not _NO_PARAGRAPH(self._lines[self._at - 1]):
            self._heading = self._lines[self._at - 1].strip()

    def _fenced(self, fence: _Fence) -> DiagramSource | None:
        """Read up to the end of a fence; None when it holds something else than Mermaid."""
        self._at += 1
        first = self._at
        texts: list[str] = []
        indents: list[int] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            begin = _inside(line, fence)
            if begin < 0:
                break
            self._at += 1
            if _closes(line[begin:], fence.mark):
                break
            texts.append(line[begin:])
            indents.append(begin)
        return self._source(first, texts, indents) if fence.mermaid else None

    def _element(self, opening: re.Match[str]) -> DiagramSource:
        """Read `<pre class="mermaid">` up to its closing tag, its HTML entities decoded."""
        import html  # with its table of two thousand names, which few documents need

        closing = f"</{opening[1].lower()}"
        first, begin = self._at, opening.end()
        texts: list[str] = []
        indents: list[int] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            end = line.lower().find(closing, begin)
            self._at += 1
            texts.append(html.unescape(line[begin : end if end >= 0 else len(line)]))
            indents.append(begin)
            begin = 0
            if end >= 0:
                break
        if not texts[0].strip():
            return self._source(first + 1, texts[1:], indents[1:])
        return self._source(first, texts, indents)

    def _source(self, first: int, texts: list[str], indents: list[int]) -> DiagramSource:
        line = first + 1
        return DiagramSource(line, self._heading, "\n".join(texts), "", self._path, line, tuple(indents))


def _open_fence(line: str) -> _Fence | None:
    if "```" not in line and "~~~" not in line and ":::" not in line:
        return None
    match = _FENCE(line)
    if not match or (match[2][0] == "`" and "`" in match[3]):
        return None
    info = _INFO(match[3])
    word = info[1].lower() if info else ""
    if match[2][0] == ":" and word != "mermaid":
        return None
    prefix = match[1]
    inner = prefix[prefix.rfind(">") + 1 :]
    return _Fence(match[2], prefix.count(">"), len(inner), bool(_LIST_ITEM(inner)), word == "mermaid")


def _inside(line: str, fence: _Fence) -> int:
    """Return the column from which the line belongs to the fence; -1 when the quote or list around it has ended."""
    at = 0
    for _ in range(fence.quotes):
        mark = line.find(">", at)
        if mark < 0 or line[at:mark].strip(" \t"):
            return -1
        at = mark + 1
    if not line[at:].strip():
        return min(at + fence.indent, len(line))
    end = at
    while end < at + fence.indent and end < len(line) and line[end] in " \t":
        end += 1
    if fence.in_item and end < at + fence.indent and line[end - 1 : end] != "\t":
        return -1
    return end


def _closes(text: str, mark: str) -> bool:
    text = text.strip(" \t")
    return len(text) >= len(mark) and not text.strip(mark[0])


def _element(line: str) -> re.Match[str] | None:
    return next((m for m in _ELEMENT.finditer(line) if _MERMAID_CLASS(m[0])), None)
