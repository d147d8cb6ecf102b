"""The words of one line of haproxy.cfg: quotes, escapes, comments and environment variables (manual 2.2 and 2.3).

Follows `parse_line` of HAProxy's tools.c. Nothing heavy is imported: the log reader uses this too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

Variables = Callable[[str], str | None]
"""What a variable holds, or None where that is not known."""

UNENDED = "has a quote that is not closed"
BAD_HEX = "has \\x without two hexadecimal digits"
BAD_NAME = "has a dollar sign within double quotes that no name of a variable follows (write \\$)"
BAD_BRACE = "has a brace after a dollar sign that is not closed"
NUL = "has a NUL byte"

_PLAIN = re.compile(r"""[^ \t\v\f\r\n\0"'\\#]+""")
_SPECIAL = re.compile(r"""["'\\\r\0]""")
_BLANKS = " \t\v\f"
_ESCAPED = {**{c: c for c in " \\#'\"$"}, "n": "\n", "r": "\r", "t": "\t"}
_HEX = re.compile(r"[0-9A-Fa-f]{2}")
_BARE = re.compile(r"\.?[A-Za-z_]\w*", re.ASCII)
_BRACED = re.compile(r"\{(\.?[A-Za-z_]\w*)(\[\*\])?(?:-([^\s}]*))?\}", re.ASCII)


class Token(NamedTuple):
    """A word as HAProxy takes it, where it stands in the line, and why its text is not known ('': it is)."""

    text: str
    start: int
    end: int
    unknown: str = ""


class Fault(NamedTuple):
    """What HAProxy refuses in a line, and where; words before it are still given."""

    at: int
    what: str


def tokens(line: str, variables: Variables) -> tuple[list[Token], list[Fault]]:
    """Return the words of a line (without its end), and what is wrong with it."""
    if not _SPECIAL.search(line):
        found = [Token(m[0], m.start(), m.end()) for m in _PLAIN.finditer(line.partition("#")[0])]
        return found, []
    return _Scan(line, variables).run()


class _Scan:
    """One pass over a line that has quotes or escapes."""

    def __init__(self, line: str, variables: Variables) -> None:
        self.line = line
        self.variables = variables
        self.at = 0
        self.quote = ""
        self.found: list[Token] = []
        self.faults: list[Fault] = []
        self.word: list[str] | None = None
        self.start = 0
        self.unknown = ""

    def run(self) -> tuple[list[Token], list[Fault]]:
        """Return the words and what is wrong."""
        opened = 0
        while self.at < len(self.line):
            char = self.line[self.at]
            if char in "\r\n\0" or (char == "#" and not self.quote):
                if char == "\0":
                    self.fault(self.at, NUL)
                break
            if char in _BLANKS and not self.quote:
                self.close(self.at)
                self.at += 1
                continue
            opened = self.at if char in "'\"" and not self.quote else opened
            self.open()
            self.character(char)
        self.close(self.at)
        if self.quote:
            self.fault(opened, UNENDED)
        return self.found, self.faults

    def fault(self, at: int, what: str) -> None:
        self.faults.append(Fault(at, what))

    def open(self) -> None:
        if self.word is None:
            self.word, self.start, self.unknown = [], self.at, ""

    def close(self, end: int) -> None:
        if self.word is not None:
            self.found.append(Token("".join(self.word), self.start, end, self.unknown))
        self.word = None

    def character(self, char: str) -> None:
        """Take one character, or what it introduces, into the word."""
        if char == "\\" and self.quote != "'":
            self.escape()
        elif char in "'\"" and self.quote in ("", char):
            self.quote = "" if self.quote else char
            self.at += 1
        elif char == "$" and self.quote == '"':
            self.variable()
        else:
            self.add(char, 1)

    def add(self, text: str, length: int) -> None:
        if self.word is not None:
            self.word.append(text)
        self.at += length

    def escape(self) -> None:
        following = self.line[self.at + 1 : self.at + 2]
        if following == "x":
            digits = _HEX.match(self.line, self.at + 2)
            if digits:
                self.add(chr(int(digits[0], 16)), 4)
            else:
                self.fault(self.at, BAD_HEX)
                self.add("\\", 1)
        elif following and following in _ESCAPED and (following != "$" or self.quote):
            self.add(_ESCAPED[following], 2)
        else:
            self.add("\\", 1)

    def variable(self) -> None:
        braced = _BRACED.match(self.line, self.at + 1)
        bare = _BARE.match(self.line, self.at + 1)
        if not braced and not bare:
            self.fault(self.at, BAD_BRACE if self.line[self.at + 1 : self.at + 2] == "{" else BAD_NAME)
            self.add("$", 1)
            return
        match = braced or bare
        assert match is not None
        name, several, instead = braced.group(1, 2, 3) if braced else (match[0], None, None)
        held = self.variables(name)
        held = instead if held is None else held
        if held is None:
            self.unknown = self.unknown or f"the environment variable {name} is not known"
            self.add(f"${match[0]}", 1 + len(match[0]))
        elif several:
            self.spread(held.split(), 1 + len(match[0]))
        else:
            self.add(held, 1 + len(match[0]))

    def spread(self, values: list[str], length: int) -> None:
        """Take the several words that `${NAME[*]}` stands for: they share the place of the one that is written."""
        end = self.at + length
        for n, value in enumerate(values):
            if n:
                self.close(end)
                self.word, self.unknown = [], ""
            self.add(value, 0)
        self.at = end
