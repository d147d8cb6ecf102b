"""What of a role's machine is drawn, and in which words; which roles a machine has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from checker.base.modules import module_names, named
from checker.prove.drawing.states import roles
from checker.prove.drawing.states.wording import parts_of
from checker.prove.machines.machine import Machine, Range

# Values by variable, as a reader calls them: names of enumerations, numbers, 0 and 1 of switches.
Values = Mapping[str, str | int]
Phrases = Mapping[str, str]

# So many steps of a counter are states of their own; of more there is one.
STEPS = 3


@dataclass(frozen=True, slots=True)
class Sketch:
    """One role of a certain system: what its state graph shows.

    `shown` are the variables that make its states; spots of which `state` says the same lines are one. `clocks` are its
    own; `phrases` says what the time on each means in a state (`after the last check`). `texts` are what actions are
    called, by what their names begin with, `{0}`, `{1}` standing for whose they are; others are called as in drawn
    runs. Where a text is '', the action is drawn only if it leads to another state. Of spots that are `busy` (a check
    is under way) the conditions are not told beside those of the others of their state; `count` tells spots of one
    state apart, for what happens at one of them only.
    """

    title: str
    shown: tuple[str, ...]
    clocks: tuple[str, ...]
    state: Callable[[Values], tuple[str, ...]]
    phrases: Callable[[Values], Phrases]
    texts: Mapping[str, str] = field(default_factory=dict)
    busy: Callable[[Values], bool] = lambda values: False
    count: Callable[[Values], str] = lambda values: ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of role: machines have one wherever they have a variable whose name begins with `stem`."""

    name: str
    stem: str
    sketch: Callable[[Machine, tuple[str, ...]], Sketch]


def sketches(machine: Machine) -> Iterator[tuple[str, Sketch]]:
    """Yield each role of a machine with its name: `check@hap1/pgb2`, or `monitor` where there can be only one.

    A module that cannot load, or is called otherwise than its kind, stops the program.
    """
    kinds = {each.stem: each for each in load_kinds()}
    for name in machine.variables:
        stem, whose = parts_of(name)
        if (kind := kinds.get(stem)) is not None:
            yield f"{kind.name}@{'/'.join(whose)}" if whose else kind.name, kind.sketch(machine, whose)


def load_kinds() -> tuple[Kind, ...]:
    """Return all kinds of roles, sorted by name."""
    return tuple(named(roles.__name__, name, "KIND", Kind) for name in module_names(roles.__path__))


def present(machine: Machine, *names: str) -> tuple[str, ...]:
    """Return those of the variables that a machine has."""
    return tuple(name for name in names if name in machine.variables)


def most(machine: Machine, variable: str) -> int:
    """Return the greatest value that a counter can have. Raises TypeError for a variable that is none."""
    kind = machine.variables[variable].kind
    if not isinstance(kind, Range):
        raise TypeError(f"{variable} is no counter")
    return kind.most


def counted(number: int, of: int, what: str) -> str:
    """Return how far a count is (`2 of 3 checks failed`); the whole way is one where it has many steps."""
    if of - 1 > STEPS:
        return f"1 to {of - 1} of {of} {what}"
    return f"{number} of {of} {what}"
