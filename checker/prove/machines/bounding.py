"""How far a number can go, as far as the condition tells under which it is computed."""

from __future__ import annotations

from collections.abc import Mapping

from checker.prove.machines.machine import Range, Variable
from checker.prove.machines.terms import AtMost, Choose, Equal, Every, Not, Number, Plus, Ref, Some, Term

Extent = tuple[int, int]
Extents = Mapping[str, Extent]


def extent(term: Term, known: Extents, variables: Mapping[str, Variable]) -> Extent | None:
    """Return the least and the greatest value that a number can have, None where nothing says.

    `known` are extents of variables that are narrower than their ranges. Where the least is more than the greatest,
    there is no value: the conditions contradict each other.
    """
    match term:
        case Number(value):
            return value, value
        case Ref(name) if isinstance(kind := variables[name].kind, Range):
            return known.get(name, (kind.least, kind.most))
        case Plus(left, right):
            one, other = extent(left, known, variables), extent(right, known, variables)
            return None if one is None or other is None else (one[0] + other[0], one[1] + other[1])
        case Choose(condition, then, otherwise):
            sides = (
                extent(side, _both(known, narrowed(condition, truth, variables)), variables)
                for side, truth in ((then, True), (otherwise, False))
            )
            reached = [each for each in sides if each is None or each[0] <= each[1]]
            if not reached or None in reached:
                return None
            found = [each for each in reached if each is not None]
            return min(each[0] for each in found), max(each[1] for each in found)
        case _:
            return None


def narrowed(condition: Term, truth: bool, variables: Mapping[str, Variable]) -> Extents:
    """Return the extents of variables where a condition has this truth value."""
    match condition:
        case Not(operand):
            return narrowed(operand, not truth, variables)
        case Every(operands) if truth:
            return _all(operands, True, variables)
        case Some(operands) if not truth:
            return _all(operands, False, variables)
        case Every(operands) | Some(operands):
            return _any(operands, truth, variables)
        case AtMost(Ref(name), Number(bound)) if isinstance(kind := variables[name].kind, Range):
            return {name: (kind.least, min(kind.most, bound)) if truth else (max(kind.least, bound + 1), kind.most)}
        case AtMost(Number(bound), Ref(name)) if isinstance(kind := variables[name].kind, Range):
            return {name: (max(kind.least, bound), kind.most) if truth else (kind.least, min(kind.most, bound - 1))}
        case Equal(Ref(name), Number(value)) if isinstance(kind := variables[name].kind, Range):
            if truth:
                return {name: (value, value)}
            return {name: (kind.least + (value == kind.least), kind.most - (value == kind.most))}
        case _:
            return {}


def _all(operands: tuple[Term, ...], truth: bool, variables: Mapping[str, Variable]) -> Extents:
    found: Extents = {}
    for each in operands:
        found = _both(found, narrowed(each, truth, variables))
    return found


def _any(operands: tuple[Term, ...], truth: bool, variables: Mapping[str, Variable]) -> Extents:
    parts = [narrowed(each, truth, variables) for each in operands]
    shared = set(parts[0]).intersection(*parts[1:]) if parts else set()
    return {name: (min(part[name][0] for part in parts), max(part[name][1] for part in parts)) for name in shared}


def _both(one: Extents, other: Extents) -> Extents:
    found = dict(one)
    for name, (least, most) in other.items():
        low, high = found.get(name, (least, most))
        found[name] = (max(low, least), min(high, most))
    return found
