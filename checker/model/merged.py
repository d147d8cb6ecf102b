"""Two versions of one diagram drawn as one: what every part became, as data for pictures and for Mermaid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from checker.base.places import Place
from checker.diagram.tree import Diagram

BecameKind = Literal["added", "removed", "changed"]


class ToldChange(NamedTuple):
    """A change in words: its class (`breaking`, ...), what changed, and why it has its class."""

    rank: str
    says: str
    why: str


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a part or a lifeline: the text that stood there before, the changes, and its places, old first."""

    kind: BecameKind
    old: str = ""
    changes: tuple[ToldChange, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedRun:
    """A run that only one version allows, as a diagram; `decides` is the number of the step that the other has not."""

    change: ToldChange
    version: Literal["old", "new"]
    diagram: Diagram
    decides: int | None


@dataclass(frozen=True, slots=True)
class MergedDiagram:
    """A diagram in both versions at once: all steps of the new one, and those that only the old one had.

    `parts` has what differs by the number of the part in `visits(diagram.statements)`, `lifelines` by id. `changes` are
    what is said of the diagram as a whole, `counts` how many changes there are of each class.
    """

    name: str
    title: str
    diagram: Diagram
    parts: Mapping[int, Became]
    lifelines: Mapping[str, Became]
    changes: tuple[ToldChange, ...]
    counts: Mapping[str, int]
    runs: tuple[MergedRun, ...] = ()
