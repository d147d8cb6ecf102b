"""What a run found: data first, in one shape for every command; rendering knows only this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.base.finding import Finding, Verdict
from checker.base.places import Place
from checker.base.time import Interval


@dataclass(frozen=True, slots=True)
class InputOutcome:
    """The account of one input: what it was read as, by whom it speaks, and what of it could not be read."""

    path: str
    format: str
    source: str
    lines: int
    events: int
    unread: Sequence[tuple[int, str]]
    unread_total: int
    unit: str = "line"


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom and for when a verdict speaks, and which sources were not there."""

    observers: tuple[str, ...]
    time: Interval | None
    missing: tuple[str, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether a source that could have said more was missing."""
        return bool(self.missing)


@dataclass(frozen=True, slots=True)
class Instance:
    """One activation of a property: its identity (observer, subject, trigger) and what was decided about it.

    `settles` says which further evidence would decide an inconclusive instance.
    """

    observer: str
    subject: str
    trigger: Interval
    verdict: Verdict
    why: str = ""
    settles: str = ""
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a diagram's source around the line that states a promise, to be printed beside a violation."""

    file: str
    title: str
    first: int
    lines: tuple[str, ...]
    marked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PropertyOutcome:
    """The verdict of one property: how often it was exercised, violated, undecided; why; in which scope."""

    id: str
    system: str
    says: str
    verdict: Verdict
    exercised: int
    violations: int
    inconclusive: int
    why: str
    scope: Scope
    formula: str = ""
    stated: Place | None = None
    settles: str = ""
    instances: tuple[Instance, ...] = ()
    parameters: Mapping[str, str] | None = None
    excerpt: Excerpt | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of its violated and inconclusive instances."""
        return tuple(i.finding for i in self.instances if i.finding is not None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that a command found. `notes` are findings that belong to no property (warnings, unread input)."""

    command: str
    verdict: Verdict
    exit_status: int
    inputs: tuple[InputOutcome, ...] = ()
    properties: tuple[PropertyOutcome, ...] = ()
    notes: tuple[Finding, ...] = ()
    seconds: float = 0.0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, those of the properties first."""
        return tuple(f for p in self.properties for f in p.findings) + self.notes
