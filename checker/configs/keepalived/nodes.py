"""From the files of one keepalived to what it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker.configs.keepalived.facts import VrrpNode
from checker.configs.keepalived.instances import Around, instance_of
from checker.configs.keepalived.options import Options
from checker.configs.keepalived.pages import page_of
from checker.configs.keepalived.reading import Reading
from checker.configs.keepalived.tracking import trackable
from checker.configs.keepalived.tree import Node, Tree, tree_of
from checker.configs.setting import Setting, Unknown
from checker.configs.source import Source, Surroundings
from checker.configs.words import Block, Statement, Word

_NONLOCAL_BIND = re.compile(r"ip_nonlocal_bind\s*=\s*1|>\s*\S*ip_nonlocal_bind")


@dataclass(frozen=True)
class Read:
    """One file with what it includes, read for one configuration id."""

    source: Source
    reading: Reading
    tree: Tree

    def nodes(self, keyword: str) -> list[Node]:
        """Return the blocks of a keyword at the top."""
        return [node for node in self.tree.nodes if node.keyword == keyword]

    def above(self, node: Node) -> list[Node]:
        """Return what keepalived reads before a block."""
        return self.tree.nodes[: next(at for at, each in enumerate(self.tree.nodes) if each is node)]


def read_each_id(source: Source, surroundings: Surroundings) -> tuple[Read, ...]:
    """Read a file once for each configuration id that its lines name.

    Where they name a single one, all other hosts read what that one does not.
    """
    first = _read(source, surroundings, "")
    ids = [name for name in first.reading.ids if name]
    if not ids:
        return (first,)
    named = tuple(_read(source, surroundings, name) for name in ids)
    return (*named, first) if len(ids) == 1 else named


def _read(source: Source, surroundings: Surroundings, config_id: str) -> Read:
    reading = Reading(config_id, dict(surroundings.environment), surroundings.find)
    tree = tree_of(reading.pieces(page_of(source)))
    return Read(source, reading, tree)


def node_of(read: Read) -> VrrpNode:
    """Return what one keepalived runs."""
    known = trackable(read.tree.nodes)
    merged = global_definitions(read)
    return VrrpNode(
        files=(read.source.path, *read.reading.included),
        router_name=_router_name(read, merged),
        instances=tuple(
            instance_of(node, around(read, node, merged)) for node in _first_of_each_name(read.nodes("vrrp_instance"))
        ),
        scripts=tuple(known.scripts.values()),
        processes=tuple(known.processes.values()),
        nonlocal_bind=_nonlocal_bind(read, merged),
        config_id=read.reading.config_id,
    )


def around(read: Read, instance: Node, merged: Options | None) -> Around:
    """Return what an instance takes from elsewhere in its files."""
    group = _group_of(instance, [Options("vrrp_sync_group", node) for node in read.nodes("vrrp_sync_group")])
    known_to_group = trackable(read.above(group.node)) if group else trackable(())
    return Around(merged, trackable(read.above(instance)), group, known_to_group)


def _first_of_each_name(nodes: Iterable[Node]) -> list[Node]:
    """Return the blocks without those whose name was used before: keepalived skips them."""
    by_name: dict[tuple[str, ...], Node] = {}
    for node in nodes:
        by_name.setdefault(node.statement.values[:1], node)
    return list(by_name.values())


def global_definitions(read: Read) -> Options | None:
    """Return all `global_defs` as one: they add up."""
    blocks = read.nodes("global_defs")
    if not blocks:
        return None
    first = blocks[0]
    children = [child for block in blocks for child in block.children or ()]
    return Options("global_defs", Node(first.tokens, first.rest, children, first.inside, first.indent))


def _group_of(instance: Node, groups: Sequence[Options]) -> Options | None:
    names = instance.statement.values[:1]
    return next(
        (
            group
            for group in groups
            if any(token.word.value in names for line in group.entries("group") for token in line.tokens)
        ),
        None,
    )


def _file(read: Read) -> Block:
    """Return a file as the section of what stands in no other."""
    head = Word("", "", 0, page_of(read.source).place(0))
    return Block(Statement((head,)), 0, "")


def _router_name(read: Read, merged: Options | None) -> Setting[str]:
    """Return the `router_id`, by default the host name, of which the configuration id is the default too."""
    name: str | Unknown = read.reading.config_id or Unknown("the host name is not told in the files")
    default = "keepalived.conf(5): router_id, the host name"
    return merged.text("router_id", name, default) if merged else Setting(name, _file(read), default=default)


def _nonlocal_bind(read: Read, merged: Options | None) -> Setting[bool]:
    """Say whether keepalived lets processes bind addresses that are not there: only a startup script can."""
    node = merged.last("startup_script") if merged else None
    if node and node.rest and _NONLOCAL_BIND.search(node.rest.value):
        return Setting(True, node.statement, node.rest)
    block = merged.block if merged else _file(read)
    return Setting(False, block, default="keepalived does not set net.ipv4.ip_nonlocal_bind")
