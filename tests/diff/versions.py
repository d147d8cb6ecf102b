"""Versions made of texts, for the tests of `checker.diff`."""

from __future__ import annotations

from checker.diff.change import Change
from checker.diff.classifying.versions import changes_between
from checker.diff.version import Version
from checker.model.document import Document


def version(text: str, name: str = "d.mmd") -> Version:
    """Return a version that is one bare diagram; `sequenceDiagram` is put before it."""
    text = text if text.startswith("sequenceDiagram") else f"sequenceDiagram\n{text}"
    return Version(name, (), (Document(name, text.encode(), tuple(text.split("\n"))),))


def changes(old: str, new: str) -> tuple[Change, ...]:
    """Return the changes between two bare diagrams."""
    return changes_between(version(old), version(new))


def told(found: tuple[Change, ...]) -> list[str]:
    """Return class and code of changes, sorted."""
    return sorted(f"{change.rank.value} {change.code}" for change in found)
