"""Where something stands: a place in a file, and the span of a syntax node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One position that a person can open: a line of a text file, or a packet of a capture (both from 1)."""

    file: str
    line: int
    column: int = 1
    unit: Literal["line", "packet"] = "line"

    def __str__(self) -> str:
        """Return `file:line`, or `file#packet` for a capture, as printed in reports."""
        return f"{self.file}#{self.line}" if self.unit == "packet" else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of source text of a syntax node; lines and columns from 1, the end exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def place(self) -> Place:
        """The place where the span starts."""
        return Place(self.file, self.line, self.column)
