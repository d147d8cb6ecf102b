"""Why a diagram is rejected."""

from __future__ import annotations

from checker.base.errors import InputError
from checker.base.places import Place


class DiagramError(InputError):
    """A diagram that the official reader rejects: what was found, what was expected, where, and a hint."""

    def __init__(
        self, message: str, place: Place, *, found: str = "", expected: tuple[str, ...] = (), hint: str = ""
    ) -> None:
        super().__init__(message, place, hint)
        self.found = found
        self.expected = expected

    @property
    def line(self) -> int:
        """The line in the file, from 1."""
        return self.place.line if self.place else 1

    @property
    def column(self) -> int:
        """The column in the line, from 1."""
        return self.place.column if self.place else 1
