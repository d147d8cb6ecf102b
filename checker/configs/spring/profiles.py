"""Which documents count with which profiles: `prod`, `prod | staging`, `!dev & eu`, and lists of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

_TOKEN = re.compile(r"\s*([()!&|]|[^\s()!&|]+)")


def accepts(expression: str, active: Set[str]) -> bool:
    """Say whether an expression holds with these active profiles; a list holds where any of it does.

    With no profile active, the profile `default` is.
    """
    profiles = active or {"default"}
    return any(_Reader(part, profiles).value() for part in expression.split(",") if part.strip())


class _Reader:
    """Evaluates one expression as it reads it; what is left open at its end is closed."""

    def __init__(self, text: str, active: Set[str]) -> None:
        self._tokens = self._read(text)
        self._next = next(self._tokens, "")
        self._active = active
        self._depth = 0

    @staticmethod
    def _read(text: str) -> Iterator[str]:
        for match in _TOKEN.finditer(text):
            yield match[1]

    def _take(self) -> str:
        token, self._next = self._next, next(self._tokens, "")
        return token

    def value(self) -> bool:
        """Return the value of `a | b`, of which `&` binds closer."""
        found = self._both()
        while self._next == "|":
            self._take()
            other = self._both()
            found = found or other
        return found

    def _both(self) -> bool:
        found = self._one()
        while self._next == "&":
            self._take()
            other = self._one()
            found = found and other
        return found

    def _one(self) -> bool:
        negated = False
        while self._next == "!":
            self._take()
            negated = not negated
        return self._atom() != negated

    def _atom(self) -> bool:
        token = self._take()
        if token != "(":
            return token in self._active
        self._depth += 1
        inner = self.value() if self._depth <= 20 else False
        self._take()
        return inner
