"""Whether a promised time can be kept, in exact arithmetic, and if not, which statements together forbid it.

Every time here grows with each of its parameters, or shrinks with it. So a set of statements is contradictory exactly
if the promise is broken with each parameter that the set does not fix at the value that suits the promise best: no
solver is needed, and a set of which no member can be spared is found by leaving members out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from checker.base.places import Place
from checker.logic.minimal import minimal_window

Values = Mapping[str, Fraction]
# More than any time that a diagram states.
_ENDLESS = Fraction(10**30)


@dataclass(frozen=True, slots=True)
class Statement:
    """A parameter's value (times in nanoseconds), in words, and the line that states it (None: no diagram does)."""

    name: str
    value: Fraction
    says: str
    place: Place | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A time that follows from parameters: `value` in nanoseconds, what it is in words, where it stands.

    `shrinks` are the parameters with which it shrinks, each with its greatest value; with every other one it grows.
    """

    value: Callable[[Values], Fraction]
    says: str
    source: str
    shrinks: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A promise that cannot be kept: what the formula gives, and statements of which none can be spared."""

    actual: Fraction
    core: tuple[Statement, ...]


def broken(formula: Formula, statements: tuple[Statement, ...], most: int) -> Conflict | None:
    """Return why a time is not always at most `most` nanoseconds, or None where it is.

    Raises KeyError where the formula has a parameter that no statement fixes.
    """
    least = {each.name: formula.shrinks.get(each.name, Fraction(0)) for each in statements}
    return _conflict(formula, statements, least, lambda time: time > most)


def unreached(formula: Formula, statements: tuple[Statement, ...], least: int) -> Conflict | None:
    """Return why a time is not always at least `least` nanoseconds, or None where it is; KeyError as `broken`."""
    most = {each.name: Fraction(0) if each.name in formula.shrinks else _ENDLESS for each in statements}
    return _conflict(formula, statements, most, lambda time: time < least)


def _conflict(
    formula: Formula, statements: tuple[Statement, ...], free: Values, against: Callable[[Fraction], bool]
) -> Conflict | None:
    actual = formula.value({each.name: each.value for each in statements})
    if not against(actual):
        return None

    def impossible(kept: tuple[Statement, ...]) -> bool:
        return against(formula.value({**free, **{each.name: each.value for each in kept}}))

    return Conflict(actual, minimal_window(statements, impossible))
