"""The pieces of a configuration file: words, statements, blocks, and edits of them. Offsets count characters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checker.base.places import Place


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the daemon takes it (`value`: unquoted, expanded) and as it stands in the file (`raw`)."""

    value: str
    raw: str
    start: int
    place: Place

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.raw)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is said: a line of HAProxy, a keyword of keepalived or nginx, a key with its value."""

    words: tuple[Word, ...]

    @property
    def place(self) -> Place:
        """Where its first word stands."""
        return self.words[0].place

    @property
    def keyword(self) -> str:
        """Its first word."""
        return self.words[0].value

    @property
    def values(self) -> tuple[str, ...]:
        """The words behind the first."""
        return tuple(word.value for word in self.words[1:])

    @property
    def end(self) -> int:
        """The offset behind its last word, where a further word can be written."""
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class Block:
    """A section: its head, and where (`inside`: the offset of the start of a line) and how a statement is added."""

    head: Statement
    inside: int
    indent: str

    @property
    def place(self) -> Place:
        """Where its head stands."""
        return self.head.place


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file: the characters from `start` up to `end` become `text`."""

    file: str
    start: int
    end: int
    text: str


def replace_word(word: Word, text: str) -> Edit:
    """Return the edit that writes `text` in place of a word."""
    return Edit(word.place.file, word.start, word.end, text)


def append_words(statement: Statement, text: str) -> Edit:
    """Return the edit that writes further words behind the last one of a statement."""
    return Edit(statement.place.file, statement.end, statement.end, f" {text}")


def insert_line(block: Block, text: str) -> Edit:
    """Return the edit that adds a line to a section."""
    return Edit(block.place.file, block.inside, block.inside, f"{block.indent}{text}\n")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text of one file with these edits made; ValueError where two of them overlap."""
    done, at = [], 0
    for edit in sorted(set(edits), key=lambda e: (e.start, e.end, e.text)):
        if edit.start < at:
            raise ValueError(f"two edits of {edit.file} overlap at offset {edit.start}")
        done += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*done, text[at:]])
