"""A document as a draft is made of it: every text of its diagrams and its prose, with who says it to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath
from typing import Literal

from checker.base.errors import InputError
from checker.base.places import Place
from checker.base.progress import Progress, SilentProgress
from checker.diagram import read_document
from checker.diagram.arrows import Head
from checker.diagram.tree import Block, Message, Note, Participant, visits
from checker.model.contract_diagrams import Drawn, drawn_in, labels_of
from checker.model.document import Document
from checker.model.phrases import Fact, Phrases, read_phrases

Kind = Literal["message", "note", "block", "alias", "prose"]

_FENCE = re.compile(r"[\s>]*(?:[-*+]\s+)?(`{3,}|~{3,}|:{3,})")
# Files that may hold diagrams, or a text without any; of others it is said that they are none.
_TEXTS = (".md", ".markdown", ".mdx", ".mdown", ".mkd", ".qmd", ".rmd", ".html", ".htm", ".mmd", ".mermaid", ".txt", "")


_NO_PHRASES = Phrases((), ())


@dataclass(frozen=True, slots=True)
class Said:
    """One text: of a diagram between lifelines (a note: on them, a block: who speaks first in it), or of the prose.

    `inside` are the kinds of the blocks around it, the outermost first; `number` counts the texts of the document,
    `phrases` are the facts in this one.
    """

    kind: Kind
    text: str
    place: Place
    senders: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    drawn: Drawn | None = None
    dotted: bool = False
    crossed: bool = False
    inside: tuple[str, ...] = ()
    number: int = 0
    phrases: Phrases = _NO_PHRASES

    @property
    def sender(self) -> str:
        """The lifeline that says it, or ''."""
        return self.senders[0] if self.senders else ""

    @property
    def receiver(self) -> str:
        """The lifeline that is told, or ''."""
        return self.receivers[0] if self.receivers else ""

    @property
    def alone(self) -> bool:
        """Whether it is a note, or a message to oneself."""
        return self.kind == "note" or (self.kind == "message" and self.senders == self.receivers)

    def facts(self, *kinds: str) -> tuple[Fact, ...]:
        """Return the facts of these kinds in the text (none: of any)."""
        return tuple(fact for fact in self.phrases.facts if not kinds or fact.kind in kinds)


@dataclass(frozen=True)
class Paper:
    """A document that was read; `others` are the kinds of the diagrams in it that are no sequence diagrams."""

    document: Document
    drawn: tuple[Drawn, ...]
    said: tuple[Said, ...]
    others: tuple[str, ...]

    @cached_property
    def participants(self) -> tuple[tuple[Drawn, Participant], ...]:
        """Every lifeline of every diagram."""
        return tuple((drawn, each) for drawn in self.drawn for each in drawn.diagram.participants)

    @cached_property
    def addressed(self) -> tuple[Said, ...]:
        """The texts that hold an address."""
        return tuple(said for said in self.said if said.facts("address"))

    def of(self, *kinds: Kind) -> Iterator[Said]:
        """Yield the texts of these kinds in the order of the document."""
        return (said for said in self.said if said.kind in kinds)


def read_paper(name: str, data: bytes, progress: Progress | None = None) -> Paper:
    """Read a document, telling `progress` of each text.

    Raises InputError where it is no text, can hold no diagram, or one of them cannot be read.
    """
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n")
        if "\0" in text:
            raise UnicodeDecodeError("utf-8", data, data.index(b"\0"), data.index(b"\0") + 1, "a zero byte")
    except UnicodeDecodeError as error:
        at = Place(name, data[: error.start].count(b"\n") + 1)
        raise InputError(
            f"{name} is not UTF-8 text", at, "give the Markdown file with the diagrams, saved as UTF-8"
        ) from None
    document = Document(name, data, tuple(text.split("\n")))
    sources = read_document(name, data).diagrams
    if not sources and PurePath(name.replace("\0", "")).suffix.lower() not in _TEXTS:
        hint = "give the Markdown (*.md) or Mermaid (*.mmd) file with the sequence diagrams"
        raise InputError(f"{name} is neither Markdown nor Mermaid, and holds no diagram", Place(name, 1), hint)
    drawn = tuple(drawn_in(document))
    found = [said for each in drawn for said in _texts(each)] + list(_prose(document))
    said = tuple(_understood(found, progress or SilentProgress()))
    return Paper(document, drawn, said, tuple(s.kind for s in sources if s.kind != "sequence"))


def _understood(found: Sequence[Said], progress: Progress) -> Iterator[Said]:
    progress.start(len(found), "reading", "texts")
    for number, each in enumerate(found):
        yield replace(each, number=number, phrases=read_phrases(each.text, each.place))
        progress.advance(1)


def _texts(drawn: Drawn) -> Iterator[Said]:
    around = _around(drawn)
    for label in labels_of(drawn):
        node, inside, first = around.get(label.place, (None, (), ()))
        bare = Said(label.kind, label.text, label.place, label.senders, label.receivers, drawn)
        if isinstance(node, Message):
            crossed = node.shape.head == Head.CROSS
            yield replace(bare, dotted=node.shape.dotted, crossed=crossed, inside=inside)
        else:
            yield replace(bare, inside=inside, senders=label.senders or first, receivers=label.receivers or first)


_Around = tuple[Message | Note | None, tuple[str, ...], tuple[str, ...]]


def _around(drawn: Drawn) -> dict[Place, _Around]:
    """Return for each text its node, the kinds of the blocks around it, and of a block's label who speaks first."""
    found: dict[Place, _Around] = {}
    open_blocks: list[str] = []
    waiting: list[Place] = []
    for visit in visits(drawn.diagram.statements):
        node = visit.node
        if isinstance(node, Block):
            if visit.mark == "open":
                open_blocks.append(node.kind)
            if visit.section is not None:
                found[visit.section.span.place] = (None, tuple(open_blocks), ())
                waiting.append(visit.section.span.place)
            if visit.mark == "close":
                open_blocks.pop()
        elif isinstance(node, Message | Note):
            found[node.text_span.place] = (node, tuple(open_blocks), ())
            speaker = (node.sender,) if isinstance(node, Message) else node.actors[:1]
            found |= {place: (None, found[place][1], speaker) for place in waiting}
            waiting = []
    return found


def _prose(document: Document) -> Iterator[Said]:
    """Yield the lines that stand in no fence; a file of Mermaid alone has none."""
    if document.name.lower().endswith((".mmd", ".mermaid")):
        return
    fence = ""
    for number, line in enumerate(document.lines, 1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif line.strip():
            yield Said("prose", line, Place(document.name, number))
