"""The plain forms of the commonest statements, each read with one match: messages and notes between plain names,
`participant A as Label`, `activate A`.

They give most lines of most diagrams three times the speed. A form fits only where the rules of the lexer would give
the same tokens one by one and the grammar the same node; the tests hold both ways against each other.
"""

from __future__ import annotations

import re
from typing import Literal, cast

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


_Node = Message | Note | Declaration | Activation
# A statement, where it ends, and where the next line that holds something begins (the same when its own goes on).
_Read = tuple[_Node, int, int]


class Plain:
    """A run of whole statements as one token, all declarations or none. The lexer goes on at `after`."""

    __slots__ = ("after", "end", "nodes", "source", "start", "type")

    # What lark copies into its own end token.
    line = column = end_line = end_column = start_pos = end_pos = None

    def __init__(self, source: Prepared, start: int, first: _Read) -> None:
        node, self.end, self.after = first
        self.type = "PLAIN_DECLARATION" if isinstance(node, Declaration) else "PLAIN"
        self.nodes: list[_Node] = [node]
        self.start = start
        self.source = source

    @property
    def text(self) -> str:
        """The statements as written."""
        return self.source.plain[self.start : self.end]


def wrapped(text: str) -> tuple[str, bool | None]:
    """Return a text without blanks at its ends and without a `wrap:` or `nowrap:` prefix, and what the prefix says."""
    text = text.strip(STRIP)
    if "wrap:" in text and (match := _WRAP.match(text)):
        return text[match.end() :].strip(STRIP), not match[1]
    return text, None


def text_of(source: Prepared, start: int, end: int) -> tuple[str, bool | None, Span]:
    """Return the text in [start, end) as `wrapped` does, and its span with a prefix but without blanks."""
    left = source.plain[start:end].lstrip(STRIP)
    text = left.rstrip(STRIP)
    begin = end - len(left)
    place = source.locator.span(begin, begin + len(text))
    if "wrap:" in text:
        return *wrapped(text), place
    return text, None, place


def read_plain(source: Prepared, at: int) -> Plain | None:
    """Read the plain statements that follow each other from `at` on, which must be the start of a line."""
    found = _statement(source, at)
    if found is None:
        return None
    run = Plain(source, at, found)
    declarations = run.type == "PLAIN_DECLARATION"
    while run.after > run.end:
        found = _statement(source, run.after)
        if found is None or isinstance(found[0], Declaration) is not declarations:
            break
        run.nodes.append(found[0])
        run.end, run.after = found[1], found[2]
    return run


def _statement(source: Prepared, at: int) -> _Read | None:
    code = source.code
    match = _MESSAGE(code, at)
    if match:
        return _message(match, source)
    read = _READERS.get(code[at : at + 2].lower())
    return read(source, at) if read else None


def _message(match: re.Match[str], source: Prepared) -> _Read | None:
    sender, arrow, sign, receiver, _ = match.groups()
    if sender.lower() in KEYWORDS or receiver.lower() in KEYWORDS:
        return None
    start, end = match.start(), match.end(5)
    text, wrap, place = text_of(source, match.start(5), end)
    span = source.locator.span(start, end)
    node = Message(sender, receiver, arrow, text, sign == "+", sign == "-", "", wrap, span, place)
    return node, end, match.end()


def _note(source: Prepared, at: int) -> _Read | None:
    match = _NOTE(source.code, at) or _NOTE_PAIR(source.code, at)
    if not match:
        return None
    side, *names, _ = match.groups()
    if any(name.lower() in KEYWORDS for name in names):
        return None
    last = match.lastindex or 0
    end = match.end(last)
    text, wrap, place = text_of(source, match.start(last), end)
    node = Note(cast(Side, side), tuple(names), text, wrap, source.locator.span(at, end), place)
    return node, end, match.end()


def _declaration(source: Prepared, at: int) -> _Read | None:
    match = _DECLARATION(source.code, at)
    if not match:
        return None
    keyword, name, alias = match.groups()
    end = match.end(match.lastindex or 0)
    label, wrap = wrapped(source.plain[match.start(3) : end]) if alias is not None else (None, None)
    word: Literal["participant", "actor"] = "actor" if keyword == "actor" else "participant"
    node = Declaration(name, word, label, wrap=wrap, span=source.locator.span(at, end))
    return node, end, match.end()


def _activation(source: Prepared, at: int) -> _Read | None:
    match = _ACTIVATION(source.code, at)
    if not match:
        return None
    end = match.end(2)
    return Activation(match[2], not match[1], source.locator.span(at, end)), end, match.end()


def _actor_or_activation(source: Prepared, at: int) -> _Read | None:
    return _declaration(source, at) or _activation(source, at)


_READERS = {"no": _note, "pa": _declaration, "ac": _actor_or_activation, "de": _activation}
