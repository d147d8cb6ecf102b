"""Warnings: what a diagram says by its letter and its author hardly meant. The official reader is silent about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from checker.base.finding import Finding, Related, Severity
from checker.base.places import Span
from checker.diagram.tree import (
    Activation,
    Block,
    Box,
    Declaration,
    Destroy,
    Diagram,
    Message,
    Note,
    Participant,
    Skipped,
    Statement,
    visits,
)

_NON_ASCII = re.compile(r"[^\x00-\x7f]{2,}")
_LETTER = re.compile(r"[^\W_]")


def warnings(diagram: Diagram) -> tuple[Finding, ...]:
    """Return the doubtful places of a diagram in the order of the text."""
    found = [
        *_skipped(diagram.skipped),
        *_undeclared(diagram.participants),
        *_odd_ids(diagram),
        *_left_open(diagram),
        *_mojibake(diagram),
    ]
    return tuple(sorted(found, key=lambda f: ((f.where.line, f.where.column) if f.where else (0, 0), f.code)))


def _warning(code: str, message: str, span: Span, text: str, hint: str) -> Finding:
    return Finding(code, Severity.WARNING, message, span.place, text, hint=hint)


def _skipped(skipped: tuple[Skipped, ...]) -> Iterator[Finding]:
    for part in skipped:
        text = part.text.strip()
        if part.kind == "stray":
            message = f'"{text}" begins no statement and is passed over'
            yield _warning("stray-character", message, part.span, text, "remove it, or declare a participant with it")
        elif part.kind == "semicolon":
            if not _LETTER.search(text):
                message = 'the text ends at this ";", which separates statements'
                yield _warning("text-cut-at-semicolon", message, part.span, text, 'write "#59;" for a ";" in a text')
        elif part.after_text and text.startswith("#"):
            message = f'the text ends before "{text}", which is read as a comment'
            yield _warning("text-cut-at-hash", message, part.span, text, 'write "#35;" for a "#" in a text')
        elif text[:1] not in ("#", "%"):
            message = f'"{text}" is read as a comment, its first character too'
            yield _warning("name-read-as-comment", message, part.span, text, 'keep "%%" out of names')


def _undeclared(participants: tuple[Participant, ...]) -> Iterator[Finding]:
    declared = [p for p in participants if p.declared]
    for participant in participants if declared else ():
        if not participant.declared:
            yield _second_lifeline(participant, declared)


def _second_lifeline(participant: Participant, declared: list[Participant]) -> Finding:
    by_name = {p.id.casefold(): p for p in declared} | {p.label.casefold(): p for p in declared}
    close = get_close_matches(participant.id.casefold(), by_name, 1, 0.75)
    hint = f"declare it: participant {participant.id}"
    related: tuple[Related, ...] = ()
    if close:
        meant = by_name[close[0]]
        hint = f'"{meant.id}" is declared; write that if it is meant'
        related = (Related(meant.span.place, f'"{meant.id}" declared here', meant.label),)
    message = f'no participant line declares "{participant.id}", so it makes a lifeline of its own'
    found = _warning("undeclared-participant", message, participant.span, participant.id, hint)
    return replace(found, related=related)


def _odd_ids(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.walk():
        if isinstance(node, Declaration | Destroy | Activation):
            name = node.actor if isinstance(node, Activation) else node.id
            if "%%" in name or "#" in name:
                message = f'"{name}" as a whole is the id: no comment can follow an id'
                yield _warning("comment-in-id", message, node.span, name, "put the comment on a line of its own")
            elif " as " in name:
                message = f'"{name}" as a whole is the id: one with blanks takes no "as"'
                hint = "use an id without blanks, and the words as its label"
                yield _warning("alias-in-id", message, node.span, name, hint)


def _left_open(diagram: Diagram) -> Iterator[Finding]:
    open_at: dict[str, list[Span]] = {}
    for node in diagram.walk():
        for name, active in _activations(node):
            spans = open_at.setdefault(name, [])
            if active:
                spans.append(node.span)
            elif spans:
                spans.pop()
    for name, spans in open_at.items():
        for span in spans:
            message = f'the activation of "{name}" is never ended'
            hint = f'end it with "deactivate {name}", or with "-" behind the arrow of a message from "{name}"'
            yield _warning("activation-left-open", message, span, name, hint)


def _activations(node: Statement) -> Iterator[tuple[str, bool]]:
    if isinstance(node, Activation):
        yield node.actor, node.active
    elif isinstance(node, Message):
        if node.activate:
            yield node.receiver, True
        if node.deactivate:
            yield node.sender, False


def _mojibake(diagram: Diagram) -> Iterator[Finding]:
    for text, span in _texts(diagram):
        for match in _NON_ASCII.finditer(text):
            repaired = _repaired(match[0])
            if repaired:
                message = f'"{match[0]}" is "{repaired}" in UTF-8 that was read as Windows-1252'
                yield _warning("mojibake", message, span, text, f'write "{text.replace(match[0], repaired)}"')


def _texts(diagram: Diagram) -> Iterator[tuple[str, Span]]:
    for mark, node, section, _ in visits(diagram.statements):
        if isinstance(node, Message | Note):
            yield node.text, node.text_span
        elif isinstance(node, Declaration):
            yield node.label or node.id, node.span
        elif isinstance(node, Block) and section and mark != "close":
            yield section.label, section.span
        elif isinstance(node, Box) and mark == "open":
            yield node.title, node.span


def _repaired(text: str) -> str:
    """Return what the bytes of the text say as UTF-8, if Windows-1252 was the wrong way to read them."""
    try:
        data = b"".join(_byte(char) for char in text)
        return data.decode("utf-8")
    except UnicodeError:
        return ""


def _byte(char: str) -> bytes:
    # Windows-1252 leaves five codes open, which programs pass through as they are.
    return char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode("cp1252")
