"""The tokens of the sequence language: the official modes and the official order, the first rule that fits wins.

The modes are methods here: outside of a statement (`tokens`), an id (`_identifier`), the rest of a line (`_rest`),
the two forms of accessibility texts. Each expression below joins the rules of one mode in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from checker.diagram.clean import SPACES, STRIP, WORD
from checker.diagram.keywords import BARE_WORDS, ID_WORDS, KEYWORDS, LINE_WORDS, PHRASES
from checker.diagram.shortcuts import Plain, read_plain
from checker.diagram.source import Prepared
from checker.diagram.tree import Skipped


class Token:
    """A token for the parser: its type, its text as written, and [start, end) in the cleaned text."""

    __slots__ = ("end", "source", "start", "text", "type")

    # What lark copies into its own end token.
    line = column = end_line = end_column = start_pos = end_pos = None

    def __init__(self, kind: str, text: str, start: int, end: int, source: Prepared) -> None:
        self.type = kind
        self.text = text
        self.start = start
        self.end = end
        self.source = source

    def __repr__(self) -> str:
        """Return the type and the text."""
        return f"Token({self.type}, {self.text!r})"


_ARROWS = "|".join(
    re.escape(arrow).replace("x", "[xX]")
    for arrow in (
        *("->>", "<<->>", "-->>", "<<-->>", "->", "-->", "-x", "--x", "-)", "--)"),
        *("--|\\", "--|/", "--\\\\", "--//", "/|--", "\\|--", "//--", "\\\\--"),
        *("-|\\", "-|/", "-\\\\", "-//", "/|-", "\\|-", "//-", "\\\\-"),
    )
)
# At these an undeclared name ends: the arrows, and the "()" of a central connection.
_NAME_STOPS = r"-[xX]|--|-\)|-\|[\\/]|-\\|-/|/\|-|\\\|-|//-|\\\\-|\(\)"
_NAME_TAIL = rf"(?:(?!{_NAME_STOPS})-*[^+<\->:\n,;]+)*"
_NAME_CHAR = r"[^/\\+()<\->:\n,;]"

# A comment of one character and "%%" needs a character of one UTF-16 unit: the official reader counts those.
_COMMENT = r"#[^\n]*|%(?!\{)[^\n]*|[^}\U00010000-\U0010ffff]%%[^\n]*"

_OUTSIDE_RULES = re.compile(
    rf"(?P<NEWLINE>\n[{SPACES}]*)"
    rf"|(?P<SPACE>[{SPACES}]+)"
    rf"|(?P<COMMENT>{_COMMENT})"
    rf"|(?P<NUM>(?:[0-9]+(?:\.[0-9]{{1,2}})?|\.[0-9]{{1,2}})(?=[ \n]))"
    rf"|(?P<ACTOR>(?:([A-Za-z_]++)(?![{WORD}])(?:{_NAME_CHAR})*|{_NAME_CHAR}+){_NAME_TAIL})"
    rf"|(?P<ARROW>{_ARROWS})"
    r"|(?P<TXT>:[^#\n;]*)"
    r"|(?P<COMMA>,)|(?P<SEMICOLON>;)|(?P<PLUS>\+)|(?P<MINUS>-)|(?P<CENTRE>\(\))"
    r"|(?P<STRAY>.)",
)
_WORD_GROUP = _OUTSIDE_RULES.groupindex["ACTOR"] + 1
_OUTSIDE = _OUTSIDE_RULES.match

_BLANKS = SPACES.replace("\n", "")
_ID_CHAR = r"[^<>:\n,;@"
_ID = re.compile(
    r"(?P<CONFIG>@\{)"
    rf"|(?P<CONFIGURED>{_ID_CHAR}{SPACES}]+(?=[{SPACES}]*+@\{{))"
    rf"|(?P<ALIASED>{_ID_CHAR}{SPACES}]+(?=[{SPACES}]++[aA][sS][{SPACES}]))"
    # Before a "#" only when no line end or ";" follows directly: "A #c" is an id, "A #c: x" is A and a comment.
    rf"|(?P<PLAIN>{_ID_CHAR}]+(?=[\n;]|\Z)|{_ID_CHAR}]+(?=\#))"
    rf"|(?P<STRAY>{_ID_CHAR}]*<[^\n]*|[^\n]+)",
).match
_SKIP = re.compile(rf"(?:[{_BLANKS}]+|#[^\n]*)*").match
_REST = re.compile(r"[^#\n;]*").match
_AS = re.compile(rf"[aA][sS](?![{WORD}])").match
_AS_FOLLOWS = re.compile(rf"[{SPACES}]++[aA][sS][{SPACES}]").match
_HTML_ENTITY = re.compile(rf"&#?[{WORD}]+\Z").search
_TEXTS = frozenset(("TXT", "REST", "TITLE"))


class Lexer:
    """One pass over a prepared text. `skipped` fills up with the comments and stray characters as tokens are taken."""

    def __init__(self, source: Prepared, *, shortcuts: bool = True) -> None:
        self.source = source
        self._shortcuts = shortcuts
        self.skipped: list[Skipped] = []
        self._at = 0
        self._last = ""
        self._found: list[Token] = []

    def tokens(self) -> Iterator[Token | Plain]:
        """Yield every token; line ends behind a text are left out, since a text always ends its statement."""
        code, plain, source = self.source.code, self.source.plain, self.source
        at, size, last, shortcuts = 0, len(code), "", self._shortcuts
        while at < size:
            if last == "NEWLINE" and shortcuts and (plain_form := read_plain(source, at)):
                yield plain_form
                at, last = plain_form.after, "NEWLINE" if plain_form.after > plain_form.end else "TXT"
                continue
            match = _OUTSIDE(code, at)
            assert match  # the last alternative takes any character
            kind, start, at = match.lastgroup or "", at, match.end()
            if kind == "ACTOR":
                word = match[_WORD_GROUP]
                if word and word.lower() in KEYWORDS and self._keyword(word.lower(), start):
                    yield from self._found
                    at, last = self._at, self._last
                    continue
                text = plain[start:at].rstrip(STRIP)
                yield Token(kind, text, start, start + len(text), source)
            elif kind in {"COMMENT", "SPACE"}:
                self._skip(kind, start, at, last)
                continue
            elif kind in {"NEWLINE", "SEMICOLON"}:
                if kind == "SEMICOLON":
                    self._skip(kind, start, at, last)
                if last != "TXT":
                    yield Token("NEWLINE", plain[start:at], start, at, source)
            else:
                if kind == "STRAY":
                    self._skip(kind, start, at, last)
                yield Token(kind, plain[start:at], start, at, source)
            last = kind
        yield Token("NEWLINE", "", size, size, source)

    def _skip(self, kind: str, start: int, end: int, last: str) -> None:
        """Note down what is passed over, for the warnings."""
        after = last in _TEXTS
        if kind in {"COMMENT", "STRAY"}:
            text = self.source.plain[start:end]
            name: Literal["comment", "stray"] = "comment" if kind == "COMMENT" else "stray"
            self.skipped.append(Skipped(name, text, after, self.source.span(start, end)))
        elif kind == "SEMICOLON" and after:
            plain = self.source.plain
            rest = plain[end : plain.find("\n", end)]
            # At the end of a line only the one of "&amp;" was not meant to separate.
            if rest.strip() or _HTML_ENTITY(plain[max(0, start - 12) : start]):
                self.skipped.append(Skipped("semicolon", rest, True, self.source.span(start, end)))

    def _keyword(self, word: str, start: int) -> bool:
        """Read what begins with a keyword into `_found`, `_at` and `_last`; False when it begins a name after all."""
        self._at = start + len(word)
        if word in BARE_WORDS:
            self._found = [self._token(BARE_WORDS[word], start, self._at)]
        elif word in LINE_WORDS:
            self._found = [self._token(LINE_WORDS[word], start, self._at), self._rest()]
        elif word in ID_WORDS:
            self._found = [self._token(ID_WORDS[word], start, self._at), *self._identifier()]
        else:
            kind, fits = PHRASES[word]
            match = fits(self.source.code, start)
            if not match:
                return False
            self._at = match.end()
            accessible = kind.startswith("ACC")
            self._found = self._accessible(kind, match) if accessible else [self._token(kind, *match.span())]
        self._last = self._found[-1].type if self._found else "NEWLINE"
        return True

    def _token(self, kind: str, start: int, end: int) -> Token:
        return Token(kind, self.source.plain[start:end], start, end, self.source)

    def _skip_in_line(self, after: str) -> None:
        """Pass over blanks and a `#` comment, which hides the rest of the line."""
        start, self._at = self._at, _end(_SKIP(self.source.code, self._at))
        comment = self.source.code.find("#", start, self._at)
        if comment >= 0:
            self._skip("COMMENT", comment, self._at, after)

    def _rest(self) -> Token:
        """Read the rest of the line: a label, an alias, the colour and title of a box."""
        self._skip_in_line("REST")
        start, self._at = self._at, _end(_REST(self.source.code, self._at))
        return self._token("REST", start, self._at)

    def _identifier(self) -> list[Token]:
        """Read the id of a declaration or activation, with its configuration and alias."""
        found: list[Token] = []
        while True:
            self._skip_in_line("")
            match = _ID(self.source.code, self._at)
            if match is None:  # a line end where the id should be: the official lexer gives up
                return [*found, self._token("NO_ID", self._at, min(self._at + 1, len(self.source.code)))]
            kind, start, self._at = match.lastgroup, self._at, match.end()
            if kind == "CONFIG":
                return [*found, *self._config(start)]
            if kind == "STRAY":
                return [*found, self._token("STRAY", start, self._at)]
            text = self.source.plain[start : self._at].rstrip(STRIP)
            found.append(Token("ACTOR", text, start, start + len(text), self.source))
            if kind == "PLAIN":
                return found
            if kind == "ALIASED":
                return [*found, *self._alias()]

    def _alias(self) -> list[Token]:
        self._skip_in_line("")
        match = _AS(self.source.code, self._at)
        if match is None:  # the "as" stands on a later line
            return [self._token("NEWLINE", self._at, self._at)]
        self._at = match.end()
        return [self._token("AS", *match.span()), self._rest()]

    def _config(self, start: int) -> list[Token]:
        code = self.source.code
        close = code.find("}", self._at)
        if close < 0:
            self._at = len(code)
            return [self._token("OPEN_CONFIG", start, start + 2)]
        empty = close == self._at
        self._at = close + 1
        config = self._token("EMPTY_CONFIG" if empty else "CONFIG", start, self._at)
        return [config, *self._alias()] if _AS_FOLLOWS(code, self._at) else [config]

    def _accessible(self, kind: str, match: re.Match[str]) -> list[Token]:
        """Read `accTitle: t`, `accDescr: t` or `accDescr { t }`; braces with nothing in them say nothing at all."""
        plain, source, size = self.source.plain, self.source, match.end()
        if match[1] is not None:
            return [Token(kind, plain[match.start(1) : size], match.start(), size, source)]
        start, end = match.span(2)
        found = [Token(kind, plain[start:end], match.start(), size, source)] if start < end else []
        closed = source.code.endswith("}", 0, size)
        # Without a closing brace the official lexer finds an empty text again at the end.
        return found if closed else [*found, self._token(kind, size, size)]


def _end(match: re.Match[str] | None) -> int:
    """Return the end of a match of an expression that fits everywhere."""
    assert match
    return match.end()
