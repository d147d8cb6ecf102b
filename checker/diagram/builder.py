"""Turns what the grammar recognises into nodes of the tree, at once, while it parses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Literal, cast

from lark import Transformer

from checker.base.places import Span
from checker.diagram.clean import SPACES, STRIP, WORD, show_entities
from checker.diagram.colours import is_colour
from checker.diagram.errors import DiagramError
from checker.diagram.frontmatter import YamlError, read_mapping
from checker.diagram.lexer import Token
from checker.diagram.shortcuts import text_of, wrapped
from checker.diagram.tree import (
    Activation,
    Autonumber,
    Block,
    BlockKind,
    Box,
    Centre,
    Declaration,
    Destroy,
    Menu,
    MenuKind,
    Message,
    Note,
    Section,
    Side,
    Statement,
    Title,
)

_COLOUR = re.compile(rf"((?:rgba?|hsla?)[{SPACES}]*\([^\u2028\u2029]*\)|[{WORD}]*)([^\n\u2028\u2029]*)\Z")
_LINE_INDENT = re.compile(rf"\n[{SPACES}]+")

Statements = list[Statement]
_Sections = list[tuple[Token | None, Statements]]


def box_data(text: str) -> tuple[str, str, bool | None]:
    """Split what stands beside `box` into colour, title and wrap; the first word is a colour only if CSS knows it."""
    match = _COLOUR.match(text)
    colour, title = (match[1].strip(STRIP) or "transparent", match[2]) if match else ("transparent", "")
    if not is_colour(colour):
        colour, title = "transparent", text
    return colour, *wrapped(title)


def read_config(token: Token, name: str) -> tuple[str | None, str | None]:
    """Return the type and the alias that `@{ ... }` behind a participant gives. Raises DiagramError on bad YAML."""
    # Entities stay hidden while YAML reads it, for which a "#" begins a comment.
    code = token.source.code[token.start + 2 : token.end - 1].strip(STRIP)
    try:
        found = read_mapping(code + "\n" if "\n" in code else "{\n" + code + "\n}")
    except YamlError as error:
        raise DiagramError(
            f'the configuration of "{name}" is not valid YAML: {show_entities(error.message)}',
            _span(token, token).place,
            found=show_entities(error.message),
            expected=("YAML",),
            hint='write it on one line, as in @{ "type": "database" }',
        ) from None
    kind, alias = found.get("type"), found.get("alias")
    return (
        show_entities(kind.text) if kind else None,
        show_entities(alias.text) if alias and alias.truthy else None,
    )


class Builder(Transformer[Token, Statements]):
    """One method for every alternative of sequence.lark; each gets the tokens and nodes of its right side."""

    def start(self, parts: list[Any]) -> Statements:
        """Return the statements of the whole diagram."""
        return cast(Statements, parts[1])

    later = start

    def empty(self, _: list[Any]) -> list[Any]:
        """Begin a list of statements."""
        return []

    def add(self, parts: list[Any]) -> list[Any]:
        """Append a statement; in place, since nothing else holds the list yet."""
        parts[0].append(parts[1])
        return cast(list[Any], parts[0])

    def keep(self, parts: list[Any]) -> list[Any]:
        """Leave the list as it is."""
        return cast(list[Any], parts[0])

    def add_plain(self, parts: list[Any]) -> list[Any]:
        """Append statements that the lexer took as a whole."""
        parts[0] += parts[1].nodes
        return cast(list[Any], parts[0])

    def message(self, t: list[Token]) -> Message:
        """Build `A->>B: text`."""
        return _message(t[0], t[1], t[2], t[3])

    def message_activating(self, t: list[Token]) -> Message:
        """Build `A->>+B: text`."""
        return _message(t[0], t[1], t[3], t[4], activate=True)

    def message_deactivating(self, t: list[Token]) -> Message:
        """Build `A->>-B: text`."""
        return _message(t[0], t[1], t[3], t[4], deactivate=True)

    def message_to_centre(self, t: list[Token]) -> Message:
        """Build `A->>()B: text`."""
        return _message(t[0], t[1], t[3], t[4], centre="receiver")

    def message_from_centre(self, t: list[Token]) -> Message:
        """Build `A()->>B: text`."""
        return _message(t[0], t[2], t[3], t[4], centre="sender")

    def message_between_centres(self, t: list[Token]) -> Message:
        """Build `A()->>()B: text`."""
        return _message(t[0], t[2], t[4], t[5], centre="both")

    def note(self, t: list[Token]) -> Note:
        """Build `note right of A: text`."""
        return _note(t, (t[2].text,))

    def note_pair(self, t: list[Token]) -> Note:
        """Build `note over A,B: text`."""
        return _note(t, (t[2].text, t[4].text))

    def declare(self, t: list[Token]) -> Declaration:
        """Build `participant A as Label`."""
        keyword: Literal["participant", "actor"] = "actor" if t[0].text.lower() == "actor" else "participant"
        config = t[2] if t[2].type == "CONFIG" else None
        text = config.text[2:-1].strip(STRIP) if config else None
        kind, alias = read_config(config, t[1].text) if config else (None, None)
        label, wrap = wrapped(t[-2].text) if t[-2].type == "REST" else (None, None)
        return Declaration(t[1].text, keyword, label, False, text, kind, alias, wrap, _span(t[0], t[-2]))

    def destroy(self, t: list[Token]) -> Destroy:
        """Build `destroy A`."""
        return Destroy(t[1].text, _span(t[0], t[1]))

    def create(self, parts: list[Any]) -> Declaration:
        """Build `create participant A`; the official grammar takes `create destroy A` for the same."""
        token: Token = parts[0]
        made: Declaration | Destroy = parts[1]
        start = token.source.span(token.start, token.end)
        span = Span(start.file, start.line, start.column, made.span.end_line, made.span.end_column)
        if isinstance(made, Destroy):
            return Declaration(made.id, created=True, span=span)
        return replace(made, created=True, span=span)

    def activate(self, t: list[Token]) -> Activation:
        """Build `activate A`."""
        return Activation(t[1].text, span=_span(t[0], t[1]))

    def deactivate(self, t: list[Token]) -> Activation:
        """Build `deactivate A`."""
        return Activation(t[1].text, False, _span(t[0], t[1]))

    def autonumber(self, t: list[Token]) -> Autonumber:
        """Build `autonumber 10 5`; a start alone counts in steps of one."""
        numbers = [_number(token.text) for token in t[1:-1]]
        start = numbers[0] if numbers else None
        step = numbers[1] if len(numbers) == 2 else 1 if numbers else None
        return Autonumber(start, step, span=_span(t[0], t[-2]))

    def autonumber_off(self, t: list[Token]) -> Autonumber:
        """Build `autonumber off`."""
        return Autonumber(visible=False, span=_span(t[0], t[1]))

    def title(self, t: list[Token]) -> Title:
        """Build `title T` or `title: T`; the blanks after the first one belong to the title."""
        text = t[0].text[6:] if t[0].text[5] != ":" else t[0].text[7:]
        return Title("title", text, _span(t[0], t[0]))

    def acc_title(self, t: list[Token]) -> Title:
        """Build `accTitle: T`."""
        return Title("acc_title", t[0].text.strip(STRIP), _span(t[0], t[0]))

    def acc_descr(self, t: list[Token]) -> Title:
        """Build `accDescr: T` or `accDescr { T }`; of several lines each loses its indent."""
        return Title("acc_descr", _LINE_INDENT.sub("\n", t[0].text.strip(STRIP)), _span(t[0], t[0]))

    def menu(self, t: list[Token]) -> Menu:
        """Build `link A: Label @ URL` and its kin."""
        text, wrap = wrapped(t[2].text[1:])
        return Menu(cast(MenuKind, t[0].text.lower()), t[1].text, text, wrap, _span(t[0], t[2]))

    def box(self, parts: list[Any]) -> Box:
        """Build `box colour title` ... `end`."""
        colour, title, wrap = box_data(parts[1].text)
        return Box(colour, title, tuple(parts[2]), wrap, _span(parts[0], parts[3]))

    def block(self, parts: list[Any]) -> Block:
        """Build a block of one section."""
        return _block(parts[0], parts[1], [(None, parts[2])], parts[3])

    def sections(self, parts: list[Any]) -> Block:
        """Build a block of one or more sections."""
        return _block(parts[0], parts[1], parts[2], parts[3])

    alt = par = critical = sections

    def first(self, parts: list[Any]) -> _Sections:
        """Begin the sections of a block; its label comes later."""
        return [(None, parts[0])]

    def further(self, parts: list[Any]) -> _Sections:
        """Append a section with its own label."""
        sections, _, label, statements = parts
        sections.append((label, statements))
        return cast(_Sections, sections)


def _span(first: Token, last: Token) -> Span:
    return first.source.span(first.start, last.end)


def _message(
    sender: Token,
    arrow: Token,
    receiver: Token,
    text: Token,
    *,
    activate: bool = False,
    deactivate: bool = False,
    centre: Centre = "",
) -> Message:
    words, wrap, place = text_of(text.source, text.start + 1, text.end)
    span = sender.source.span(sender.start, text.end)
    return Message(sender.text, receiver.text, arrow.text, words, activate, deactivate, centre, wrap, span, place)


def _note(t: list[Token], actors: tuple[str, ...]) -> Note:
    words, wrap, place = text_of(t[-1].source, t[-1].start + 1, t[-1].end)
    return Note(cast(Side, t[1].text.lower()), actors, words, wrap, _span(t[0], t[-1]), place)


def _block(opening: Token, label: Token, sections: _Sections, end: Token) -> Block:
    made = []
    for own, statements in sections:
        beside = own or label
        text, wrap = wrapped(beside.text)
        made.append(Section(text, tuple(statements), wrap, _span(beside, beside)))
    return Block(cast(BlockKind, opening.text.lower()), tuple(made), _span(opening, end))


def _number(text: str) -> float:
    """Return the number as JavaScript would; a whole one as an int, so that it is shown without a point."""
    value = float(text)
    return int(value) if value.is_integer() and value < 2**53 else value
