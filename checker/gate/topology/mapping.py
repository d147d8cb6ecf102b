"""The topology of a deployment: all parts, and the arrows between them."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import TypeVar

from checker.base.modules import module_names, named
from checker.configs.deployment import Deployment
from checker.gate.rule import Site
from checker.gate.topology import kinds
from checker.gate.topology.resolving import Resolving
from checker.gate.topology.scene import Asking, Item, Kind, Listening, Running, Scene
from checker.model.contract import Contract
from checker.model.graph import Edge, Graph, Group, Node

T = TypeVar("T")

# So many servers stand side by side on a page of 1,000 pixels; where there are more, they stand below each other.
ABREAST = 6

_NOTE = "dashed: not in these files, or not as it should be; why stands beside it"


def topology_of(deployment: Deployment, contracts: Sequence[Contract], title: str) -> Graph:
    """Return what the files deploy; `contracts` give names to what they know, and say where it differs."""
    paths = [file.source.path for file in deployment.files if file.format]
    root = posixpath.commonpath([posixpath.dirname(path) for path in paths]) if paths else ""
    sites = tuple(Site(contract, deployment) for contract in contracts)
    scene = Scene(deployment, sites, f"{root}/" if root else "")
    items = [item for kind in load_kinds() for item in kind.parts(scene)]
    known = {(s.address, s.port): s.name for each in contracts for s in each.servers.values()}
    resolving = Resolving(_of(items, Listening), _addresses(items), _machines(contracts), known)
    asked = [item for each in _of(items, Asking) for item in resolving.resolved(each)]
    ran = [edge for each in _of(items, Running) for edge in resolving.ran(each)]
    nodes = (*_of(items, Node), *_of(asked, Node))
    edges = tuple(dict.fromkeys((*_of(items, Edge), *resolving.entrances(), *ran, *_of(asked, Edge))))
    notes = (_NOTE,) if any(each.open for each in nodes) or any(each.open for each in edges) else ()
    wide = sum(each.look == "server" for each in nodes) > ABREAST
    return Graph("topology", title, nodes, edges, tuple(_of(items, Group)), notes, across=wide)


def load_kinds() -> tuple[Kind, ...]:
    """Return what each kind of component adds, in the order of their names; one that cannot load stops the program."""
    return tuple(named(kinds.__name__, name, "KIND", Kind) for name in module_names(kinds.__path__))


def _addresses(items: Sequence[Item]) -> dict[str, str]:
    """Return the ids of virtual addresses."""
    return {line: each.id for each in _of(items, Node) if each.look == "address" for line in each.lines}


def _machines(contracts: Sequence[Contract]) -> frozenset[str]:
    return frozenset(host.address for each in contracts for host in each.hosts.values())


def _of(items: Sequence[Item], kind: type[T]) -> tuple[T, ...]:
    return tuple(item for item in items if isinstance(item, kind))
