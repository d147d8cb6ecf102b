"""Files of environment variables (`.env`, `env_file`): NAME=value, quotes, comments, variables in values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checker.base.places import Place
from checker.configs.interpolation import Variables, expand
from checker.configs.setting import Setting, Unknown
from checker.configs.source import Source
from checker.configs.words import Statement, Word

_ASSIGNMENT = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.\-]*)[ \t]*[=:][ \t]*")
_COMMENT = re.compile(r"[ \t]+#.*$")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$$"}


def read_variables(source: Source, environment: Mapping[str, str]) -> Mapping[str, Setting[str]]:
    """Return what the file sets; a later line wins, and may use what stands above it. Other lines are left out."""
    found: dict[str, Setting[str]] = {}
    at = 0
    for number, line in enumerate(source.text.split("\n"), 1):
        if match := _ASSIGNMENT.match(line.removesuffix("\r")):
            name = Word(match[1], match[1], at + match.start(1), Place(source.path, number, match.start(1) + 1))
            rest = line[match.end() :].rstrip()
            word, literal = _value(rest, at + match.end(), Place(source.path, number, match.end() + 1))
            expanded = None if literal else expand(word.value, Variables(environment, found).look_up)
            known: str | Unknown = expanded.known if expanded else word.value
            via = expanded.via if expanded else ()
            found[match[1]] = Setting(known, Statement((name, word)), word if word.raw else None, via=via)
        at += len(line) + 1
    return found


def _value(rest: str, start: int, place: Place) -> tuple[Word, bool]:
    """Return the value and whether it is taken literally (`'...'`)."""
    if (quote := rest[:1]) in ("'", '"') and (end := _closing(rest, quote)) > 0:
        inner = rest[1:end]
        text = inner if quote == "'" else re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[0]), inner)
        return Word(text, rest[: end + 1], start, place), quote == "'"
    raw = "" if rest.startswith("#") else _COMMENT.sub("", rest)
    return Word(raw, raw, start, place), False


def _closing(text: str, quote: str) -> int:
    at = text.find(quote, 1)
    while quote == '"' and at > 0 and text[at - 1] == "\\":
        at = text.find(quote, at + 1)
    return at
