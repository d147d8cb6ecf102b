"""Which hosts and servers of a contract the files of a kind are for: who has none, and who has several.

A host that no file speaks for makes no rule speak: this is said, so that a set that is partial, or too large, is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.configs.words import Block
from checker.gate.poolers import poolers
from checker.gate.rule import Site
from checker.gate.vrrp import nodes


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is there of one kind of file: the names that files speak for (one each), and what is wanted.

    `unplaced` is the number of files of which it is not known for whom they are; `head` is the top of the first.
    """

    kind: str
    wanted: tuple[str, ...]
    there: tuple[str, ...]
    unplaced: int
    files: tuple[str, ...]
    head: Block

    @property
    def missing(self) -> tuple[str, ...]:
        """The names for which no file is there, as far as that is known."""
        return tuple(name for name in self.wanted if name not in self.there)


def coverages(site: Site) -> Iterator[Coverage]:
    """Yield what is there of each kind that each host or server has a file of its own of."""
    groups = nodes.groups(site)
    if groups:
        group = max(groups, key=lambda each: len(each.members))
        members = group.members
        named = tuple(dict.fromkeys(member.host.name for member in members if member.host))
        unplaced = sum(member.host is None for member in members)
        files = tuple(dict.fromkeys(member.node.files[0] for member in members))
        yield Coverage("keepalived.conf", group.vip.hosts, named, unplaced, files, members[0].instance.block)
    placed = poolers.placed(site)
    if placed:
        named = tuple(dict.fromkeys(name for each in placed for name in _servers(site, each)))
        unplaced = sum(each.server is None for each in placed)
        files = tuple(each.pooler.files[0] for each in placed)
        yield Coverage("pgbouncer.ini", tuple(site.contract.servers), named, unplaced, files, placed[0].pooler.block)


def _servers(site: Site, each: poolers.Placed) -> Iterator[str]:
    """Yield the servers that a PgBouncer is; several where several containers run by its file."""
    if each.server:
        yield each.server.name
    if len(site.deployment.of(type(each.pooler))) == 1:
        for service in each.services:
            if server := poolers.server_of_service(site.contract, service):
                yield server.name
