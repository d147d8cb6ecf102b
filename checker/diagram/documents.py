"""The diagrams in a file: those of Markdown, or the one of a `.mmd` file, and the type of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

from checker.diagram import clean
from checker.diagram.frontmatter import find_front_matter
from checker.diagram.markdown import diagrams_in_markdown
from checker.diagram.source import DiagramSource, header_line

_BARE_SUFFIXES = (".mmd", ".mermaid")
_MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdx", ".mdown", ".mkd", ".qmd", ".rmd", ".html", ".htm")

_KIND = re.compile(r"[^\s:;{]+")
# The first words of the other types of diagram; the longest spelling is not needed.
_OTHER_TYPES = (
    *("graph", "flowchart", "agentflow", "swimlane", "erDiagram", "gitGraph", "gantt", "info", "pie", "quadrantChart"),
    *("xychart", "requirement", "classDiagram", "stateDiagram", "journey", "timeline", "mindmap", "kanban", "sankey"),
    *("packet", "radar", "block", "treeView", "architecture", "eventmodeling", "ishikawa", "venn", "treemap"),
    *("usecase", "wardley", "cynefin", "railroad", "C4Context", "C4Container", "C4Component", "C4Dynamic"),
    *("C4Deployment", "zenuml"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A file and the diagrams in it, in order, those of other types too (see `DiagramSource.kind`)."""

    path: str
    diagrams: tuple[DiagramSource, ...]

    @property
    def sequences(self) -> tuple[DiagramSource, ...]:
        """The sequence diagrams, and in a bare file also a text of no known type, which then has an error to show."""
        return tuple(d for d in self.diagrams if d.kind == "sequence")


def read_document(path: str, data: bytes) -> Document:
    """Find the diagrams in the bytes of a file, or of standard input. Takes any bytes."""
    text = clean.newlines(_decode(data))
    suffix = PurePath(path.replace("\0", "")).suffix.lower()
    if suffix not in _BARE_SUFFIXES:
        # Standard input and plain text may be either: what has diagrams in fences is Markdown.
        fences = tuple(_finished(d) for d in diagrams_in_markdown(path, text))
        if fences or suffix in _MARKDOWN_SUFFIXES:
            return Document(path, fences)
    bare = _finished(DiagramSource(1, "", text, path=path))
    if bare.kind != "unknown":
        return Document(path, (bare,))
    # Nothing else can be in a bare file, so there a text of no known type is a broken sequence diagram.
    return Document(path, (replace(bare, kind="sequence"),) if suffix in _BARE_SUFFIXES else ())


def kind_of(text: str) -> str:
    """Return "sequence", the first word of another type of diagram, or "unknown"."""
    front = find_front_matter(text)
    text = text[front.length :] if front else text
    at = 0
    kept = []
    for start, end in clean.directives(text):
        kept.append(text[at:start])
        at = end
    text = clean.bare("".join(kept) + text[at:]).lstrip(clean.STRIP)
    match = _KIND.match(text)
    word = match[0] if match else ""
    if word.lower().startswith("sequencediagram"):
        return "sequence"
    return word if word.startswith(_OTHER_TYPES) else "unknown"


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def _finished(source: DiagramSource) -> DiagramSource:
    kind = kind_of(source.text)
    line = header_line(source) if kind == "sequence" else source.first_line
    return replace(source, kind=kind, line=line)
