"""`$NAME=value` lines, the names that keepalived defines itself, and the replacement of both in a line."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from checker.configs.keepalived.pages import Run, Text, text_of
from checker.configs.words import Word

HEAD = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*")
_USE = re.compile(r"\$(?:\{([A-Za-z_]\w*)((?: +[^\s{}]+)*)\}|([A-Za-z_]\w*)(?=[ \t]|$))", re.ASCII)


@dataclass(frozen=True, slots=True)
class Definition:
    """A variable: its lines (one, unless it was written over several), and its value as it stands in the file."""

    lines: tuple[Text, ...]
    word: Word | None = None

    @property
    def is_block(self) -> bool:
        """Whether it was written over several lines, and so is read as lines."""
        return len(self.lines) > 1


@dataclass(frozen=True, slots=True)
class Known:
    """What a line may refer to: the definitions so far, the configuration id, and the environment."""

    definitions: Mapping[str, Definition]
    config_id: str
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A line after one replacement, and the further lines that it brought."""

    line: Text
    rest: tuple[Text, ...] = ()


def replace_first(text: Text, known: Known) -> Replaced | None:
    """Return the line with its first known variable replaced; None where it has none."""
    for use in _USE.finditer(text.value):
        name = use.group(1) or use.group(3)
        found = known.definitions.get(name)
        if found and found.is_block:
            if use.end() == len(text.value):
                return Replaced(text.replaced(use.start(), use.end(), found.lines[0]), found.lines[1:])
        elif found or name.startswith("_"):
            by = _value(text.cut(use.start(), use.end()), name, use.group(2) or "", found, known)
            if by:
                return Replaced(text.replaced(use.start(), use.end(), by))
    return None


def _value(use: Text, name: str, parameters: str, found: Definition | None, known: Known) -> Text | None:
    """Return what stands for one use of a variable."""
    if found:
        return _standing_for(use, "".join(line.value for line in found.lines), found.word)
    match name, parameters.split():
        case "_HASH", _:
            return _standing_for(use, "#")
        case "_BANG", _:
            return _standing_for(use, "!")
        case "_PWD", _:
            return _standing_for(use, posixpath.dirname(use.page.path) or ".")
        case "_INSTANCE", _ if known.config_id:
            return _standing_for(use, known.config_id)
        case "_INSTANCE", _:
            return _standing_for(use, "_INSTANCE", why="the configuration id is not told in the files")
        case "_RANDOM", _:
            return _standing_for(use, "_RANDOM", why="`_RANDOM` is another number at each start")
        case "_ENV", [variable]:
            if (value := known.environment.get(variable)) is not None:
                return _standing_for(use, value)
            return _standing_for(use, variable, why=f"the environment variable {variable} is not set here")
        case _:
            return None


def _standing_for(use: Text, value: str, defined: Word | None = None, why: str = "") -> Text:
    if not value:
        return text_of([])
    return text_of([Run(value, use.page, use.start, use.end, False, defined, why)])


def counted(text: Text, value: str) -> Definition:
    """Return the definition of the variable of a `~SEQ` or `~LST`, which no line of its own defines."""
    return Definition((_standing_for(text, value),))
