"""What happens to the text before the grammar sees it, step by step as the official reader does it.

Every function is pure and takes linear time on any input. Steps that remove something return the ranges to remove, so
that positions can be led back to the file; the others keep the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# The white space of ECMAScript: it has U+FEFF and lacks U+001C to U+001F and U+0085, unlike Python's.
SPACES = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
STRIP = SPACES.replace("\u2000-\u200a", "".join(map(chr, range(0x2000, 0x200B))))
WORD = "0-9A-Za-z_"

# Two noncharacters stand for the "#" and the ";" of an entity, so that neither cuts the text at the same length.
ENTITY_START, ENTITY_END = "\ufdd0", "\ufdd1"

Range = tuple[int, int]

_TAG = re.compile(rf"<[{WORD}]+[^>]*>")
_QUOTED = re.compile(r'="([^"]*)"')
_DIRECTIVE = re.compile(
    rf"%%\{{[{SPACES}]*(?:[{WORD}]+[{SPACES}]*:|[{WORD}]+)[{SPACES}]*"
    rf"(?:[{WORD}]+|(?:(?!\}}%%)[^\u2028\u2029])*)?[{SPACES}]*(?:\}}%%)?"
)
_COMMENT = re.compile(r"%%(?!\{)[^\n]+\n?")
_ENTITY = re.compile(rf"#([{WORD}]+);")
_COLOUR_VALUE = re.compile(rf":[^{SPACES}#:]*+#")
_BREAK = re.compile("[\n\u2028\u2029]")
_HEADER = re.compile(rf"[{SPACES}]*sequenceDiagram")
# These words anywhere in a diagram make the official reader take it for a C4 diagram.
_C4 = re.compile("C4Container|C4Component|C4Dynamic|C4Deployment")


def newlines(text: str) -> str:
    """Make every line end with a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def quote_tags(text: str) -> str:
    """Turn `="x"` inside of a tag into `='x'`, as the official reader does; the length stays the same."""
    if '="' not in text or "<" not in text:
        return text
    # A "<" behind the last ">" opens no tag; leaving that stretch out keeps the search linear.
    closed = text.rfind(">") + 1
    return _TAG.sub(lambda m: _QUOTED.sub(r"='\1'", m[0]), text[:closed]) + text[closed:]


def directives(text: str) -> list[Range]:
    """Return the ranges of `%%{...}%%` directives; they may stand anywhere, even inside of a message."""
    return [m.span() for m in _DIRECTIVE.finditer(text)] if "%%{" in text else []


def comment_lines(text: str) -> list[Range]:
    """Return the ranges of lines that start with `%%`, with the blank lines before each, and of leading blanks."""
    ranges: list[Range] = []
    last = at = 0
    while match := _COMMENT.search(text, at):
        start = _line_start(text, last, match.start())
        if start >= 0:
            ranges.append((start, match.end()))
            last = match.end()
        at = match.end() if start >= 0 else match.start() + 2
    return _with_leading(text, ranges)


def _line_start(text: str, last: int, at: int) -> int:
    """Return the earliest line start, not before `last`, from which only white space leads to `at`; -1 if none."""
    blank = last + len(text[last:at].rstrip(STRIP))
    if blank == 0 or text[blank - 1] in "\n\u2028\u2029":
        return blank
    found = _BREAK.search(text, blank, at)
    return found.end() if found else -1


def _with_leading(text: str, ranges: list[Range]) -> list[Range]:
    """Add the white space that is left at the very start once `ranges` are gone."""
    out: list[Range] = []
    at = 0
    for start, end in [*ranges, (len(text), len(text))]:
        blank = len(text[at:start]) - len(text[at:start].lstrip(STRIP))
        if at + blank < start:
            return [*out, (at, at + blank), *(r for r in ranges if r[0] >= start)]
        out += [(at, at + blank), (start, end)]
        at = end
    return out


def lost_semicolons(text: str, word: str) -> list[Range]:
    """Return the last `;` of each line that reads like a style rule with a colour (`style x:#fff;`).

    The official reader drops it in every kind of diagram before it looks for entities.
    """
    return list(_lost(text, word)) if word in text else []


def _lost(text: str, word: str) -> Iterator[Range]:
    start = text.find(word)
    while start >= 0:
        stop = _BREAK.search(text, start)
        end = stop.start() if stop else len(text)
        found = _COLOUR_VALUE.search(text, start + len(word), end)
        if found and (last := text.rfind(";", found.end(), end)) >= 0:
            yield last, last + 1
        start = text.find(word, end)


def hide_entities(text: str) -> str:
    """Replace the `#` and `;` of `#word;` by marks of the same length."""
    return _ENTITY.sub(rf"{ENTITY_START}\1{ENTITY_END}", text) if "#" in text else text


def show_entities(text: str) -> str:
    """Put the `#` and `;` of entities back."""
    return text.replace(ENTITY_START, "#").replace(ENTITY_END, ";")


def is_sequence(text: str) -> bool:
    """Say whether the official reader would look at this (cleaned) text as a sequence diagram at all."""
    return bool(_HEADER.match(bare(text)))


def bare(text: str) -> str:
    """Return the text as the detector of diagram types sees it: a second front matter, directives and comments gone."""
    text = _DIRECTIVE.sub("", text) if "%%{" in text else text
    if "%%" not in text:
        return text
    *lines, last = text.split("\n")
    return "\n".join([*map(_without_comment, lines), last])


def _without_comment(line: str) -> str:
    """Cut a line at the first `%%` from which no other line separator leads away."""
    separator = max(line.rfind("\u2028"), line.rfind("\u2029"))
    at = line.find("%%", separator + 1)
    return line[:at] if at >= 0 else line


def c4_word(text: str) -> re.Match[str] | None:
    """Find the word that makes the official reader take the (cleaned) text for a C4 diagram."""
    return _C4.search(text)
