"""Guesses at what holds in every reachable state of a machine; induction keeps those that it can prove together.

Guesses come in families, each from the strongest statement to the weakest: in a mode (which values the variables have
that act together with a clock) the clock shows at most, or at least, such a time; one clock runs at most so far ahead
of another; one value of a variable goes only with some values of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice, product

from checker.prove.machines.machine import Clock, Machine, Range, Switch
from checker.prove.machines.scaling import times_of
from checker.prove.machines.terms import (
    TRUE,
    AtMost,
    Equal,
    Number,
    Plus,
    Ref,
    Term,
    Time,
    every,
    implies,
    negation,
    variables_of,
)

# Statements from the strongest to the weakest; one of which only the truth is unknown is a family by itself.
Family = tuple[Term, ...]

# How many families of each shape at most, values of a variable in a mode, modes of a pair of clocks, and bounds tried.
MOST_FAMILIES = 500
MOST_VALUES = 6
MOST_MODES = 64
MOST_BOUNDS = 16


def candidates(machine: Machine, goal: Term) -> tuple[Family, ...]:
    """Return the families for a machine and a goal that is to be excluded; hints first."""
    near = neighbours(machine)
    bounds = bounds_of(machine, goal)
    shapes: tuple[Iterator[Family], ...] = (
        iter(given(machine, goal)),
        _limits(machine, near, bounds),
        _differences(machine, near, bounds),
        _exclusions(machine, near),
    )
    return tuple(dict.fromkeys(each for shape in shapes for each in islice(shape, MOST_FAMILIES)))


def given(machine: Machine, goal: Term) -> tuple[Family, ...]:
    """Return what is said without guessing: the goal is false, the hints, the deadlines."""
    terms = (negation(goal), *machine.hints, *(each.term for each in machine.deadlines))
    return tuple((term,) for term in dict.fromkeys(terms))


def neighbours(machine: Machine) -> Mapping[str, tuple[str, ...]]:
    """Return with which others each variable acts: those that an action reads or sets together with it."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for group in _groups(machine):
        for one, other in combinations(sorted(group), 2):
            found[one][other] += 1
            found[other][one] += 1
    return {
        name: tuple(sorted(others, key=lambda each, of=others: (-of[each], each)))  # type: ignore[misc]
        for name, others in found.items()
    }


def bounds_of(machine: Machine, goal: Term) -> tuple[int, ...]:
    """Return the times that a lemma may name, in ns: the machine's own, their multiples and sums, sorted."""
    own = sorted({abs(each) for each in times_of(machine, goal)} - {0})
    most = own[-1] if own else 0
    multiples = [factor * each for each in own for factor in (2, 3, 4, 5)]
    sums = [one + other for one, other in combinations(own, 2)]
    wider = [each for each in (*multiples, *sums) if each <= most]
    return tuple(sorted(list(dict.fromkeys((0, *own, *wider)))[:MOST_BOUNDS]))


def _groups(machine: Machine) -> Iterator[frozenset[str]]:
    for action in machine.actions:
        read = (action.guard, *action.updates.values())
        yield frozenset(action.updates).union(*(variables_of(each) for each in read))
    yield from (variables_of(each.term) for each in machine.deadlines)
    yield from (variables_of(each) for each in machine.hints)


def _clocks(machine: Machine) -> list[str]:
    return [name for name, each in machine.variables.items() if isinstance(each.kind, Clock)]


def _values(machine: Machine, name: str) -> list[Term]:
    """What a variable that is no clock can be, each value a term; nothing where there are too many."""
    match machine.variables[name].kind:
        case Switch():
            return [Ref(name), negation(Ref(name))]
        case Range(least, most) if most - least < MOST_VALUES:
            return [Equal(Ref(name), Number(value)) for value in range(least, most + 1)]
        case _:
            return []


def _modes(machine: Machine, names: Iterable[str], width: int) -> list[Term]:
    """Return what `width` of these variables can be together, in all ways; of more than one, the closest only."""
    known = [values for values in (_values(machine, name) for name in names) if values]
    found: list[Term] = [TRUE]
    for count in range(1, width + 1):
        for group in combinations(known, count):
            made = [every(*values) for values in product(*group)]
            if count == 1 or len(found) + len(made) <= MOST_MODES:
                found += made
    return found


def _limits(machine: Machine, near: Mapping[str, tuple[str, ...]], bounds: tuple[int, ...]) -> Iterator[Family]:
    """In a mode, a clock shows at most or at least such a time."""
    for clock in _clocks(machine):
        for mode in _modes(machine, near.get(clock, ())[:6], 2):
            yield tuple(implies(mode, AtMost(Ref(clock), Time(bound))) for bound in bounds)
            yield tuple(implies(mode, AtMost(Time(bound), Ref(clock))) for bound in reversed(bounds) if bound)


def _differences(machine: Machine, near: Mapping[str, tuple[str, ...]], bounds: tuple[int, ...]) -> Iterator[Family]:
    """In a mode, a clock shows at most as much as another and a time, or less by a time."""
    clocks = _clocks(machine)
    pairs = [(one, other) for one in clocks for other in clocks if one != other]
    kept = max(1, MOST_FAMILIES // max(1, len(pairs)))
    for one, other in pairs:
        beside = dict.fromkeys((*near.get(one, ())[:4], *near.get(other, ())[:4]))
        for mode in _modes(machine, beside, 3)[:kept]:
            below = (implies(mode, AtMost(Plus(Ref(one), Time(bound)), Ref(other))) for bound in reversed(bounds))
            above = (implies(mode, AtMost(Ref(one), Plus(Ref(other), Time(bound)))) for bound in bounds if bound)
            yield (*below, *above)


def _exclusions(machine: Machine, near: Mapping[str, tuple[str, ...]]) -> Iterator[Family]:
    """A value of a variable never goes with a value of another."""
    for name in machine.variables:
        for value in _values(machine, name):
            yield (negation(value),)
    for one in machine.variables:
        for other in near.get(one, ()):
            if one < other:
                pairs = product(_values(machine, one), _values(machine, other))
                yield from ((implies(left, negation(right)),) for left, right in pairs)
