"""Plays a machine by hand: one action after a delay, refused where the machine would not do it."""

from dataclasses import dataclass, field

from checker.base.time import NS_PER_S
from checker.prove.machines.interpreter import delayed, enabled, holds, may_pass, starting, successors
from checker.prove.machines.machine import Atom, Machine, assuming


@dataclass
class Play:
    """A machine in a state, from its only start on."""

    machine: Machine
    state: dict[str, int] = field(default_factory=dict)
    now: int = 0
    told: list[Atom] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.machine = assuming(self.machine, ())
        if not self.state:
            (start,) = starting(self.machine)
            self.state = dict(start)

    def possible(self, name: str, seconds: float = 0) -> bool:
        then = delayed(self.machine, self.state, round(seconds * NS_PER_S))
        return may_pass(self.machine, then) and any(each.name == name for each in enabled(self.machine, then))

    def lets_pass(self, seconds: float) -> bool:
        return may_pass(self.machine, delayed(self.machine, self.state, round(seconds * NS_PER_S)))

    def do(self, name: str, seconds: float = 0) -> "Play":
        assert self.possible(name, seconds), f"{name} is not possible after {seconds} s: {self.state}"
        then = delayed(self.machine, self.state, round(seconds * NS_PER_S))
        action = next(each for each in self.machine.actions if each.name == name)
        (after,) = successors(self.machine, then, action)
        self.state, self.now, self.told = dict(after), self.now + round(seconds * NS_PER_S), list(action.events)
        return self

    def holds(self, name: str, *whose: str) -> bool:
        return holds(self.machine.fluents[name, whose], self.state, self.machine)
