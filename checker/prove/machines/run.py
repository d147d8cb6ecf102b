"""A run of a machine: what happened, after which delays, and the state before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Values by variable: 0 or 1 of a switch, a number of a range (of an enumeration the position), nanoseconds of a clock.
State = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """A delay in nanoseconds, then an action (by its name; `wait` does nothing), and the state after it."""

    delay: int
    action: str
    after: State


WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Run:
    """The state at the start, and the steps from there."""

    start: State
    steps: tuple[Step, ...]

    @property
    def times(self) -> tuple[int, ...]:
        """When each step's action happened, in nanoseconds from the start."""
        now, found = 0, []
        for step in self.steps:
            now += step.delay
            found.append(now)
        return tuple(found)
