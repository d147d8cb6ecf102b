"""A timed transition system: variables, actions, deadlines, and what the words of the properties mean in it.

A step is a delay and then one action. During the delay all clocks grow alike and every deadline must hold; then the
action's guard must hold, and all its updates happen at once, from the values after the delay. An action that does
nothing (`wait`) is always possible. So what is true at an instant is read after the delay and before the update.

Machines are put together by `compose`: actions of the same name happen together (Hoare 1978), all others in any order.
A variable belongs to one machine; others may read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from checker.prove.machines.terms import FALSE, TRUE, Ref, Term, every

K = TypeVar("K")
V = TypeVar("V")

# In hints: any clock that is added to measure how long something has held. Whoever adds one puts it here.
ELAPSED = Ref("elapsed")

# What an atom of a formula is about: the name, and the individuals: ("down", ("hap1", "pgb2")).
Atom = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Switch:
    """The kind of a variable that is true or false."""


@dataclass(frozen=True, slots=True)
class Range:
    """The kind of a whole number from `least` to `most`; with `names`, an enumeration that starts at 0."""

    least: int
    most: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """The kind of a time that grows by itself.

    It need not be exact beyond the times that it is compared with: there it may stand still.
    """


Kind = Switch | Range | Clock


def enumeration(*names: str) -> Range:
    """Return the kind of a variable whose values have these names."""
    return Range(0, len(names) - 1, names)


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a machine; `initial` is its value at the start, None any value of its kind."""

    name: str
    kind: Kind
    initial: Term | None


@dataclass(frozen=True, slots=True)
class Shown:
    """How an action is drawn: a message between components, or what one does alone (then both are the same).

    Components are named as the contract names them: `hap1` (a host's load balancer), `vrrp@hap1`, `pgb2`, `vip`,
    `monitor`, `client`, `alerts`. `lost` is drawn with a cross: it does not arrive.
    """

    sender: str
    receiver: str
    text: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can happen: when, and what it changes.

    `events` are the atoms of formulas that are true at its instant. `under` restrains it by assumption: where the
    assumption of that name is made, its term is a further guard (`FALSE` forbids the action). `rule` says why
    the component acts so (RFC, manual section).
    """

    name: str
    guard: Term = TRUE
    updates: Mapping[str, Term] = field(default_factory=dict)
    events: tuple[Atom, ...] = ()
    under: Mapping[str, Term] = field(default_factory=dict)
    shown: tuple[Shown, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Time may pass only as long as `term` holds: an upper bound of clocks, in states in which something is due.

    Where `under` names an assumption it is a deadline only if that is made.
    """

    term: Term
    under: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """A model, or a part of one.

    `fluents` say what the state atoms of formulas mean here, `sorts` which individuals there are. `starts` is what
    holds at the start beyond the initial values. `hints` are candidates for lemmas of a proof: each is used only where
    it turns out to be inductive, so a wrong one costs time and nothing else. One that reads `ELAPSED` is a candidate
    for each clock of those that watch over a property or measure a length.
    """

    variables: Mapping[str, Variable] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    fluents: Mapping[Atom, Term] = field(default_factory=dict)
    sorts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    starts: tuple[Term, ...] = ()
    hints: tuple[Term, ...] = ()

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The names of the assumptions that restrain anything here, sorted."""
        named = {name for action in self.actions for name in action.under}
        return tuple(sorted(named | {each.under for each in self.deadlines if each.under}))


def variables(*each: Variable) -> Mapping[str, Variable]:
    """Return variables by their names."""
    return {variable.name: variable for variable in each}


def compose(*parts: Machine) -> Machine:
    """Return the machine in which the parts run beside each other; actions of one name happen together.

    Raises ValueError where two parts write or define the same thing differently.
    """
    return Machine(
        variables=_joined("variable", (part.variables for part in parts)),
        actions=_synchronised(action for part in parts for action in part.actions),
        deadlines=tuple(dict.fromkeys(each for part in parts for each in part.deadlines)),
        fluents=_joined("fluent", (part.fluents for part in parts)),
        sorts=_sorts(part.sorts for part in parts),
        starts=tuple(term for part in parts for term in part.starts),
        hints=tuple(term for part in parts for term in part.hints),
    )


def assuming(machine: Machine, assumptions: Iterable[str]) -> Machine:
    """Return the machine under these assumptions and no others: nothing in it is conditional any more."""
    made = frozenset(assumptions)
    actions = (
        replace(action, guard=every(action.guard, *(t for n, t in action.under.items() if n in made)), under={})
        for action in machine.actions
    )
    deadlines = (replace(each, under="") for each in machine.deadlines if not each.under or each.under in made)
    kept = tuple(action for action in actions if action.guard != FALSE)
    return replace(machine, actions=kept, deadlines=tuple(deadlines))


def _synchronised(actions: Iterable[Action]) -> tuple[Action, ...]:
    found: dict[str, Action] = {}
    for action in actions:
        found[action.name] = _together(found[action.name], action) if action.name in found else action
    return tuple(found.values())


def _together(one: Action, other: Action) -> Action:
    under = {
        name: every(*(each.under[name] for each in (one, other) if name in each.under))
        for name in dict.fromkeys((*one.under, *other.under))
    }
    return Action(
        name=one.name,
        guard=every(one.guard, other.guard),
        updates=_joined(f"update in {one.name} of", (one.updates, other.updates)),
        events=tuple(dict.fromkeys((*one.events, *other.events))),
        under=under,
        shown=tuple(dict.fromkeys((*one.shown, *other.shown))),
        rule=one.rule or other.rule,
    )


def _joined(what: str, parts: Iterable[Mapping[K, V]]) -> Mapping[K, V]:
    found: dict[K, V] = {}
    for part in parts:
        for key, value in part.items():
            if found.setdefault(key, value) != value:
                raise ValueError(f"two parts of the model have another {what} {key}")
    return found


def _sorts(parts: Iterable[Mapping[str, tuple[str, ...]]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for sort, members in part.items():
            found[sort] = tuple(dict.fromkeys((*found.get(sort, ()), *members)))
    return found
