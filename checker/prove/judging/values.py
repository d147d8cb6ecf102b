"""Which value of a parameter would make a refuted property true: the nearest one that is proved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from checker.model.contract import Contract
from checker.model.parameters import Parameter
from checker.properties.property import Property
from checker.prove.judging.asking import ask_of, runs_into
from checker.prove.judging.grids import PROMISES, WORDS, Grid, grids_of
from checker.prove.judging.judge import cases_of, instance_of
from checker.prove.judging.result import Counterexample
from checker.prove.machines.machine import Machine, assuming
from checker.prove.machines.terms import Term
from checker.prove.questions.observing import Binding, UnreadableError
from checker.prove.questions.question import Effort, Found, Watched
from checker.prove.questions.slicing import slice_of
from checker.prove.systems.system import System, system_of

# Whether a property holds with a value: proved, refuted, or not known.
Known = bool | None
# What a property depends on: the part of the machine, and when it is violated.
Slice = tuple[Machine, Term]
# By which factor the next value that is tried is the greater, and how many are tried beyond what was found.
WIDER, FARTHEST = 8, 3
Side = Literal["at most", "at least", "exactly"]
AT_MOST: Side = "at most"
AT_LEAST: Side = "at least"
EXACTLY: Side = "exactly"


@dataclass(frozen=True, slots=True)
class Repair:
    """A value with which a refuted property is proved, under the same assumptions.

    `side` says whether it is the greatest value that does (`at most`) or the least (`at least`); the next value of the
    grid was refuted (not `sharp`: it could not be decided). With `value` None there is none in the grid as far as it
    was tried: neither its end below nor any of the greater ones.
    """

    parameter: str
    value: int | str | None
    found: int | str
    side: Side
    grid: Grid | None = None
    sharp: bool = True


def repairs(
    system: System, prop: Property, granted: Collection[str], example: Counterexample, effort: Effort
) -> tuple[Repair, ...]:
    """Return the nearest values that make a refuted property true, one for each parameter that has any.

    `example` refutes it. Words are tried first; times only where none helps, and where the run takes any time. That a
    grid has no value is told where another grid of the same parameter (another version of a protocol) has one.
    """
    trial = _trial(system, prop, tuple(granted), example, effort)
    if words := tuple(_words(trial)):
        return words
    grids = [
        g
        for g in grids_of(system.contract)
        if any(example.run.times) or system.contract.parameters[g.parameter].unit == ""
    ]
    numbers = [each for grid in grids if (each := _nearest(trial, grid)) is not None]
    helpful = {each.parameter for each in numbers if each.value is not None}
    return tuple(each for each in numbers if each.parameter in helpful)


@dataclass(frozen=True, slots=True)
class _Trial:
    """What stays the same while values are tried: whose instances, under which assumptions, and how it is now."""

    system: System
    prop: Property
    bindings: tuple[Binding, ...]
    granted: tuple[str, ...]
    depth: int
    effort: Effort
    now: tuple[Slice, ...]

    def holds(self, contract: Contract) -> Known:
        """Say whether the property is proved with another contract, under the same assumptions."""
        return not self.breaks(contract) and self.proves(contract)

    def proves(self, contract: Contract) -> Known:
        """Say whether the property is proved with another contract of which no short run shows that it fails."""
        watched = list(self._watched(contract))
        for each in watched:
            asked = ask_of(each, self.granted, self.effort)
            if not asked.proofs:
                return False if isinstance(asked.answer, Found) else None
        return True if watched else None

    def breaks(self, contract: Contract) -> bool:
        """Say whether a run as short as the one that is known shows that the property fails with another contract."""
        shallow = replace(self.effort, depth=self.depth)
        return any(runs_into(each, self.granted, shallow) for each in self._watched(contract, plain=True))

    def matters(self, contract: Contract) -> bool:
        """Say whether a contract gives the property another model, as far as it depends on it."""
        now = iter(self.now)
        return any(_slice(each, self.granted) != next(now) for each in self._watched(contract, plain=True))

    def _watched(self, contract: Contract, plain: bool = False) -> Iterator[Watched]:
        """Yield the same instances in the system of another contract; none where it has not the same roles."""
        try:
            system = system_of(contract)
            if system.roles == self.system.roles:
                yield from _instances(_plain(system) if plain else system, self.prop, self.bindings)
        except (UnreadableError, ValueError):
            return


def _trial(system: System, prop: Property, granted: tuple[str, ...], example: Counterexample, effort: Effort) -> _Trial:
    bindings = [case.watched.binding for case in cases_of(system, prop)]
    bindings.sort(key=lambda each: each != example.watched.binding)  # what failed once is likely to fail again
    now = tuple(_slice(each, granted) for each in _instances(_plain(system), prop, bindings))
    return _Trial(system, prop, tuple(bindings), granted, len(example.run.steps), effort, now)


def _plain(system: System) -> System:
    """Return a system without hints, which only proofs need."""
    return replace(system, machine=replace(system.machine, hints=()))


def _instances(system: System, prop: Property, bindings: Iterable[Binding]) -> Iterator[Watched]:
    return (each for binding in bindings if (each := instance_of(system, prop, binding)) is not None)


def _slice(watched: Watched, granted: Collection[str]) -> Slice:
    return slice_of(assuming(watched.machine, granted), watched.violated), watched.violated


def _words(trial: _Trial) -> Iterator[Repair]:
    contract = trial.system.contract
    for name, parameter in contract.parameters.items():
        for word in WORDS.get(name, ()):
            other = contract.with_settings([f"{name}={word}"])
            if word != parameter.value and trial.matters(other) and trial.holds(other):
                yield Repair(name, word, parameter.value, EXACTLY)
                break


def _nearest(trial: _Trial, grid: Grid) -> Repair | None:
    """Return the proved value that is nearest below, else above, what was found; None where nothing is certain."""
    contract = trial.system.contract
    found = contract.numbers[grid.parameter]

    @cache
    def breaks(value: int) -> bool:
        return trial.breaks(_with(contract, grid, value))

    @cache
    def holds(value: int) -> Known:
        return not breaks(value) and trial.proves(_with(contract, grid, value))

    def edge(good: int, bad: int) -> tuple[int, bool]:
        # Runs are found in a fraction of the time that proofs take: where they alone show the edge it is proved once.
        likely = _edge(grid, good, bad, lambda value: not breaks(value))[0]
        if likely == good or holds(likely):
            return likely, likely == bad or breaks(likely + (grid.step if bad > good else -grid.step))
        return _edge(grid, good, bad, holds)

    above = found + grid.step - (found - grid.least) % grid.step
    if not trial.matters(_with(contract, grid, above)):
        return None
    below = found if grid.settings else above - (1 if (found - grid.least) % grid.step else 2) * grid.step
    # A smaller bound promises more than the one that is refuted.
    near = None if grid.promise else _near(grid, below, holds)
    if near is not None:
        value, sharp = edge(near, below)
        return Repair(grid.parameter, value, found, AT_MOST, grid, sharp)
    far = _far(grid, above, holds)
    if far is None:
        return Repair(grid.parameter, None, found, EXACTLY, grid)
    value, sharp = edge(far, above)
    return Repair(grid.parameter, value, found, AT_LEAST, grid, sharp)


def _with(contract: Contract, grid: Grid, value: int) -> Contract:
    """Return the contract with another value; what is computed from a setting follows, but no promise, nor from one."""
    parameter = contract.parameters[grid.parameter]
    if grid.promise:
        return contract.with_parameters([replace(parameter, value=value)])
    settings = [f"{name}={text}" for name, text in grid.settings.items()]
    changed = contract.with_settings([*settings, f"{grid.parameter}={value}{'ns' if parameter.unit == 'ns' else ''}"])
    return changed.with_parameters(p for name, p in contract.parameters.items() if _stays(p) and name != grid.parameter)


def _stays(parameter: Parameter) -> bool:
    """Say whether a parameter is a promise, or follows from one."""
    return parameter.name in PROMISES or any(name in parameter.formula for name in PROMISES)


def _near(grid: Grid, below: int, holds: Callable[[int], Known]) -> int | None:
    """Return a value below that holds, of values further and further from the least of the grid (which may not)."""
    value = grid.least
    while value <= below:
        if holds(value):
            return value
        value = grid.least + (value * WIDER - grid.least + grid.step - 1) // grid.step * grid.step
    return None


def _far(grid: Grid, start: int, holds: Callable[[int], Known]) -> int | None:
    """Return a value that holds, further and further above; a promise of hundreds of times helps nobody.

    Where it is not known of one whether it holds, runs with those beyond take longer still: they are not tried.
    """
    value = start
    for _ in range(FARTHEST):
        if value > grid.most:
            return None
        known = holds(value)
        if known or known is None:
            return value if known else None
        value = grid.least + (value * WIDER - grid.least) // grid.step * grid.step
    return None


def _edge(grid: Grid, good: int, bad: int, holds: Callable[[int], Known]) -> tuple[int, bool]:
    """Return the last value from `good` (which holds) towards `bad` known to hold; and whether the next is refuted."""
    if good == bad or holds(bad):
        return bad, True
    while abs(good - bad) > grid.step:
        middle = min(good, bad) + abs(good - bad) // (2 * grid.step) * grid.step
        good, bad = (middle, bad) if holds(middle) else (good, middle)
    return good, holds(bad) is False
