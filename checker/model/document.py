"""A document with diagrams: its bytes and its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.base.places import Place

if TYPE_CHECKING:
    from checker.model.phrases import Fact


@dataclass(frozen=True, slots=True)
class Document:
    """A text file with diagrams: the name that places use, the bytes, and the lines."""

    name: str
    data: bytes
    lines: tuple[str, ...]

    def line(self, number: int) -> str:
        """Return a line without the blanks around it."""
        return self.lines[number - 1].strip()

    def place(self, number: int) -> Place:
        """Return where the text of a line starts."""
        line = self.lines[number - 1]
        return Place(self.name, number, len(line) - len(line.lstrip()) + 1)

    def facts(self, number: int) -> tuple[Fact, ...]:
        """Return what a line says."""
        from checker.model.phrases import read_phrases

        return read_phrases(self.lines[number - 1], Place(self.name, number)).facts
