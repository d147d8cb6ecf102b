"""What a run found: data first, in one shape for every command; rendering knows only this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from checker.base.explanation import Explanation
from checker.base.finding import Finding, Verdict
from checker.base.places import Place
from checker.base.time import Interval

if TYPE_CHECKING:
    from checker.model.merged import MergedDiagram
    from checker.model.outcome_requests import RequestsOutcome
    from checker.model.timeline import Timeline


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
class RunOutcome:
    """A run of the model: each step with its time (nanoseconds from the start) and its name, and two drawings of it.

    `timeline` is text for people, `mermaid` a sequence diagram; both may be empty.
    """

    steps: tuple[tuple[int, str], ...]
    timeline: tuple[str, ...] = ()
    mermaid: str = ""


@dataclass(frozen=True, slots=True)
class AssumptionOutcome:
    """An assumption that a proof needs, in a sentence, and a run that is possible without it (None: not known)."""

    name: str
    says: str
    without: RunOutcome | None = None


@dataclass(frozen=True, slots=True)
class ProofOutcome:
    """What the model says of a property, for every run there is.

    A proof needs each of `assumptions`; a refutation (`run`) or an open case stands although all of `granted` were
    assumed. `methods` say how it was proved, `accepted` why a refutation fails nothing, `repairs` which values
    would make it true.
    """

    result: Literal["proved", "refuted", "unknown", "vacuous"]
    assumptions: tuple[AssumptionOutcome, ...] = ()
    granted: tuple[AssumptionOutcome, ...] = ()
    run: RunOutcome | None = None
    methods: tuple[str, ...] = ()
    accepted: str = ""
    repairs: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read a property, and the verdict by it; the one that `counts` gives that of the property."""

    name: str
    verdict: Verdict
    counts: bool = False


@dataclass(frozen=True, slots=True)
class PropertyOutcome:
    """The verdict of one property: how often it was exercised, violated, undecided; why; in which scope.

    `readings` are the ways to read it, where there are several. `proof` is what the model says of it, where that was
    asked. `own` is true of one that the contract itself states, `requests` the account of one
    about requests.
    """

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
    proof: ProofOutcome | None = None
    readings: tuple[Reading, ...] = ()
    own: bool = False
    requests: RequestsOutcome | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of its violated and inconclusive instances."""
        return tuple(i.finding for i in self.instances if i.finding is not None)


StepStatus = Literal["seen", "missing", "unobservable", "impossible"]


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What became of one drawn step: one end of a message, something done alone, or a note that means an event.

    `seen` is in how many instances it was, `places` where it was seen first. A rule's step is `missing` if it is in any
    instance, an example's if it was never seen though a source would have told. `why` says what would show it, or why
    it cannot be.
    """

    place: Place
    text: str
    lifeline: str
    end: Literal["send", "receive", "local", "note"]
    status: StepStatus
    seen: int = 0
    why: str = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """How far what happened follows a diagram, or one fragment of it (`kind`), in its reading and why it is read so.

    `instances` is how often it was found, `complete` how many of these showed every step that any showed; `deviations`
    are what differs, which changes no verdict.
    """

    system: str
    diagram: str
    place: Place
    kind: str
    reading: Literal["existential", "triggered", "forbidden"]
    reason: str
    instances: int
    steps: tuple[StepOutcome, ...] = ()
    deviations: tuple[Finding, ...] = ()
    complete: int = 0

    @property
    def observed(self) -> int:
        """How many of its steps were seen, each in one instance at least."""
        return sum(step.seen > 0 for step in self.steps)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that somebody accepted, where it says so and why: a comment on the line, a baseline, the contract."""

    finding: Finding
    kind: Literal["inline", "baseline", "contract"]
    why: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that a command found. `notes` are findings that belong to nothing else (warnings, unread input).

    `numbers` are what was computed, in nanoseconds where the name ends in `_s`: a value, or the least and the greatest.
    `explanations` tell of the codes that occur. `suppressed` findings count for nothing but are not forgotten.
    `timelines` and `merged` diagrams are there where a report asked for them.
    """

    command: str
    verdict: Verdict
    exit_status: int
    inputs: tuple[InputOutcome, ...] = ()
    properties: tuple[PropertyOutcome, ...] = ()
    notes: tuple[Finding, ...] = ()
    seconds: float = 0.0
    scenarios: tuple[ScenarioOutcome, ...] = ()
    numbers: Mapping[str, int | tuple[int, int]] = field(default_factory=dict)
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
    suppressed: tuple[Suppressed, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    merged: tuple[MergedDiagram, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, those of the properties first, then what differs from the scenarios."""
        deviations = tuple(f for s in self.scenarios for f in s.deviations)
        return tuple(f for p in self.properties for f in p.findings) + deviations + self.notes
