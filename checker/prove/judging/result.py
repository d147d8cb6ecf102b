"""What is known about a property of a system: the verdict of the model, its assumptions, the run against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.prove.machines.run import Run
from checker.prove.questions.question import Proof, Watched

Result = Literal["proved", "refuted", "unknown", "vacuous"]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A run of the watched machine that violates the property, replayed by the interpreter."""

    watched: Watched
    run: Run


@dataclass(frozen=True, slots=True)
class Needed:
    """An assumption without which the proof fails, what it says, and the run that is possible without it."""

    name: str
    says: str
    without: Counterexample | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result of one property: proved, refuted, unknown or vacuous, and why.

    A proof needs every one of `assumptions` (dropping any of them leaves no proof). A refutation holds although all of
    `granted` were assumed.
    """

    id: str
    system: str
    result: Result
    why: str
    assumptions: tuple[Needed, ...] = ()
    granted: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    counterexample: Counterexample | None = None
    instances: int = 0
