"""The part of a machine that a question depends on, and the questions that are the same but for names.

The cone of influence (Clarke, Grumberg, Peled 1999, "Model Checking", section 13.1): the variables that the goal
reads, and, until nothing is added, those which decide when and how they change. What is left out only restrains the
rest: it could forbid time to pass or an action that is in the slice, never make possible what is not. So a proof in the
slice is a proof in the whole. A run of the slice is one of the whole if the parts left out can always let time pass
and go along with the actions that they share: which is so for components that never block their environment, and which
a test of the whole model asserts (`checker.prove.machines.exploring.timelocks`).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from checker.prove.machines.machine import Action, Atom, Clock, Deadline, Kind, Machine, Range
from checker.prove.machines.remembering import GHOSTS
from checker.prove.machines.simplifying import simplified, substituted
from checker.prove.machines.terms import (
    FALSE,
    TRUE,
    Choose,
    Equal,
    Every,
    Literal,
    Name,
    Number,
    Ref,
    Some,
    Term,
    children,
    some,
    variables_of,
)
from checker.prove.questions.question import Watched


def slice_of(machine: Machine, goal: Term, events: Iterable[Atom] = ()) -> Machine:
    """Return the part of the machine that decides whether the goal can be reached, and when `events` can happen.

    Variables that never change are replaced by their values. Deadlines are kept that bound a clock of the slice, or
    one that an action of the slice sets: others bind components which the slice does not hear of.
    """
    machine = settled(machine)
    cone = _cone(machine, goal, frozenset(events))
    actions = tuple(_part(each, cone) for each in machine.actions if _matters(each, cone, frozenset(events)))
    return Machine(
        variables={name: each for name, each in machine.variables.items() if name in cone},
        actions=actions,
        deadlines=tuple(each for each in machine.deadlines if _binds(machine, each, cone)),
        fluents={atom: term for atom, term in machine.fluents.items() if variables_of(term) <= cone},
        sorts=machine.sorts,
        starts=tuple(each for each in machine.starts if not cone.isdisjoint(variables_of(each))),
        hints=tuple(each for each in machine.hints if variables_of(each) <= cone),
    )


def settled(machine: Machine) -> Machine:
    """Return the same machine with the values of variables that never change in place of them.

    The variables themselves stay, for terms from elsewhere that read them. Actions that can never happen go.
    """
    while fixed := _fixed(machine):
        machine = _with(machine, fixed)
    return machine


def _fixed(machine: Machine) -> Mapping[str, Term]:
    """Return the values of the variables that never change, of those that anything reads or sets."""
    changed = {
        name
        for action in machine.actions
        for name, term in action.updates.items()
        if term not in (Ref(name), machine.variables[name].initial)
    }
    used = frozenset().union(*map(variables_of, _terms(machine)), *(action.updates for action in machine.actions))
    return {
        name: each.initial
        for name, each in machine.variables.items()
        if isinstance(each.initial, Literal | Number | Name) and name not in changed and name in used
    }


def _terms(machine: Machine) -> Iterator[Term]:
    for action in machine.actions:
        yield from (action.guard, *action.updates.values(), *action.under.values())
    yield from (each.term for each in machine.deadlines)
    yield from machine.fluents.values()
    yield from machine.starts
    yield from machine.hints


def _with(machine: Machine, values: Mapping[str, Term]) -> Machine:
    def put(term: Term) -> Term:
        return term if variables_of(term).isdisjoint(values) else simplified(substituted(term, values))

    actions = tuple(
        replace(
            each,
            guard=guard,
            updates={name: put(term) for name, term in each.updates.items() if name not in values},
            under={name: put(term) for name, term in each.under.items()},
        )
        for each in machine.actions
        if (guard := put(each.guard)) != FALSE
    )
    deadlines = (replace(each, term=put(each.term)) for each in machine.deadlines)
    return replace(
        machine,
        actions=actions,
        deadlines=tuple(each for each in deadlines if each.term != TRUE),
        fluents={atom: put(term) for atom, term in machine.fluents.items()},
        starts=tuple(term for each in machine.starts if (term := put(each)) != TRUE),
        hints=tuple(put(each) for each in machine.hints),
    )


def _cone(machine: Machine, goal: Term, events: frozenset[Atom]) -> frozenset[str]:
    cone = variables_of(goal)
    while (wider := cone | _next(machine, cone, events)) != cone:
        cone = wider
    return cone


def _next(machine: Machine, cone: frozenset[str], events: frozenset[Atom]) -> frozenset[str]:
    terms: list[Term] = []
    for action in machine.actions:
        if _matters(action, cone, events):
            kept = _part(action, cone)
            terms += [kept.guard, *kept.under.values(), *kept.updates.values()]
    terms += [each.term for each in machine.deadlines if _binds(machine, each, cone)]
    terms += [each for each in machine.starts if not cone.isdisjoint(variables_of(each))]
    initials = (machine.variables[name].initial for name in cone)
    terms += [each for each in initials if each is not None]
    return frozenset(chain.from_iterable(map(variables_of, terms)))


def _matters(action: Action, cone: frozenset[str], events: frozenset[Atom]) -> bool:
    return not cone.isdisjoint(action.updates) or not events.isdisjoint(action.events)


def _part(action: Action, cone: frozenset[str]) -> Action:
    return replace(action, updates={name: term for name, term in action.updates.items() if name in cone})


def _binds(machine: Machine, deadline: Deadline, cone: frozenset[str]) -> bool:
    """Say whether a deadline bounds a clock of the cone, or one that is set by an action which changes the cone."""
    read = variables_of(deadline.term)
    clocks = {name for name in read if isinstance(machine.variables[name].kind, Clock)}
    if not clocks:
        return not cone.isdisjoint(read)
    if not cone.isdisjoint(clocks):
        return True
    return not cone.isdisjoint(read) and any(
        not clocks.isdisjoint(each.updates) and not cone.isdisjoint(each.updates) for each in machine.actions
    )


def symmetric(watched: Sequence[Watched]) -> tuple[tuple[Watched, ...], ...]:
    """Return the instances in groups: what decides about those of one group differs in names of individuals only.

    Two instances are compared by exchanging the individuals that they are bound to, in all names of variables and
    values; then their slices must be equal, for the violation and for the trigger. So twelve servers cost one proof.
    Instances with one and the same violation (of a pair, and of the pair turned round) are one, too; the first of
    their group is triggered by the trigger of any.
    """
    groups: list[list[_Sliced]] = []
    for each in map(_sliced, watched):
        group = next((group for group in groups if _alike(group[0], each) or _same(group[0], each)), None)
        if group is None:
            groups.append([each])
            continue
        group.append(each)
        if _same(group[0], each):
            first = group[0].watched
            either = replace(first, triggered=simplified(some(first.triggered, each.watched.triggered)))
            group[0] = replace(group[0], watched=either)
    return tuple(tuple(each.watched for each in group) for group in groups)


@dataclass(frozen=True, slots=True)
class _Sliced:
    """An instance, and for each of its goals the slice and the slice's form."""

    watched: Watched
    slices: tuple[tuple[Machine, Term], ...]
    forms: tuple[Hashable, ...]


def _sliced(watched: Watched) -> _Sliced:
    goals = (watched.violated, watched.triggered, watched.overflow)
    machine = settled(watched.machine)
    slices = tuple((slice_of(machine, goal), goal) for goal in goals)
    return _Sliced(watched, slices, tuple(_form(part, goal, _Names({})) for part, goal in slices))


def _alike(one: _Sliced, other: _Sliced) -> bool:
    exchange = _exchange(one.watched.binding, other.watched.binding)
    if exchange is None or _sizes(one) != _sizes(other):
        return False
    pairs = zip(one.slices, other.forms, strict=True)
    return all(_form(part, goal, exchange) == form for (part, goal), form in pairs)


def _same(one: _Sliced, other: _Sliced) -> bool:
    """Say whether two instances have the very same violation, and triggers that are told by states alone."""
    told = variables_of(one.watched.triggered) | variables_of(other.watched.triggered)
    own = any(name not in one.watched.machine.variables or name.startswith(GHOSTS) for name in told)
    return not own and (one.forms[0], one.forms[2]) == (other.forms[0], other.forms[2])


def _sizes(sliced: _Sliced) -> list[tuple[int, int]]:
    return [(len(part.variables), len(part.actions)) for part, _ in sliced.slices]


def _exchange(one: Mapping[str, str], other: Mapping[str, str]) -> _Names | None:
    """Return the permutation of individuals that makes one binding the other, None where there is none."""
    if one.keys() != other.keys():
        return None
    there = {one[name]: other[name] for name in one}
    back = {other[name]: one[name] for name in one}
    if any(there[one[name]] != other[name] or back[other[name]] != one[name] for name in one):
        return None
    for each in set(back) - set(there):
        end = each
        while end in back:
            end = back[end]
        there[each] = end
    return _Names({name: to for name, to in there.items() if name != to})


class _Names:
    """A renaming of individuals wherever they stand in names such as `view(hap1,pgb2)`."""

    def __init__(self, exchange: Mapping[str, str]) -> None:
        self._exchange = exchange
        words = "|".join(re.escape(each) for each in sorted(exchange, key=len, reverse=True))
        self._words = re.compile(rf"(?<![\w.-])(?:{words})(?![\w.-])") if words else None

    def of(self, name: str) -> str:
        """Return a name with the individuals exchanged."""
        return self._words.sub(lambda found: self._exchange[found[0]], name) if self._words else name


def _form(part: Machine, goal: Term, names: _Names) -> Hashable:
    """Return a value that is equal for two slices just if they are, but for the order of what has none."""
    actions = [
        (
            _shape(each.guard, names),
            frozenset((names.of(name), _shape(term, names)) for name, term in each.updates.items()),
            frozenset((name, _shape(term, names)) for name, term in each.under.items()),
        )
        for each in part.actions
    ]
    return (
        _shape(goal, names),
        frozenset(
            (names.of(name), _kind(each.kind, names), None if each.initial is None else _shape(each.initial, names))
            for name, each in part.variables.items()
        ),
        frozenset(actions),
        frozenset((_shape(each.term, names), each.under) for each in part.deadlines),
        frozenset(_shape(each, names) for each in part.starts),
    )


def _kind(kind: Kind, names: _Names) -> Hashable:
    """Return a kind; the values of an enumeration have no order."""
    if isinstance(kind, Range) and kind.names:
        return frozenset(map(names.of, kind.names))
    return kind


def _shape(term: Term, names: _Names) -> Hashable:
    match term:
        case Ref(name) | Name(name):
            return (type(term), names.of(name))
        case Every() | Some() | Equal():
            return (type(term), frozenset(_shape(each, names) for each in children(term)))
        case Choose() | _ if children(term):
            return (type(term), tuple(_shape(each, names) for each in children(term)))
        case _:
            return term
