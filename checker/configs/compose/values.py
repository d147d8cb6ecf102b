"""Settings out of the nodes of a service: interpolated, with where they stand, or with their default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from checker.base.time import NS_PER_MS, NS_PER_S, NS_PER_US
from checker.configs.compose.layers import Layers, nodes_in
from checker.configs.interpolation import Variables, expand
from checker.configs.setting import Setting, Unknown, converted
from checker.configs.words import Block, Statement, Word
from checker.configs.yaml.nodes import Entries, Entry, Node, Scalar

T = TypeVar("T")

_UNITS = {"ns": 1, "us": NS_PER_US, "ms": NS_PER_MS, "s": NS_PER_S, "m": 60 * NS_PER_S, "h": 3600 * NS_PER_S}
_ALONE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)(?:\}|:?[-?].*\})?", re.ASCII)
_PART = re.compile(r"(\d+)(?:\.(\d+))?(ns|us|ms|s|m|h)", re.ASCII)


def go_duration(text: str) -> int:
    """Return the nanoseconds of `1m30s` or `1.5s`; ValueError for anything else."""
    parts = list(_PART.finditer(text))
    if not parts or "".join(part[0] for part in parts) != text:
        raise ValueError(f"not a duration: {text!r}")
    return sum(_nanoseconds(int(p[1]), p[2] or "", _UNITS[p[3]]) for p in parts)


def _nanoseconds(whole: int, fraction: str, unit: int) -> int:
    return whole * unit + (int(fraction) * unit // 10 ** len(fraction) if fraction else 0)


def read_number(text: str) -> int:
    """Return a whole number; ValueError where it is none."""
    if not re.fullmatch(r"\s*\d{1,15}\s*", text, re.ASCII):
        raise ValueError(text)
    return int(text)


@dataclass(frozen=True, slots=True)
class Values:
    """Reads settings of one service: `variables` to put in, and its head, at which defaults point."""

    variables: Variables
    head: Block | Statement

    def text(self, node: Scalar, at: Statement | Block) -> Setting[str]:
        """Return a text with its variables put in; one that is but a variable of a file is set on the line there."""
        if "$" not in node.text:
            return Setting(node.text, at, node.word)
        expanded = expand(node.text, self.variables.look_up)
        alone = _ALONE.fullmatch(node.text)
        own = self.variables.own.get(alone[1]) if alone else None
        if own is not None and expanded.via[:1] == (own.place,):
            return Setting(expanded.known, own.at, own.word, via=(node.place, *own.via))
        return Setting(expanded.known, at, node.word, via=expanded.via)

    def missing(self, default: T, says: str) -> Setting[T]:
        """Return what holds where nothing is said."""
        return Setting(default, self.head, default=says)

    def of(self, layers: Layers, key: str, default: str, says: str) -> Setting[str]:
        """Return the text of a key, or its default; a list is one text, its words parted by blanks."""
        entry = layers.last(key)
        return self.missing(default, says) if entry is None else self.joined(entry)

    def joined(self, entry: Entry) -> Setting[str]:
        """Return the text of an entry; of a list, its items parted by blanks."""
        if isinstance(entry.node, Scalar):
            return self.text(entry.node, entry.statement)
        texts = [self.text(node, Statement((node.word,))) for node in nodes_in(entry.node) if isinstance(node, Scalar)]
        unknown = next((text.known for text in texts if isinstance(text.known, Unknown)), None)
        at = Statement((entry.key, *(text.word for text in texts if text.word)))
        return Setting(unknown or " ".join(str(text.known) for text in texts), at)

    def number(self, layers: Layers, key: str, default: int, says: str) -> Setting[int]:
        """Return the whole number of a key, or its default."""
        entry = layers.last(key)
        if entry is None:
            return self.missing(default, says)
        return converted(self.joined(entry), read_number, "a whole number")

    def duration(self, layers: Layers, key: str, default: int, says: str) -> Setting[int]:
        """Return the duration of a key, or its default."""
        entry = layers.last(key)
        if entry is None:
            return self.missing(default, says)
        return converted(self.joined(entry), go_duration, "a duration such as 10s or 1m30s")

    def texts(self, layers: Layers, key: str) -> tuple[Setting[str], ...]:
        """Return the items of a list, of all layers; of a mapping its keys."""
        return tuple(setting for entry in layers.all(key) for setting in self._texts(entry.node))

    def _texts(self, node: Node) -> tuple[Setting[str], ...]:
        if isinstance(node, Entries):
            return tuple(Setting(key, entry.at, entry.key) for key, entry in node.by_key.items())
        return tuple(self.text(n, Statement((n.word,))) for n in nodes_in(node) if isinstance(n, Scalar))

    def variables_of(self, entry: Entry) -> Mapping[str, Setting[str]]:
        """Return what an `environment` sets, as a mapping or as a list of `NAME=value`."""
        if isinstance(entry.node, Entries):
            return {key: self._variable(inner) for key, inner in entry.node.by_key.items()}
        pairs = (self._assignment(node) for node in nodes_in(entry.node) if isinstance(node, Scalar))
        return dict(pairs)

    def _variable(self, entry: Entry) -> Setting[str]:
        if isinstance(entry.node, Scalar) and not entry.node.empty:
            return self.text(entry.node, entry.statement)
        return self._passed_on(entry.key, entry.statement)

    def _passed_on(self, name: Word, at: Statement) -> Setting[str]:
        """Return a variable that is named without a value: the one of whoever starts the engine."""
        found = self.variables.look_up(name.value)
        known = (
            found.known if found else Unknown(f"the environment variable {name.value} is passed on, and not set here")
        )
        return Setting(known, at, name, via=found.via if found else ())

    def _assignment(self, node: Scalar) -> tuple[str, Setting[str]]:
        name, equals, value = node.text.partition("=")
        if not equals:
            return name, self._passed_on(node.word, Statement((node.word,)))
        key, behind = split_word(node.word, name, value)
        setting = self.text(replace(node, word=behind), Statement((key, behind)))
        return name, setting


def split_word(word: Word, name: str, value: str) -> tuple[Word, Word]:
    """Return the two sides of `name=value`, each with its own place where the text stands as it is written."""
    at = word.raw.find(f"{name}={value}")
    if at < 0:
        return replace(word, value=name), replace(word, value=value)
    start = at + len(name) + 1
    place = replace(word.place, column=word.place.column + start)
    key = Word(name, name, word.start + at, replace(word.place, column=word.place.column + at))
    return key, Word(value, value, word.start + start, place)
