"""A machine seen through a few of its variables: which of their values lead to which, by what, under which conditions.

The other variables are left open: a guard keeps what it says of them as a condition, an update that depends on them
branches (existential abstraction; Clarke, Grumberg, Long 1994, "Model checking and abstraction"). So every step of the
machine is a move of the projection. A move may ask for what the others never offer; the choice of variables decides
how often. What assumptions ask of the others is not told either: a move that they exclude at its spot is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from checker.prove.machines.machine import Action, Kind, Machine, Range, Switch
from checker.prove.machines.simplifying import simplified, substituted
from checker.prove.machines.terms import (
    FALSE,
    TRUE,
    Anything,
    Choose,
    Equal,
    Literal,
    Name,
    Number,
    Ref,
    Term,
    every,
    negation,
    variables_of,
)

# The values of the variables that are looked at, in their order; as of `checker.prove.machines.run.State`.
Spot = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """What leads from one spot to another, and what must hold of the variables that are not looked at.

    `timed` says that it sets one of the clocks.
    """

    source: Spot
    target: Spot
    action: Action
    when: Term
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Projection:
    """All spots that are reached, the first ones first; from each its moves, and until when it may last."""

    names: tuple[str, ...]
    starts: tuple[Spot, ...]
    spots: tuple[Spot, ...]
    moves: tuple[Move, ...]
    lasts: Mapping[Spot, tuple[Term, ...]]


def projected(machine: Machine, names: Sequence[str], clocks: Sequence[str] = ()) -> Projection:
    """Return a machine as seen through variables that are no clocks, with the moves that change them or these clocks.

    Raises ValueError for a clock among the variables, and for one that the machine does not have.
    """
    return _Projecting(machine, tuple(names), frozenset(clocks)).projection()


@dataclass(frozen=True, slots=True)
class _Projecting:
    machine: Machine
    names: tuple[str, ...]
    clocks: frozenset[str]

    def projection(self) -> Projection:
        ranges = [_values(self._kind(name)) for name in self.names]
        starts = tuple(spot for spot in product(*ranges) if self._starts(spot))
        moves: dict[Spot, tuple[Move, ...]] = {}
        layer = starts
        while layer:
            moves |= {spot: tuple(self._moves(spot)) for spot in layer}
            targets = dict.fromkeys(move.target for spot in layer for move in moves[spot])
            layer = tuple(spot for spot in targets if spot not in moves)
        found = tuple(move for each in moves.values() for move in each)
        return Projection(self.names, starts, tuple(moves), found, {spot: self._lasts(spot) for spot in moves})

    @property
    def _own(self) -> frozenset[str]:
        return self.clocks | frozenset(self.names)

    def _kind(self, name: str) -> Kind:
        if name not in self.machine.variables:
            raise ValueError(f"the model has no variable {name}")
        return self.machine.variables[name].kind

    def _at(self, spot: Spot) -> dict[str, Term]:
        pairs = zip(self.names, spot, strict=True)
        return {name: _term(self.machine.variables[name].kind, value) for name, value in pairs}

    def _starts(self, spot: Spot) -> bool:
        at = self._at(spot)
        free = (None, Anything())
        fits = (v.initial in free or v.initial == at[n] for n in self.names for v in (self.machine.variables[n],))
        return all(fits) and _within(every(*self.machine.starts), at) != FALSE

    def _moves(self, spot: Spot) -> Iterator[Move]:
        at = self._at(spot)
        for action in self.machine.actions:
            if self._own.isdisjoint(action.updates):
                continue
            guard = _within(action.guard, at)
            if FALSE in (guard, *(_within(term, at) for term in action.under.values())):
                continue
            timed = any(_within(action.updates.get(clock, Ref(clock)), at) != Ref(clock) for clock in self.clocks)
            for target, condition in self._targets(action, at, spot):
                when = simplified(every(guard, condition))
                if when != FALSE:
                    yield Move(spot, target, action, when, timed)

    def _targets(self, action: Action, at: Mapping[str, Term], spot: Spot) -> Iterator[tuple[Spot, Term]]:
        """Yield where an action may lead, each with the condition on which it does."""
        choices = [
            tuple(_outcomes(_within(action.updates[name], at), self._kind(name)))
            if name in action.updates
            else ((value, TRUE),)
            for name, value in zip(self.names, spot, strict=True)
        ]
        for chosen in product(*choices):
            yield tuple(value for value, _ in chosen), every(*(condition for _, condition in chosen))

    def _lasts(self, spot: Spot) -> tuple[Term, ...]:
        at = self._at(spot)
        found = (_within(each.term, at) for each in self.machine.deadlines)
        return tuple(term for term in found if term != TRUE and variables_of(term) <= self._own)


def _outcomes(term: Term, kind: Kind) -> Iterator[tuple[int, Term]]:
    """Yield the values that an update may set, each with its condition."""
    match term:
        case Literal(truth):
            yield int(truth), TRUE
        case Number(value):
            yield value, TRUE
        case Name(name) if isinstance(kind, Range):
            yield kind.names.index(name), TRUE
        case Anything():
            yield from ((value, TRUE) for value in _values(kind))
        case Choose(condition, then, otherwise):
            yield from ((value, every(condition, more)) for value, more in _outcomes(then, kind))
            yield from ((value, every(negation(condition), more)) for value, more in _outcomes(otherwise, kind))
        case _ if isinstance(kind, Switch):
            yield from ((1, term), (0, negation(term)))
        case _:
            yield from ((value, Equal(term, _term(kind, value))) for value in _values(kind))


def _within(term: Term, at: Mapping[str, Term]) -> Term:
    return simplified(substituted(term, at))


def _term(kind: Kind, value: int) -> Term:
    match kind:
        case Switch():
            return Literal(bool(value))
        case Range(_, _, names) if names:
            return Name(names[value])
        case _:
            return Number(value)


def _values(kind: Kind) -> tuple[int, ...]:
    match kind:
        case Switch():
            return (0, 1)
        case Range(least, most):
            return tuple(range(least, most + 1))
        case _:
            raise ValueError("a clock has no number of values that could be looked at")
