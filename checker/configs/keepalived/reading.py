"""From files to pieces: lines with their variables replaced, parted at braces, as keepalived's read_line() does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from checker.base.places import Place
from checker.configs.keepalived.definitions import HEAD, Definition, Known, counted, replace_first
from checker.configs.keepalived.lines import Line, lines_of
from checker.configs.keepalived.pages import Page, Text, page_of, text_of
from checker.configs.keepalived.repeats import repeat_of
from checker.configs.source import Source, beside

_CONDITION = re.compile(r"@(\^?)([^ \t]*)(?:[ \t]+|$)")
_INCLUDE = re.compile(r'include([rmwba]?)[ \t]+(?:"([^"]*)"|([^ \t"]+))$')
# `${NAME}` is left in a line where it is not defined: keepalived takes its braces for a block.
_PARTS = re.compile(r'[{}]|(?:"[^"]*(?:"|$)|\$\{\w[^{}"]*\}|[^"{}])+')
_DEEPEST = 40
_MOST_LINES = 100_000
_MOST_VARIABLES = 1_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a brace."""

    kind: Literal["line", "{", "}"]
    text: Text


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the files as text."""

    place: Place
    message: str
    hint: str = ""


@dataclass
class Reading:
    """Reads the files of one keepalived for one configuration id ('' for one that no line names).

    `ids` are those that lines name; `included` the files that were read beside the first; `missing` the includes that
    led nowhere.
    """

    config_id: str
    environment: dict[str, str]
    find: Callable[[str], tuple[Source, ...]]
    ids: dict[str, None] = field(default_factory=dict)
    included: dict[str, Source] = field(default_factory=dict)
    missing: dict[Place, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _definitions: dict[str, Definition] = field(default_factory=dict)
    _read: int = 0

    def pieces(self, page: Page, depth: int = 0) -> Iterator[Piece]:
        """Yield what a file says."""
        lines = lines_of(page)
        for line in lines:
            if line.open_quote:
                self._fault(line.place, "a double quote is not closed on its line", "close it with a second one")
            if line.text.value:
                text = self._definition(line, lines)
                yield from self._line(text, depth) if text else ()

    def _fault(self, place: Place, message: str, hint: str = "") -> None:
        if all(fault.place != place for fault in self.faults):
            self.faults.append(Fault(place, message, hint))

    def _definition(self, line: Line, rest: Iterator[Line]) -> Text | None:
        """Return the line, or None when it was a definition; its further lines are taken from `rest`."""
        text = self._for_this_id(line.text)
        if not text:
            return None
        head = HEAD.match(text.value)
        if not head or not line.goes_on:
            if line.goes_on:
                hint = "write the statement on one line; only a definition (`$NAME= \\`) goes on behind a backslash"
                self._fault(line.place, "a backslash at the end of a line does not continue a statement", hint)
            return text
        lines = [text.cut(head.end(), len(text.value)).strip()]
        for further in rest:
            lines.append(further.text)
            if not further.goes_on:
                break
        kept = tuple(each for each in lines if each.value)
        self._definitions[head.group(1)] = Definition(kept or (text_of([]),))
        return None

    def _for_this_id(self, text: Text) -> Text | None:
        """Return the line without its `@id`; None where it is for another configuration."""
        while condition := _CONDITION.match(text.value):
            negated, name = bool(condition.group(1)), condition.group(2)
            self.ids.setdefault(name)
            if (name == self.config_id) == negated or condition.end() == len(text.value):
                return None
            text = text.cut(condition.end(), len(text.value))
        return text

    def _line(self, line: Text, depth: int) -> Iterator[Piece]:
        """Yield what one line says, after its conditions, definitions, repetitions and variables."""
        self._read += 1
        if not line.value:
            return
        if depth > _DEEPEST or self._read > _MOST_LINES:
            self._fault(line.place, f"`{line.value[:40]}` includes or repeats itself without an end")
            return
        known = Known(self._definitions, self.config_id, self.environment)
        text: Text | None = line
        for _ in range(_MOST_VARIABLES):
            text = self._for_this_id(text) if text else None
            if not text or not text.value or self._defines(text):
                return
            if text.value.startswith("~"):
                yield from self._repeated(text, depth)
                return
            replaced = replace_first(text, known)
            if not replaced:
                break
            text = replaced.line.strip()
            if replaced.rest:
                yield from self._line(text, depth + 1)
                for each in replaced.rest:
                    yield from self._line(each, depth + 1)
                return
        else:
            self._fault(line.place, f"the variables of `{line.value[:40]}` refer to themselves")
            return
        yield from self._parted(text, depth) if text else ()

    def _defines(self, text: Text) -> bool:
        head = HEAD.match(text.value)
        if not head:
            return False
        value = text.cut(head.end(), len(text.value))
        word = value.word(value.value) if value.runs else None
        self._definitions[head.group(1)] = Definition((value,), word)
        return True

    def _repeated(self, text: Text, depth: int) -> Iterator[Piece]:
        repeat = repeat_of(text)
        if not repeat:
            self._fault(text.place, f"`{text.value}` is no repetition", "write `~SEQ(var, start, step, end) line`")
            return
        for each in repeat.rounds:
            self._definitions.update({name: counted(text, value) for name, value in each.items()})
            yield from self._line(repeat.line, depth + 1)

    def _parted(self, text: Text, depth: int) -> Iterator[Piece]:
        """Yield the first piece of a line up to a brace; the rest is read as a line of its own."""
        include = _INCLUDE.match(text.value)
        if include:
            yield from self._include(text, include.group(2) or include.group(3), depth)
            return
        part = _PARTS.match(text.value)
        if not part:
            return
        kind: Literal["line", "{", "}"] = "{" if part.group() == "{" else "}" if part.group() == "}" else "line"
        yield Piece(kind, text.cut(0, part.end()).strip())
        rest = text.cut(part.end(), len(text.value)).strip()
        if rest.value:
            yield from self._line(rest, depth)

    def _include(self, text: Text, name: str, depth: int) -> Iterator[Piece]:
        found = self.find(beside(text.page.path, name))
        if not found:
            self.missing[text.place] = name
        for source in found:
            self.included[source.path] = source
            yield from self.pieces(page_of(source), depth + 1)
