"""The nodes of a YAML file. Scalars stay text, as the formats differ in what a text means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from checker.base.places import Place
from checker.configs.words import Block, Statement, Word


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text: its word, whether it stands without quotes, and its tag (`!reset`) or ''."""

    word: Word
    plain: bool = True
    tag: str = ""

    @property
    def text(self) -> str:
        """The text as YAML reads it."""
        return self.word.value

    @property
    def empty(self) -> bool:
        """Whether nothing is written: `key:`, `~`, `null`."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")

    @property
    def place(self) -> Place:
        """Where it starts."""
        return self.word.place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    nodes: tuple[Node, ...]
    place: Place
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping, and what stands behind it."""

    key: Word
    node: Node

    @property
    def statement(self) -> Statement:
        """The key with its value, where that is a text."""
        if isinstance(self.node, Scalar) and not (self.node.plain and not self.node.word.raw):
            return Statement((self.key, self.node.word))
        return Statement((self.key,))

    @property
    def at(self) -> Statement | Block:
        """What a default below it points at: the block that would take another line, else the key."""
        if isinstance(self.node, Entries) and self.node.inside >= 0:
            return Block(Statement((self.key,)), self.node.inside, self.node.indent)
        return Statement((self.key,))


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping. A line can be added at `inside` (-1 where it cannot: `{a: b}`), indented by `indent`."""

    by_key: Mapping[str, Entry]
    place: Place
    tag: str = ""
    inside: int = -1
    indent: str = ""


Node = Scalar | Items | Entries

NOTHING: Mapping[str, Entry] = MappingProxyType({})


def entries_of(node: Node | None) -> Mapping[str, Entry]:
    """Return the keys of a mapping; none of anything else."""
    return node.by_key if isinstance(node, Entries) else NOTHING
