"""What a whole set of files says: the typed facts of every format, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from checker.base.finding import Finding
from checker.configs.source import Source

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file and the name of the format that it was read as; '' where no format recognised it."""

    source: Source
    format: str


@dataclass(frozen=True)
class Deployment:
    """All facts of a set of files, and what is wrong with the files as such (`problems`: codes `config-...`).

    Facts are of the types that the formats define (`checker.configs.haproxy.facts.Balancer` and so on), in the order
    of the files.
    """

    files: tuple[Recognised, ...]
    facts: tuple[object, ...]
    problems: tuple[Finding, ...] = ()

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """Return the facts of one type."""
        return tuple(fact for fact in self.facts if isinstance(fact, kind))

    def text(self, path: str) -> str:
        """Return the text of one of the files; KeyError when it is none."""
        for file in self.files:
            if file.source.path == path:
                return file.source.text
        raise KeyError(path)
