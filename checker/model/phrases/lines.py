"""A text as a person reads it: `<br/>` parts lines, entities are characters; every character knows where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BREAK = r"<br[ \t]*/?>"
_ENTITY = r"[#&]\w{1,31};|&#\w{1,8};"
_SPECIAL = re.compile(rf"({_BREAK})|({_ENTITY})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text; `offsets[i]` is where its character i stands in the text (and one more for the end)."""

    text: str
    offsets: range | tuple[int, ...]


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text, read; a text without breaks and entities is its own line."""
    if not _SPECIAL.search(text):
        return [Line(text, range(len(text) + 1))]
    lines: list[Line] = []
    characters: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        characters += text[at : match.start()]
        offsets += range(at, match.start())
        at = match.end()
        if match[1]:
            lines.append(Line("".join(characters), (*offsets, match.start())))
            characters, offsets = [], []
        else:
            for character in _character(match[2]):
                characters.append(character)
                offsets.append(match.start())
    characters += text[at:]
    offsets += range(at, len(text))
    return [*lines, Line("".join(characters), (*offsets, len(text)))]


def _character(entity: str) -> str:
    """Return what `#9829;`, `#infin;`, `&lt;` stand for, or the text itself."""
    import html

    name = entity.lstrip("#&")
    return html.unescape(f"&#{name}" if name[0].isdigit() else f"&{name}")
