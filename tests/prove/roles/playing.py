"""Plays a machine by hand: one action after a delay, refused where the machine would not do it.

A script is words such as `crash(hap1)@0.5`, an action after so many seconds. What an action changes is told as words,
too: `+holds(hap1)`, `-up(hap1)`, `vrrp(hap1)=backup`, `sent(hap1)=1.5` (a clock, in seconds).
"""

from dataclasses import dataclass, field

from checker.base.time import NS_PER_S
from checker.prove.machines.interpreter import delayed, enabled, holds, may_pass, starting, successors
from checker.prove.machines.machine import Atom, Clock, Machine, Range, assuming


@dataclass
class Play:
    """A machine in a state, from its only start on."""

    machine: Machine
    state: dict[str, int] = field(default_factory=dict)
    now: int = 0
    told: list[Atom] = field(default_factory=list)
    under: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.machine = assuming(self.machine, self.under)
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

    def follow(self, script: str) -> "Play":
        for word in script.split():
            name, _, seconds = word.partition("@")
            self.do(name, float(seconds or 0))
        return self

    def can(self, seconds: float = 0, about: str = "") -> set[str]:
        """Return all actions that are possible after a delay, in whose names one of these texts occurs."""
        meant = {each.name for each in self.machine.actions if any(text in each.name for text in about.split() or [""])}
        return {name for name in meant if self.possible(name, seconds)}

    def changes(self, word: str) -> set[str]:
        """Return what an action changes."""
        _, _, seconds = word.partition("@")
        before = delayed(self.machine, self.state, round(float(seconds or 0) * NS_PER_S))
        self.follow(word)
        return {self._told(name, number) for name, number in self.state.items() if number != before[name]}

    def _told(self, name: str, number: int) -> str:
        match self.machine.variables[name].kind:
            case Clock():
                return f"{name}={number / NS_PER_S:g}"
            case Range(names=names):
                return f"{name}={names[number] if names else number}".replace(" ", "_")
            case _:
                return f"{'+' if number else '-'}{name}"
