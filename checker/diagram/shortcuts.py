"""The plain forms of the commonest statements, each read with one match: messages and notes between plain names,
`participant A as Label`, `activate A`.

They give most lines of most diagrams three times the speed. A form fits only where the rules of the lexer would give
the same tokens one by one and the grammar the same node; the tests hold both ways against each other.
"""

from __future__ import annotations

import re
from typing import cast

from checker.base.places import Span
from checker.diagram.clean import SPACES, STRIP
from checker.diagram.keywords import KEYWORDS
from checker.diagram.source import Prepared
from checker.diagram.tree import Activation, Declaration, Message, Note, Side

_WRAP = re.compile(r":?(no)?wrap:")
_NAME = r"([A-Za-z_][0-9A-Za-z_]*)"
_LINE_END = rf"(?:\n[{SPACES}]*+)"
_TEXT = rf"[ \t]*:(?!%%)([^#\n;]*){_LINE_END}?"
# A "-" before an "x" would be the arrow "-x", not the end of an activation.
_MESSAGE = re.compile(rf"{_NAME}[ \t]*(->>|-->>|->|-->|--?[xX]|--?\))[ \t]*(\+|-(?![xX]))?[ \t]*{_NAME}{_TEXT}").match
_NOTE = re.compile(rf"[nN]ote[ \t]+(over|left of|right of)[ \t]+{_NAME}{_TEXT}").match
_NOTE_PAIR = re.compile(rf"[nN]ote[ \t]+(over)[ \t]+{_NAME}[ \t]*,[ \t]*{_NAME}{_TEXT}").match
# A configuration or an alias may follow even on a later line.
_LONE = rf"{_LINE_END}(?!@\{{|[aA][sS][{SPACES}])"
_DECLARATION = re.compile(
    rf"(participant|actor)[ \t]+{_NAME}(?:[ \t]+as[ \t]+(?![{SPACES}])([^#\n;]*){_LINE_END}|[ \t]*{_LONE})"
).match
_ACTIVATION = re.compile(rf"(de)?activate[ \t]+{_NAME}[ \t]*{_LONE}").match


class Plain:
    """A whole statement as one token. It ends at `end`; the lexer goes on at `after`, past the end of the line."""

    __slots__ = ("after", "end", "node", "source", "start", "type")

    # What lark copies into its own end token.
    line = column = end_line = end_column = start_pos = end_pos = None

    def __init__(
        self, node: Message | Note | Declaration | Activation, match: re.Match[str], end: int, source: Prepared
    ) -> None:
        self.type = "PLAIN_DECLARATION" if isinstance(node, Declaration) else "PLAIN"
        self.node = node
        self.start = match.start()
        self.end = end
        self.after = match.end()
        self.source = source

    @property
    def text(self) -> str:
        """The statement as written."""
        return self.source.plain[self.start : self.end]


def wrapped(text: str) -> tuple[str, bool | None]:
    """Return a text without blanks at its ends and without a `wrap:` or `nowrap:` prefix, and what the prefix says."""
    text = text.strip(STRIP)
    if "wrap:" in text and (match := _WRAP.match(text)):
        return text[match.end() :].strip(STRIP), not match[1]
    return text, None


def text_of(source: Prepared, start: int, end: int) -> tuple[str, bool | None, Span]:
    """Return the text in [start, end) as `wrapped` does, and its span with a prefix but without blanks."""
    raw = source.plain[start:end]
    text, wrap = wrapped(raw)
    begin = end - len(raw.lstrip(STRIP))
    return text, wrap, source.span(begin, max(begin, start + len(raw.rstrip(STRIP))))


def read_plain(source: Prepared, at: int) -> Plain | None:
    """Read a plain statement, if one stands at `at`, which must be the start of a line."""
    match = _MESSAGE(source.code, at)
    if match:
        return _message(match, source)
    read = _READERS.get(source.code[at : at + 2].lower())
    return read(source, at) if read else None


def _message(match: re.Match[str], source: Prepared) -> Plain | None:
    sender, arrow, sign, receiver = match.group(1, 2, 3, 4)
    if sender.lower() in KEYWORDS or receiver.lower() in KEYWORDS:
        return None
    start, end = match.start(), match.end(5)
    text, wrap, place = text_of(source, match.start(5), end)
    span = source.span(start, end)
    node = Message(sender, receiver, arrow, text, sign == "+", sign == "-", "", wrap, span, place)
    return Plain(node, match, end, source)


def _note(source: Prepared, at: int) -> Plain | None:
    match = _NOTE(source.code, at) or _NOTE_PAIR(source.code, at)
    if not match:
        return None
    side, *names, _ = match.groups()
    if any(name.lower() in KEYWORDS for name in names):
        return None
    last = match.lastindex or 0
    end = match.end(last)
    text, wrap, place = text_of(source, match.start(last), end)
    node = Note(cast(Side, side), tuple(names), text, wrap, source.span(at, end), place)
    return Plain(node, match, end, source)


def _declaration(source: Prepared, at: int) -> Plain | None:
    match = _DECLARATION(source.code, at)
    if not match:
        return None
    keyword, name, alias = match.groups()
    end = match.end(match.lastindex or 0)
    label, wrap = wrapped(source.plain[match.start(3) : end]) if alias is not None else (None, None)
    node = Declaration(
        name, "actor" if keyword == "actor" else "participant", label, wrap=wrap, span=source.span(at, end)
    )
    return Plain(node, match, end, source)


def _activation(source: Prepared, at: int) -> Plain | None:
    match = _ACTIVATION(source.code, at)
    if not match:
        return None
    end = match.end(2)
    node = Activation(match[2], not match[1], source.span(at, end))
    return Plain(node, match, end, source)


def _a(source: Prepared, at: int) -> Plain | None:
    return _declaration(source, at) or _activation(source, at)


_READERS = {"no": _note, "pa": _declaration, "ac": _a, "de": _activation}
