"""Which value of a parameter would make a refuted property true: the nearest one that is proved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from checker.model.contract import Contract
from checker.model.parameters import Parameter
from checker.properties.property import Property
from checker.prove.asking import ask_of
from checker.prove.grids import PROMISES, WORDS, Grid, grids_of
from checker.prove.judging import cases_of
from checker.prove.machine import Machine, assuming
from checker.prove.observing import UnreadableError
from checker.prove.question import Effort, Found
from checker.prove.role import LackingError
from checker.prove.slicing import slice_of
from checker.prove.systems import System, system_of

# Whether a property holds with a value: proved, refuted, or not known.
Known = bool | None
Side = Literal["at most", "at least", "exactly"]
AT_MOST: Side = "at most"
AT_LEAST: Side = "at least"
EXACTLY: Side = "exactly"


@dataclass(frozen=True, slots=True)
class Repair:
    """A value with which a refuted property is proved, under the same assumptions.

    `side` says whether it is the greatest value that does (`at most`) or the least (`at least`); the next value of the
    grid was refuted. With `value` None there is none in the whole grid, as both its ends are refuted.
    """

    parameter: str
    value: int | str | None
    found: int | str
    side: Side
    grid: Grid | None = None


def repairs(system: System, prop: Property, granted: Collection[str], effort: Effort) -> tuple[Repair, ...]:
    """Return the nearest values that make a refuted property true, one for each parameter that has any.

    That a grid has none is told where another grid of the same parameter (another version of a protocol) has one.
    """
    trial = _Trial(system, prop, tuple(granted), effort)
    numbers = [each for grid in grids_of(system.contract) if (each := _nearest(trial, grid)) is not None]
    helpful = {each.parameter for each in numbers if each.value is not None}
    return (*_words(trial), *(each for each in numbers if each.parameter in helpful))


@dataclass(frozen=True, slots=True)
class _Trial:
    """What stays the same while values are tried."""

    system: System
    prop: Property
    granted: tuple[str, ...]
    effort: Effort

    def holds(self, contract: Contract) -> Known:
        """Say whether the property is proved with another contract, under the same assumptions."""
        try:
            system = system_of(contract)
            cases = cases_of(system, self.prop)
        except (UnreadableError, LackingError, ValueError):
            return None
        for case in cases:
            asked = ask_of(case.watched, self.granted, self.effort)
            if not asked.proofs:
                return False if isinstance(asked.answer, Found) else None
        return True

    def matters(self, contract: Contract) -> bool:
        """Say whether a contract gives the property another model, as far as it depends on it."""
        try:
            return self._slices(system_of(contract)) != self._slices(self.system)
        except (UnreadableError, LackingError, ValueError):
            return False

    def _slices(self, system: System) -> list[Machine]:
        goals = [(case.watched.machine, case.watched.violated) for case in cases_of(system, self.prop)]
        return [slice_of(assuming(machine, self.granted), goal) for machine, goal in goals]


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

    def holds(value: int) -> Known:
        return trial.holds(_with(contract, grid, value))

    above = found + grid.step - (found - grid.least) % grid.step
    if not trial.matters(_with(contract, grid, above)):
        return None
    below = found if grid.settings else above - (1 if (found - grid.least) % grid.step else 2) * grid.step
    if below >= grid.least and holds(grid.least):
        value, side = _edge(grid, grid.least, below, holds), AT_MOST
    elif (far := _far(grid, above, holds)) is not None:
        value, side = _edge(grid, far, above, holds), AT_LEAST
    else:
        return Repair(grid.parameter, None, found, EXACTLY, grid)
    return None if value is None else Repair(grid.parameter, value, found, side, grid)


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


def _far(grid: Grid, start: int, holds: Callable[[int], Known]) -> int | None:
    """Return a value that holds, further and further above; a promise of the thirtyfold helps nobody."""
    value = start
    for _ in range(5):
        if value > grid.most:
            return None
        if holds(value):
            return value
        value = grid.least + (value * 2 - grid.least) // grid.step * grid.step
    return None


def _edge(grid: Grid, good: int, bad: int, holds: Callable[[int], Known]) -> int | None:
    """Return the last value from `good` (which holds) towards `bad` that holds; None where one is not known."""
    if good == bad or holds(bad):
        return bad
    while abs(good - bad) > grid.step:
        middle = min(good, bad) + abs(good - bad) // (2 * grid.step) * grid.step
        known = holds(middle)
        if known is None:
            return None
        good, bad = (middle, bad) if known else (good, middle)
    return good if holds(bad) is False else None
