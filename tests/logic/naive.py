"""The definitions of the logic, tick by tick, as they stand in the documentation of `checker.logic.formula`.

Shares nothing with the monitor but the syntax tree. A trace gives each atom's value at the ticks `start`, `start + 1`,
...; at every other integer instant the atom has its value in `outside`, UNKNOWN unless said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.logic.formula import (
    And,
    Atom,
    Constant,
    Formula,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Since,
    Window,
)

Trace = Mapping[Atom, Sequence[int]]


class Naive:
    """The value of formulas at instants of one trace."""

    def __init__(self, trace: Trace, start: int = 0, outside: Mapping[Atom, int] | None = None) -> None:
        self.trace = trace
        self.start = start
        self.outside = outside or {}
        self._memo: dict[int, tuple[Formula, dict[int, int]]] = {}

    def at(self, formula: Formula, t: int) -> int:
        """The truth of the formula at the instant t. Remembered by identity, which only saves time."""
        entry = self._memo.get(id(formula))
        if entry is None:
            entry = self._memo[id(formula)] = (formula, {})  # the formula is kept, so that its id stays its own
        memo = entry[1]
        value = memo.get(t)
        if value is None:
            value = memo[t] = self._value(formula, t)
        return value

    def _value(self, formula: Formula, t: int) -> int:
        match formula:
            case Constant(truth):
                return int(truth)
            case Atom():
                return self._atom(formula, t)
            case Not(f):
                return 2 - self.at(f, t)
            case And(operands):
                return min([self.at(f, t) for f in operands])
            case Or(operands):
                return max([self.at(f, t) for f in operands])
            case Implies(f, g):
                return max(2 - self.at(f, t), self.at(g, t))
            case Once(f, window):
                return max([self.at(f, u) for u in self._window(window, t)])
            case Historically(f, window):
                return min([self.at(f, u) for u in self._window(window, t)])
            case Since(f, g, window):
                return max(
                    min([self.at(g, u)] + [self.at(f, w) for w in range(u + 1, t + 1)]) for u in self._window(window, t)
                )
        raise TypeError(formula)

    def _atom(self, atom: Atom, t: int) -> int:
        values = self.trace.get(atom, ())
        inside = self.start <= t < self.start + len(values)
        return int(values[t - self.start]) if inside else self.outside.get(atom, 1)

    def _window(self, window: Window, t: int) -> range:
        """The instants t - b to t - a. Infinitely many are cut where they repeat themselves: before `start` each atom,
        so each formula, has one value, and a `since` that reaches back by two such instants has met all of them."""
        newest = t - window.lower
        oldest = min(self.start - 2, newest) if window.upper is None else t - window.upper
        return range(oldest, newest + 1)
