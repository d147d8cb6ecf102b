"""Every part of a picture in words: for screen readers, for tips, and for whoever cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from checker.base.words import counted, listed
from checker.diagram.arrows import Head as ArrowHead
from checker.picture.marks import WORDS, Mark
from checker.picture.rows import DivideRow, FoldRow, Head, MessageRow, NoteRow, OpenRow, Page, Row, Said

# Of a longer diagram the description tells the rest by its number.
MOST = 200


def told(row: Row, heads: Sequence[Head]) -> str:
    """Return a row as a sentence: `added: Client to VIP: Query 1`; '' for what is no part of its own."""
    said = _told(row, heads)
    return f"{marked(row.mark)}{said}" if said else ""


def name_of(head: Head) -> str:
    """Return a lifeline's text in one line."""
    return " ".join(head.said.lines or head.said.old).strip() or head.id


def marked(mark: Mark | None) -> str:
    """Return what a mark says, to stand before a sentence."""
    if mark is None or mark.kind not in WORDS:
        return ""
    return f"{WORDS[mark.kind]}{f' ({mark.about})' if mark.about else ''}: "


def description(page: Page) -> tuple[str, ...]:
    """Return the whole picture in sentences: who takes part, then what stands from top to bottom."""
    lifelines = f"{counted(len(page.heads), 'lifeline')}: {listed(map(name_of, page.heads))}."
    sentences = [told(row, page.heads) for row in page.rows]
    steps = [sentence for sentence in sentences if sentence]
    rest = [f"And {len(steps) - MOST:,} more."] if len(steps) > MOST else []
    return (*page.about, lifelines, *(f"{number}. {step}" for number, step in enumerate(steps[:MOST], 1)), *rest)


def _told(row: Row, heads: Sequence[Head]) -> str:
    match row:
        case MessageRow():
            return _message(row, heads)
        case NoteRow(side=side, first=first, last=last, said=said):
            over = dict.fromkeys((first, last))
            return f"note {side} {listed(name_of(heads[each]) for each in over)}: {_text(said)}"
        case OpenRow(kind="rect"):
            return ""  # a colour says nothing
        case OpenRow(kind=kind, said=said):
            return f"{kind} begins{f': {_text(said)}' if said.lines or said.old else ''}"
        case DivideRow(word=word, said=said):
            return f"{word}{f': {_text(said)}' if said.lines or said.old else ''}"
        case FoldRow(count=count, word=word):
            return f"{counted(count, f'{word} step'.strip())} not drawn"
        case _:
            return ""


def _message(row: MessageRow, heads: Sequence[Head]) -> str:
    sender, receiver = name_of(heads[row.sender]), name_of(heads[row.receiver])
    number = f"({row.badge}) " if row.badge else ""
    who = f"{sender} to itself" if row.alone else f"{sender} to {receiver}"
    lost = ", lost" if row.arrow.head is ArrowHead.CROSS else ""
    text = _text(row.said)
    return f"{number}{who}{lost}{f': {text}' if text else ''}"


def _text(said: Said) -> str:
    old, new = " ".join(said.old), " ".join(said.lines)
    return f"{new} (was: {old})" if old and new else new or old
