"""How sentences name several things."""

from __future__ import annotations

from collections.abc import Iterable


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence has them: `pgb1, pgb2 and pgb3`, each once."""
    *most, last = dict.fromkeys(name for name in names if name) or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def counted(number: int, noun: str) -> str:
    """Return a number of things: `1 failed check`, `3 failed checks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
