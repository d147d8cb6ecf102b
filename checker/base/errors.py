"""Errors that a person can act on. The command line turns them into one message and exit status 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.base.places import Place

if TYPE_CHECKING:
    from pathlib import Path  # not at start-up


class InputError(Exception):
    """Something that the user gave cannot be used: what, where, and what to do about it."""

    def __init__(self, message: str, place: Place | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        """Return `file:line:column: message` and, on a second line, the hint."""
        where = f"{self.place}:{self.place.column}: " if self.place and self.place.unit == "line" else ""
        if self.place and self.place.unit == "packet":
            where = f"{self.place}: "
        return where + self.message + (f"\n  hint: {self.hint}" if self.hint else "")


def unwritable(path: Path, error: OSError) -> InputError:
    """Return the error to raise for a file or folder that cannot be written."""
    hint = "make the folder first, or give another place" if isinstance(error, FileNotFoundError) else ""
    return InputError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}", hint=hint)
