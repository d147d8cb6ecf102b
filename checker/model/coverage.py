"""What several captures together ever exercised: drawn steps, properties, parameters. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.base.finding import Finding
from checker.base.places import Place

# `seen` in some capture; `missing` where a source would have shown it; `unobservable` by the sources there were.
StepState = Literal["seen", "missing", "unobservable", "impossible"]


@dataclass(frozen=True, slots=True)
class StepCoverage:
    """One drawn step (an end of a message, or something done alone), and which captures showed it (by number)."""

    place: Place
    text: str
    lifeline: str
    end: Literal["send", "receive", "local", "note"]
    state: StepState
    captures: tuple[int, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class DiagramCoverage:
    """One diagram of a system with all its steps, in the order of the page."""

    system: str
    title: str
    place: Place
    steps: tuple[StepCoverage, ...]

    @property
    def seen(self) -> int:
        """How many of its steps some capture showed."""
        return sum(step.state == "seen" for step in self.steps)


@dataclass(frozen=True, slots=True)
class PropertyCoverage:
    """How often a property was exercised, and in which captures; `why` says what it takes where it never was."""

    system: str
    id: str
    exercised: int
    captures: tuple[int, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class ParameterCoverage:
    """A number of the contract, which properties rest on it, and which of these were exercised."""

    system: str
    name: str
    value: str
    stated: Place | None
    properties: tuple[str, ...]
    exercised_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the captures (paths as they were given) exercised together; `notes` say that nothing at all was read."""

    captures: tuple[str, ...]
    diagrams: tuple[DiagramCoverage, ...]
    properties: tuple[PropertyCoverage, ...]
    parameters: tuple[ParameterCoverage, ...]
    notes: tuple[Finding, ...] = ()
