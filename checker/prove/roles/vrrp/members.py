"""Who makes up a VRRP group, and the words of that group: what all of its parts are told."""

from __future__ import annotations

from dataclasses import dataclass

from checker.prove.roles.vrrp.parameters import Group, Peer
from checker.prove.roles.vrrp.words import Words


@dataclass(frozen=True, slots=True)
class Members:
    """The peers of a group and what they agree on; parts of the group's model derive from it."""

    peers: tuple[Peer, ...]
    group: Group

    @property
    def words(self) -> Words:
        """The names of the group's variables and actions."""
        return Words(self.group.scope)

    @property
    def names(self) -> tuple[str, ...]:
        """The hosts of the peers, in their order."""
        return tuple(each.name for each in self.peers)
