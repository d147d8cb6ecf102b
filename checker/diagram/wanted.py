"""Why the grammar stopped, in words: what was found, what was wanted, what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checker.diagram.errors import DiagramError
from checker.diagram.keywords import KEYWORDS
from checker.diagram.lexer import Lexer, Token
from checker.diagram.shortcuts import Plain

_OPENERS = {"BLOCK": (), "ALT": ("else",), "PAR": ("and",), "CRITICAL": ("option",), "BOX": ()}
_DIVIDERS = {"ELSE": "alt", "AND": "par", "OPTION": "critical"}
_KEYWORD_TYPES = """
HEADER NOTE SIDE OVER CREATE ACTIVATE DEACTIVATE AUTONUMBER OFF MENU BOX END
BLOCK ALT ELSE PAR AND CRITICAL OPTION PARTICIPANT DESTROY AS
"""
_WORDS = frozenset(_KEYWORD_TYPES.split())
_BEFORE_A_NAME = ("ARROW", "PLUS", "MINUS", "CENTRE", "OVER", "SIDE", "COMMA")
_FOUND = {
    "$END": "the end of the text",
    "NO_ID": "the end of the line",
    "OPEN_CONFIG": '"@{" without a "}"',
    "EMPTY_CONFIG": '"@{}" with nothing in it',
}
_COMPLETE = frozenset(("NEWLINE", "TXT", "TITLE", "ACC_TITLE", "ACC_DESCR", "STRAY"))
_END_OF_LINE = "the end of the line"
_NAME_AND_TEXT = '":" and a text'


def syntax_error(token: Token | Plain, stack: Sequence[Any], lexer: Lexer) -> DiagramError:
    """Describe the token at which the parser stopped, from what it holds on its stack."""
    parts, around = _unfinished(list(stack))
    found = _found(token)
    wanted, after = _wanted(parts) if parts else _wanted_at_start(token, around)
    hint = _cut_hint(token, lexer) or _hint(token, parts, around)
    message = f"expected {wanted}{after}, found {found}"
    place = token.source.span(_visible(token), token.end).place
    return DiagramError(message, place, found=found, expected=(wanted,), hint=hint)


def _visible(token: Token | Plain) -> int:
    """Return where the token starts; the end of the text is the end of its last line that holds something."""
    text = token.source.plain
    if token.type == "$END" or token.start >= len(text):
        return len(text.rstrip())
    return token.start


def _unfinished(stack: list[Any]) -> tuple[list[Token], list[Any]]:
    """Split the stack into the tokens of the unfinished statement at its top and what stands around that.

    The last statement may be complete and not yet put together: then there is no unfinished one.
    """
    kinds = [value.type if isinstance(value, Token) else "" for value in stack]
    if kinds and kinds[-1] == "END":
        opener = max(i for i, kind in enumerate(kinds) if kind in _OPENERS)
        return [], stack[:opener]
    if kinds and (kinds[-1] in _COMPLETE or (kinds[-1] == "REST" and kinds[-2] in (*_OPENERS, *_DIVIDERS))):
        return [], stack
    first = len(stack)
    while first and kinds[first - 1] not in ("", "HEADER"):
        first -= 1
    return stack[first:], stack[:first]


def _open_block(stack: Sequence[Any]) -> Token | None:
    """Return the keyword of the innermost block or box that is still open."""
    return next((v for v in reversed(stack) if isinstance(v, Token) and v.type in _OPENERS), None)


def _found(token: Token | Plain) -> str:
    if token.type in _FOUND:
        return _FOUND[token.type]
    text = token.text.strip()
    if token.type == "NEWLINE" and text != ";":
        return _END_OF_LINE
    short = text.split("\n", 1)[0]
    short = short if len(short) <= 40 else short[:37] + "..."
    if token.type in _WORDS:
        return f'the keyword "{short}"'
    names = {"TXT": "the text ", "NUM": "the number ", "ARROW": "the arrow ", "PLAIN": "", "TITLE": "the line "}
    return f'{names.get(token.type, "")}"{short}"'


def _wanted_at_start(token: Token | Plain, stack: Sequence[Any]) -> tuple[str, str]:
    if not any(isinstance(v, Token) and v.type == "HEADER" for v in stack):
        return '"sequenceDiagram"', " at the start of the diagram"
    block = _open_block(stack)
    if block is None:
        return "a statement", ""
    where = f' for the "{block.text}" of line {block.source.span(block.start, block.end).line}'
    if token.type == "$END":
        return '"end"', where
    if block.type == "BOX":
        return '"participant", "actor" or "end"', f" in the box of line {where.rsplit(' ', 1)[1]}"
    words = "".join(f', "{word}"' for word in _OPENERS[block.type])
    return f'a statement{words} or "end"', where


def _wanted(parts: list[Token]) -> tuple[str, str]:
    """Return what should follow the tokens of a statement, and after what."""
    last = parts[-1]
    name = f' after "{last.text}"'
    first = parts[0].type
    if last.type == "ACTOR":
        return _wanted_after_name(parts)
    if last.type in ("ARROW", "PLUS", "MINUS") or (last.type == "CENTRE" and "ARROW" in [p.type for p in parts]):
        return "a receiver", f' after the arrow "{next(p.text for p in parts if p.type == "ARROW")}"'
    if last.type == "CENTRE":
        return "an arrow", name
    if last.type == "CREATE":
        return '"participant" or "actor"', name
    if last.type == "NOTE":
        return '"over", "left of" or "right of"', name
    if first == "AUTONUMBER":
        return _wanted_number(parts)
    if last.type in ("PARTICIPANT", "DESTROY", "ACTIVATE", "DEACTIVATE"):
        return "an id", name
    if last.type == "CONFIG":
        return f'"as" and a label or {_END_OF_LINE}', ' after "}"'
    if last.type in ("REST", "OFF"):
        return _END_OF_LINE, name
    return "a participant", name


def _wanted_number(parts: list[Token]) -> tuple[str, str]:
    wanted = {1: f'a start, "off" or {_END_OF_LINE}', 2: f"a step or {_END_OF_LINE}"}
    if parts[-1].type == "OFF":
        return _END_OF_LINE, ' after "off"'
    return wanted.get(len(parts), _END_OF_LINE), f' after "{parts[-1].text}"'


def _wanted_after_name(parts: list[Token]) -> tuple[str, str]:
    kinds = [part.type for part in parts]
    name = parts[-1].text
    if kinds == ["ACTOR"]:
        return "an arrow", f' after the sender "{name}"'
    if "ARROW" in kinds:
        return _NAME_AND_TEXT, f' after the receiver "{name}"'
    if kinds == ["NOTE", "OVER", "ACTOR"]:
        return f'{_NAME_AND_TEXT}, or "," and a second participant', f' after "{name}"'
    if kinds[0] == "PARTICIPANT" or kinds[:2] == ["CREATE", "PARTICIPANT"]:
        return f'"as" and a label, "@{{" or {_END_OF_LINE}', f' after the id "{name}"'
    if kinds[-2] in ("ACTIVATE", "DEACTIVATE", "DESTROY"):
        return _END_OF_LINE, f' after the id "{name}"'
    return _NAME_AND_TEXT, f' after "{name}"'


def _cut_hint(token: Token | Plain, lexer: Lexer) -> str:
    """Say so when a `;` or a `#` cut a text short on the line of the error."""
    line = token.source.span(token.start, token.end).line
    for cut in reversed(lexer.skipped):
        if cut.span.line == line and cut.after_text and cut.kind == "semicolon":
            return f'the ";" in column {cut.span.column} ended the text before it; write "#59;" for a ";" in a text'
        if cut.span.line < line:
            break
    return ""


def _hint(token: Token | Plain, parts: list[Token], stack: Sequence[Any]) -> str:
    if token.type in _DIVIDERS and not parts:
        block = _open_block(stack)
        own = _DIVIDERS[token.type]
        return f'"{token.text}" divides "{own}" blocks only' + ("" if block else ", and none is open")
    if token.type == "END" and not parts and _open_block(stack) is None:
        return 'no block or box is open here; a name that begins with "end" needs another id: participant E as End'
    if parts and parts[0].type == "AUTONUMBER":
        return "autonumber takes a start and a step of at most two decimals, one blank before each and none at the end"
    if token.type == "NUM":
        return f'a number with a blank behind it cannot begin a name; write "{token.text}" without the blank'
    if token.type == "HEADER":
        return "one diagram has one header; put each diagram into a fence of its own"
    return _hint_about_names(token, parts)


def _hint_about_names(token: Token | Plain, parts: list[Token]) -> str:
    if token.type in _WORDS and parts and parts[-1].type in _BEFORE_A_NAME:
        return (
            f'no name used in a message or note may begin with the keyword "{token.text}"; '
            f"declare another id for it, as in: participant P as {token.text.capitalize()}"
        )
    if parts and parts[0].type == "NOTE" and len(parts) == 1 and token.text.lower().startswith(("left", "right")):
        return 'write "left of" and "right of" with exactly one blank'
    if parts and parts[0].type in ("NOTE", "CREATE", "MENU") and token.type in ("ARROW", "ACTOR", "CENTRE"):
        return f'"{parts[0].text}" is a keyword: a name that begins with it needs another id'
    if token.type == "ARROW" and len(parts) > 1 and parts[1].text.lower() in ("-x", "--x", "-)", "--)"):
        return f'"{parts[1].text}" is an arrow even inside of a name; declare another id for it'
    if parts and parts[-1].type in ("PARTICIPANT", "DESTROY", "ACTIVATE", "DEACTIVATE") and token.type == "STRAY":
        return 'an id holds none of : , ; < > @; give it a short id and the text as a label: participant A as "..."'
    if token.type == "COMMA" and parts and parts[0].type == "NOTE":
        return 'only "note over" takes two participants'
    if [p.type for p in parts] == ["ACTOR"] and (close := _misspelt(parts[0].text)):
        return f'did you mean "{close}"? else the line is a message, which is written A->>B: text'
    if [p.type for p in parts] == ["ACTOR"] and "--" in token.text:
        return 'a name cannot hold "--"; declare the participant and use a plain id'
    return ""


def _misspelt(name: str) -> str:
    """Return the keyword that the first word of what was taken for a sender may be meant as, or ''."""
    word = name.split(maxsplit=1)[0].lower() if name.split() else ""
    if word in KEYWORDS or len(word) < 3:
        return ""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, sorted(KEYWORDS), 1, 0.75)), "")
