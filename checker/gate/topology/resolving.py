"""Which part takes what another one asks for: by name and port, by `localhost`, by a virtual address.

Where no file tells, nothing is guessed: what is asked for is drawn by itself, with dashes and the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.gate.topology.scene import OWN, Asking, Listening, Running
from checker.model.graph import Edge, Node

MISSING = "not in these files"


@dataclass(slots=True)
class Resolving:
    """All that listens; `addresses` are the ids of virtual addresses.

    By the contracts: `machines` are the addresses of hosts, `known` is who is to listen at an address and port.
    """

    listening: Sequence[Listening]
    addresses: dict[str, str]
    machines: frozenset[str] = frozenset()
    known: Mapping[tuple[str, int], str] = field(default_factory=dict)
    strangers: dict[tuple[str, int], str] = field(default_factory=dict)

    def entrances(self) -> Iterator[Edge]:
        """Yield what a virtual address leads to: all that listens there on the machines that share it."""
        for address, id in self.addresses.items():
            for each in self.listening:
                if each.floating and (not each.names or address in each.names):
                    yield Edge(id, each.node, (f"port {each.port}",))

    def ran(self, running: Running) -> Iterator[Edge]:
        """Yield which entrances a container publishes: those of a program that it is called after, at its ports."""
        for each in self.listening:
            if each.program and each.program in running.called and each.port in running.ports:
                yield Edge(running.node, each.node, (f"publishes port {each.port}",))

    def resolved(self, asking: Asking) -> Iterator[Edge | Node]:
        """Yield the arrows from a part to what takes its connections."""
        if asking.name in self.addresses:
            yield Edge(asking.node, self.addresses[asking.name], (*asking.lines, f"port {asking.port}"))
            return
        found = self._takers(asking)
        for each in found:
            doubt = [f"if {asking.name} is its host"] if each.published else []
            doubt += [f"one of {len(found)}"] if len(found) > 1 else []
            yield Edge(asking.node, each.node, (*asking.lines, *doubt), open=bool(doubt))
        if not found:
            yield from self._unresolved(asking)

    def _takers(self, asking: Asking) -> tuple[Listening, ...]:
        at_port = [each for each in self.listening if each.port == asking.port]
        if asking.name in OWN:
            return tuple(each for each in at_port if each.home and each.home == asking.home)
        named = [each for each in at_port if asking.name in each.names]
        if not named and asking.name in self.machines:
            named = [each for each in at_port if each.floating and not each.names]
        if not named and asking.name.replace(".", "").isdigit():
            named = [each for each in at_port if each.published]
        return tuple(named)

    def _unresolved(self, asking: Asking) -> Iterator[Edge | Node]:
        closed = [each for each in self.listening if each.port < 0 and asking.name in each.names]
        for each in closed:
            yield Edge(asking.node, each.node, (*asking.lines, f"nothing listens at port {asking.port}"), open=True)
        if closed:
            return
        key = (asking.name, asking.port)
        if key not in self.strangers:
            self.strangers[key] = f"stranger{len(self.strangers)}"
            who = [self.known[key]] if key in self.known else []
            yield Node(self.strangers[key], (*who, f"{asking.name}:{asking.port}", MISSING), "thing", open=True)
        yield Edge(asking.node, self.strangers[key], asking.lines, open=True)
