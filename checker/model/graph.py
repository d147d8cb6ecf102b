"""A graph to be drawn, as data: nodes with their lines, edges with theirs, groups that hold nodes together.

Who makes one says what there is; how each kind looks is for the report. Colour never says anything alone: what is open
(`open` nodes, `open` edges) is drawn with dashes, and one of its lines says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# What a node is: a state, the one to begin with, any of several; or a part of a deployment.
Look = Literal["state", "start", "address", "process", "entrance", "server", "store", "thing", "any"]


@dataclass(frozen=True, slots=True)
class Node:
    """Something that is drawn: its first line is its name. `group` is the id of the group that it stands in, or ''.

    `open` says that something about it is not settled or does not fit; `tip` is what else is to be said of it.
    """

    id: str
    lines: tuple[str, ...]
    look: Look
    group: str = ""
    open: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow. `open` is as of a node; `tip` is what else is to be said of it."""

    source: str
    target: str
    lines: tuple[str, ...] = ()
    open: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A frame around nodes, with the lines that stand in it."""

    id: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """A whole picture: `name` for a file, `title` above it, `notes` below that; with `across` it reads sideways."""

    name: str
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    groups: tuple[Group, ...] = ()
    notes: tuple[str, ...] = ()
    across: bool = False
