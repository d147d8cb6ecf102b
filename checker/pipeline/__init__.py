"""The jobs, each a straight line through the rooms: inputs to evidence to verdicts to an outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from checker.base.explanation import Explanation
from checker.base.finding import Finding
from checker.base.progress import Progress
from checker.model.graph import Graph
from checker.model.outcome import Outcome
from checker.pipeline.request import (
    CheckRequest,
    DiffRequest,
    GateRequest,
    InitRequest,
    ObserveRequest,
    ProveRequest,
    StatesRequest,
    TopologyRequest,
)

if TYPE_CHECKING:
    from checker.model.coverage import Coverage
    from checker.pipeline.gating import Gated
    from checker.pipeline.initiating import Started
    from checker.pipeline.observing import Observed
    from checker.pipeline.picturing import Named
    from checker.pipeline.rendering import Chosen

__all__ = [
    "CheckRequest",
    "DiffRequest",
    "GateRequest",
    "InitRequest",
    "ObserveRequest",
    "ProveRequest",
    "StatesRequest",
    "TopologyRequest",
    "baseline_of",
    "check",
    "chosen",
    "cover",
    "diff",
    "explained",
    "explanations",
    "followed_by",
    "gate",
    "init",
    "observe",
    "prove",
    "readings",
    "states",
    "topology",
]


def check(request: CheckRequest, progress: Progress) -> Outcome:
    """Check traces against the contracts of a spec; see `checker.pipeline.checking`."""
    from checker.pipeline.checking import check as run

    return run(request, progress)


def followed_by(request: CheckRequest | GateRequest | ProveRequest, outcome: Outcome) -> Iterator[Named]:
    """Yield the diagrams of a check with what became of their steps; see `checker.pipeline.picturing`."""
    from checker.pipeline.picturing import followed_by as run

    return run(request, outcome)


def explained(outcome: Outcome, spec: str | None) -> Outcome:
    """Return an outcome with the explanations of what it speaks of; see `checker.pipeline.explaining`."""
    from checker.pipeline.explaining import explained as run

    return run(outcome, spec)


def observe(request: ObserveRequest, progress: Progress) -> Observed:
    """Return what really happened, ready to be drawn; see `checker.pipeline.observing`."""
    from checker.pipeline.observing import observe as run

    return run(request, progress)


def cover(request: CheckRequest, progress: Progress) -> Coverage:
    """Return what several captures exercised together; see `checker.pipeline.covering`."""
    from checker.pipeline.covering import cover as run

    return run(request, progress)


def gate(request: GateRequest, progress: Progress) -> Gated:
    """Say whether a configuration can keep what is promised, and what would mend it; see `checker.pipeline.gating`."""
    from checker.pipeline.gating import gate as run

    return run(request, progress)


def prove(request: ProveRequest, progress: Progress) -> Outcome:
    """Say what the model of each contract proves and refutes; see `checker.pipeline.proving`."""
    from checker.pipeline.proving import prove as run

    return run(request, progress)


def diff(request: DiffRequest, progress: Progress) -> Outcome:
    """Say what a change of diagrams or contract means for what they promise; see `checker.pipeline.diffing`."""
    from checker.pipeline.diffing import diff as run

    return run(request, progress)


def baseline_of(outcome: Outcome) -> str:
    """Return the text of a baseline that accepts what a gate found; see `checker.gate.baseline`."""
    from checker.pipeline.gating import baseline_of as run

    return run(outcome)


def init(request: InitRequest, progress: Progress) -> Started:
    """Return a first contract for a document; see `checker.pipeline.initiating`."""
    from checker.pipeline.initiating import init as run

    return run(request, progress)


def readings(paths: Sequence[str]) -> Iterator[tuple[Mapping[str, object], Sequence[Finding]]]:
    """Yield what was read of each diagram file, and its warnings; see `checker.pipeline.rendering`."""
    from checker.pipeline.rendering import readings as run

    return run(paths)


def chosen(paths: Sequence[str], wanted: str) -> tuple[Chosen, ...]:
    """Return the diagrams of files with a text in their titles; see `checker.pipeline.rendering`."""
    from checker.pipeline.rendering import chosen as run

    return run(paths, wanted)


def states(request: StatesRequest) -> tuple[Graph, ...]:
    """Return the state graphs of roles of a model; see `checker.pipeline.graphing`."""
    from checker.pipeline.graphing import states as run

    return run(request)


def topology(request: TopologyRequest) -> Graph:
    """Return what configuration files deploy, as a graph; see `checker.pipeline.mapping`."""
    from checker.pipeline.mapping import topology as run

    return run(request)


def explanations(spec: str | None = None) -> Mapping[str, Explanation]:
    """Return every finding code with its explanation; see `checker.pipeline.explaining`."""
    from checker.pipeline.explaining import explanations as run

    return run(spec)
