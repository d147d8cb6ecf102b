"""How variables and actions are called: what is meant, and of whom, as in `crash(pgb2)` or `health(hap1,pgb2)`."""

from __future__ import annotations


def named(what: str, *whose: str) -> str:
    """Return the name of a variable or an action of these individuals."""
    return f"{what}({','.join(whose)})"
