"""Mappings that lie over each other: what `extends` brings below, the file itself, and files that override it above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.configs.yaml.nodes import Entries, Entry, Node, Scalar, entries_of


@dataclass(frozen=True, slots=True)
class Layers:
    """The mappings of one thing, the lowest first. `!reset` takes away what is below it, `!override` stands alone."""

    mappings: tuple[Entries, ...]

    def all(self, key: str) -> tuple[Entry, ...]:
        """Return the entries of a key that count, the lowest first."""
        found: list[Entry] = []
        for mapping in self.mappings:
            entry = mapping.by_key.get(key)
            if entry is None:
                continue
            match entry.node.tag:
                case "!reset":
                    found = []
                case "!override":
                    found = [entry]
                case _:
                    found.append(entry)
        return tuple(found)

    def last(self, key: str) -> Entry | None:
        """Return the entry of a key that wins, where no mix is made of them; None where it is empty (`key:`)."""
        entry = next(reversed(self.all(key)), None)
        return None if entry and isinstance(entry.node, Scalar) and entry.node.empty else entry

    def below(self, *keys: str) -> Layers:
        """Return the layers of a mapping below: `deploy`, `restart_policy`."""
        layers = self
        for key in keys:
            nodes = (entry.node for entry in layers.all(key))
            layers = Layers(tuple(node for node in nodes if isinstance(node, Entries)))
        return layers

    def names(self) -> Iterator[str]:
        """Yield every key once, in the order in which they come first."""
        yield from dict.fromkeys(key for mapping in self.mappings for key in mapping.by_key)


def nodes_in(node: Node) -> tuple[Node, ...]:
    """Return the items of a list; the values of a mapping; a single text as a list of one."""
    from checker.configs.yaml.nodes import Items

    match node:
        case Items():
            return node.nodes
        case Entries():
            return tuple(entry.node for entry in entries_of(node).values())
        case Scalar():
            return () if node.empty else (node,)
