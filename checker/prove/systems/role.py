"""How a role takes part in a system: what it makes of a contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from checker.model.contract import Contract
from checker.prove.machines.machine import Machine
from checker.prove.questions.question import Measure


@dataclass(frozen=True, slots=True)
class Part:
    """What a role adds to a system: its machine, the times that it bounds, its assumptions, each in a sentence."""

    machine: Machine
    measures: tuple[Measure, ...] = ()
    assumptions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of component, called as its module: `build` returns its part, None where a contract has none of it.

    `build` raises `LackingError` where a contract has such components but does not say what is needed to model them.
    """

    name: str
    build: Callable[[Contract], Part | None]


class LackingError(Exception):
    """A contract does not say what a role needs; the message says what, in words."""
