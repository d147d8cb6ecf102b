"""A merged diagram as Mermaid: `+`, `−` and `~` before each text that differs, a colour behind it, the rest folded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checker.diagram import show
from checker.diagram.keywords import KEYWORDS
from checker.diagram.labels import BREAK, NARROW, broken
from checker.diagram.tree import (
    Block,
    BlockKind,
    Declaration,
    Diagram,
    Message,
    Note,
    Participant,
    Section,
    Statement,
    visits,
)
from checker.model.merged import Became, BecameKind, MergedDiagram, MergedRun, ToldChange
from checker.model.phrases.lines import lines_of
from checker.report.merged_folding import folded
from checker.report.words import counted

# Legible on a light page and on a dark one.
_COLOURS: Mapping[str, str] = {
    "added": "rgba(46, 160, 67, 0.2)",
    "removed": "rgba(248, 81, 73, 0.2)",
    "changed": "rgba(210, 153, 34, 0.2)",
    "breaking": "rgba(248, 81, 73, 0.35)",
}
# The author's own colours would be taken for those of the marks, and not all are legible on a dark page.
_OWN = "rgba(128, 128, 128, 0.12)"
_SIGNS: Mapping[BecameKind, str] = {"added": "+ ", "removed": "− ", "changed": "~ "}
_SAID: Mapping[str, str] = {"breaking": "! BREAKING", "strengthening": "strengthening"}
# An id that is a word, and none of the language.
_PLAIN = re.compile(r"[A-Za-z]\w*", re.ASCII)
_MOST_REMARKS = 3
# A note over two lifelines is as wide as these are apart, whatever its text.
_REMARK = 34


def drawn(merged: MergedDiagram) -> str:
    """Return both versions of a diagram as the text of one Mermaid diagram."""
    writer = _Writer(merged.diagram.participants, folded(merged), merged.parts)
    for number, visit in enumerate(visits(merged.diagram.statements)):
        writer.take(number, visit.mark, visit.node, visit.section)
    heads = (_head(each, writer.ids[each.id], merged.lifelines.get(each.id)) for each in merged.diagram.participants)
    return show(Diagram((*heads, *writer.finished())))


def drawn_run(run: MergedRun) -> str:
    """Return a run that only one version allows; a note says what decides."""
    writer = _Writer(run.diagram.participants, frozenset(), {})
    for number, node in enumerate(run.diagram.statements):
        writer.take(number, "leaf", node, None)
        if number == run.decides:
            writer.add("breaking" if run.change.rank == "breaking" else "changed", writer.remark(node, run.change))
    heads = (_head(each, writer.ids[each.id], None) for each in run.diagram.participants)
    return show(Diagram((*heads, *writer.finished())))


def read(text: str) -> str:
    """Return a text in one line as a person reads it."""
    return " ".join(" ".join(line.text for line in lines_of(text)).split())


def _head(participant: Participant, name: str, became: Became | None) -> Declaration:
    label = read(participant.label) or participant.id
    was = f" (was: {read(became.old)})" if became and became.old else ""
    sign = _SIGNS[became.kind] if became else ""
    keyword = "actor" if participant.type == "actor" else "participant"
    return Declaration(name, "actor" if keyword == "actor" else "participant", sign + broken(label + was, NARROW))


@dataclass
class _Level:
    """The statements of a part of a fragment; those of one kind in a row wait for the colour behind them."""

    statements: list[Statement] = field(default_factory=list)
    kind: str = ""
    waiting: list[Statement] = field(default_factory=list)

    def add(self, kind: str, statement: Statement) -> None:
        """Add a statement with a kind, or with none ('')."""
        if kind != self.kind:
            self.close()
            self.kind = kind
        self.waiting.append(statement)

    def close(self) -> tuple[Statement, ...]:
        """Colour what waits, and return all statements."""
        if self.waiting:
            some = tuple(self.waiting)
            self.statements += (Block("rect", (Section(_COLOURS[self.kind], some),)),) if self.kind else some
        self.waiting = []
        return tuple(self.statements)


@dataclass
class _Frame:
    """A fragment that is not closed yet."""

    kind: BlockKind
    became: Became | None
    labels: list[str]
    sections: list[tuple[Statement, ...]] = field(default_factory=list)


class _Writer:
    """Takes the parts of a diagram one by one, and makes those of another one."""

    def __init__(
        self, participants: Sequence[Participant], hidden: frozenset[int], parts: Mapping[int, Became]
    ) -> None:
        self.ids = dict(_ids(participants))
        order = [self.ids[each.id] for each in participants]
        self._everyone = tuple(dict.fromkeys((order[0], order[-1]))) if order else ()
        self._hidden, self._parts = hidden, parts
        self._levels = [_Level()]
        self._frames: list[_Frame] = []
        self._folded = self._below = 0

    def finished(self) -> tuple[Statement, ...]:
        """Return all statements."""
        self._unfold()
        return self._levels[0].close()

    def add(self, kind: str, *statements: Statement) -> None:
        """Add statements of a kind where one is."""
        for each in statements:
            self._levels[-1].add(kind, each)

    def take(self, number: int, mark: str, node: Statement, section: Section | None) -> None:
        """Take the next part."""
        if self._hides(number, mark, node):
            return
        became = self._parts.get(number)
        if isinstance(node, Message | Note):
            self._unfold()
            self.add(became.kind if became else "", self._step(node, became), *self._remarks(node, became))
        elif isinstance(node, Block):
            self._unfold()
            self._block(mark, node, section, became)

    def _hides(self, number: int, mark: str, node: Statement) -> bool:
        if self._below:
            self._below += (mark == "open") - (mark == "close")
        elif number in self._hidden:
            self._below = int(mark == "open")
        else:
            return False
        self._folded += isinstance(node, Message | Note)
        return True

    def _unfold(self) -> None:
        if self._folded:
            self.add("", Note("over", self._everyone, f"{counted(self._folded, 'unchanged step')}"))
            self._folded = 0

    def _step(self, node: Message | Note, became: Became | None) -> Statement:
        text = _said(node.text, became)
        if isinstance(node, Note):
            return replace(node, actors=tuple(self.ids[name] for name in node.actors), text=text, wrap=None)
        sender, receiver = self.ids[node.sender], self.ids[node.receiver]
        return Message(sender, receiver, node.arrow, text)

    def _remarks(self, node: Message | Note, became: Became | None) -> Iterator[Statement]:
        grave = [change for change in became.changes if change.rank in _SAID] if became else []
        yield from (self.remark(node, change) for change in grave[:_MOST_REMARKS])

    def remark(self, node: Statement, change: ToldChange) -> Note:
        """Return a note with what is grave about a step, over the lifelines of it."""
        names: tuple[str, ...] = ()
        if isinstance(node, Message):
            names = (node.sender, node.receiver)
        elif isinstance(node, Note):
            names = node.actors
        over = tuple(dict.fromkeys(self.ids[name] for name in names)) or self._everyone
        return _remark(over, change)

    def _block(self, mark: str, node: Block, section: Section | None, became: Became | None) -> None:
        label = "" if section is None else _OWN if node.kind == "rect" else _said(section.label, became)
        if mark == "open":
            self._frames.append(_Frame(node.kind, became, [label]))
            self._levels.append(_Level())
            self._about_frame(became)
        elif mark == "section":
            self._frames[-1].sections.append(self._levels.pop().close())
            self._frames[-1].labels.append(label)
            self._levels.append(_Level())
            self._about_frame(became)
        else:
            frame = self._frames.pop()
            frame.sections.append(self._levels.pop().close())
            sections = tuple(Section(name, some) for name, some in zip(frame.labels, frame.sections, strict=True))
            self.add("", Block(frame.kind, sections))

    def _about_frame(self, became: Became | None) -> None:
        for change in became.changes[:_MOST_REMARKS] if became else ():
            if change.rank in _SAID:
                self.add("changed", _remark(self._everyone, change))


def _remark(over: tuple[str, ...], change: ToldChange) -> Note:
    text = broken(f"{change.says}; {change.why}", _REMARK)
    return Note(
        "over", (over[0], over[-1]) if len(over) > 1 else over, f"{_SAID.get(change.rank, change.rank)}{BREAK}{text}"
    )


def _said(text: str, became: Became | None) -> str:
    """Return a text with the sign of what it became, and the text that stood there before."""
    said = broken(read(text), NARROW) if text.strip() else ""
    if became is None:
        return said
    was = f"{BREAK if said else ''}(was: {broken(read(became.old), NARROW)})" if became.old else ""
    return f"{_SIGNS[became.kind]}{said}{was}".strip()


def _ids(participants: Sequence[Participant]) -> Iterator[tuple[str, str]]:
    """Yield an id that every reader of Mermaid takes for each lifeline: its own, if it is a plain word."""
    taken = {each.id for each in participants}
    for number, each in enumerate(participants, 1):
        plain = _PLAIN.fullmatch(each.id) and each.id.lower() not in KEYWORDS
        name = each.id if plain else f"L{number}"
        while not plain and name in taken:
            name += "x"
        taken.add(name)
        yield each.id, name
