"""Every reachable state of a small machine, one by one: the oracle beside the engines, and questions of good health.

Times are multiples of a unit that divides all times of the machine, and clocks stand still at a cap (see
`checker.prove.machines.scaling`). The number of states grows exponentially with the variables: this is for small
instances.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checker.prove.machines.interpreter import delayed, enabled, holds, may_pass, starting, successors
from checker.prove.machines.machine import Clock, Machine
from checker.prove.machines.run import WAIT, Run, State, Step
from checker.prove.machines.scaling import cap_of, unit_of
from checker.prove.machines.terms import Term

Values = tuple[int, ...]

# More states than this are no small instance.
LIMIT = 200_000


class TooLargeError(Exception):
    """The machine has more states than may be explored."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How a state is first reached: from where, after which delay (in ns), by which action, in how many steps."""

    before: Values | None
    delay: int
    action: str
    depth: int


@dataclass(frozen=True, slots=True)
class Explored:
    """All reachable states, each with a shortest way to it, and where each one's actions lead without a delay."""

    machine: Machine
    unit: int
    cap: int
    reached: Mapping[Values, Reached]
    moves: Mapping[Values, tuple[tuple[str, Values], ...]] = field(repr=False)

    def state(self, values: Values) -> dict[str, int]:
        """Return a state by variable."""
        return dict(zip(self.machine.variables, values, strict=True))

    def states(self) -> Iterator[dict[str, int]]:
        """Yield the reachable states, those of fewer steps first."""
        yield from map(self.state, self.reached)

    def shortest(self, goal: Term) -> Run | None:
        """Return a run of fewest steps to a state for which the goal holds, None where it is never reached."""
        found = next((each for each in self.reached if holds(goal, self.state(each), self.machine)), None)
        return None if found is None else self.run_to(found)

    def run_to(self, values: Values) -> Run:
        """Return a run of fewest steps to a reachable state. Its clocks stand still at the cap."""
        steps: list[Step] = []
        while (how := self.reached[values]).before is not None:
            steps.append(Step(how.delay, how.action, self.state(values)))
            values = how.before
        return Run(self.state(values), tuple(reversed(steps)))


def reachable(machine: Machine, unit_ns: int | None = None, cap: int | None = None, limit: int = LIMIT) -> Explored:
    """Return the reachable states of an unconditional machine.

    Unit and cap are nanoseconds, by default those of the machine itself; terms that are asked about it may need a finer
    unit and a higher cap. Raises TooLargeError beyond `limit` states.
    """
    unit = unit_ns or unit_of(machine)
    return _Exploring(machine, unit, cap or cap_of(machine), limit).explored()


@dataclass(frozen=True, slots=True)
class _Exploring:
    machine: Machine
    unit: int
    cap: int
    limit: int
    reached: dict[Values, Reached] = field(default_factory=dict)
    moves: dict[Values, tuple[tuple[str, Values], ...]] = field(default_factory=dict)

    def explored(self) -> Explored:
        layer = [self._values(state) for state in starting(self.machine, self._times())]
        self.reached.update(dict.fromkeys(layer, Reached(None, 0, "", 0)))
        depth = 0
        while layer:
            depth += 1
            layer = [found for values in layer for found in self._step(values, depth)]
        return Explored(self.machine, self.unit, self.cap, self.reached, self.moves)

    def _step(self, before: Values, depth: int) -> Iterator[Values]:
        """Yield the states that one step leads to for the first time."""
        for delay, values in self._delays(before):
            self.moves[values] = tuple(self._actions(values))
            for action, after in ((WAIT, values), *self.moves[values]):
                if after not in self.reached:
                    self.reached[after] = Reached(before, delay, action, depth)
                    if len(self.reached) > self.limit:
                        raise TooLargeError(f"the model has more than {self.limit} states")
                    yield after

    def _delays(self, values: Values) -> Iterator[tuple[int, Values]]:
        """Yield delays and what they lead to, up to the first state from which all this was done before."""
        delay = 0
        while values not in self.moves and may_pass(self.machine, self._state(values)):
            yield delay, values
            delay, values = delay + self.unit, tick(self.machine, values, self.unit, self.cap)

    def _actions(self, values: Values) -> Iterator[tuple[str, Values]]:
        state = self._state(values)
        for action in enabled(self.machine, state):
            for after in successors(self.machine, state, action, self._times()):
                yield action.name, self._values(after)

    def _times(self) -> tuple[int, ...]:
        return tuple(range(0, self.cap + 1, self.unit))

    def _state(self, values: Values) -> dict[str, int]:
        return dict(zip(self.machine.variables, values, strict=True))

    def _values(self, state: State) -> Values:
        kinds = self.machine.variables.items()
        return tuple(
            min(state[name], self.cap) if isinstance(each.kind, Clock) else state[name] for name, each in kinds
        )


def tick(machine: Machine, values: Values, unit: int, cap: int) -> Values:
    """Return a state one unit later, whether or not the deadlines allow it."""
    kinds = (each.kind for each in machine.variables.values())
    return tuple(
        min(value + unit, cap) if isinstance(kind, Clock) else value for value, kind in zip(values, kinds, strict=True)
    )


def timelocks(explored: Explored) -> tuple[State, ...]:
    """Return the reachable states from which time can never pass again, whatever happens: a model must have none."""
    machine = explored.machine
    leading: dict[Values, list[Values]] = {}
    for before, moves in explored.moves.items():
        for _, after in moves:
            leading.setdefault(after, []).append(before)
    free = [
        values
        for values in explored.moves
        if may_pass(machine, explored.state(tick(machine, values, explored.unit, explored.cap)))
    ]
    live = set(free)
    while free:
        free = [before for values in free for before in leading.get(values, ()) if before not in live]
        live.update(free)
    return tuple(explored.state(values) for values in explored.reached if values not in live)


def time_can_pass(machine: Machine, state: State, unit_ns: int, limit: int = 1000) -> bool:
    """Say whether time can pass from a state, perhaps after actions: what `timelocks` asks of one state only.

    `limit` bounds how many states are looked at; beyond it the answer is no, as where things happen for ever at once.
    """
    seen = [dict(state)]
    for here in seen:
        if not may_pass(machine, here):
            continue
        if may_pass(machine, delayed(machine, here, unit_ns)):
            return True
        for action in enabled(machine, here):
            seen += [dict(each) for each in successors(machine, here, action) if each not in seen]
        if len(seen) > limit:
            return False
    return False


def dead_actions(explored: Explored) -> tuple[str, ...]:
    """Return the names of the actions that can never happen, sorted: the model says more than it does."""
    happening = {name for moves in explored.moves.values() for name, _ in moves}
    return tuple(sorted({action.name for action in explored.machine.actions} - happening))
