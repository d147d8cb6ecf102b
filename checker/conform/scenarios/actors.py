"""Who takes part in an event: the component that does or tells it, who it is done to, and their lifelines.

A component goes by the one name that the contract gives it, whatever a source calls it: `pgbouncer_back/pgb2`, the
client end of a connection, a hardware address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from checker.conform.hosts import Hosts
from checker.model.contract import Contract, Lifeline
from checker.model.event import Event, Source
from checker.model.parts import HEARTBEAT, LOAD_BALANCER, PARTS, PROGRAM_ROLES, SERVER, VIRTUAL_ADDRESS, Part

# Roles of which a system has one each, so that the name of the host that they run on tells nothing.
_SINGLE = frozenset({"monitor", "alert-sink", "client", "database", "file", "application"})

# Ends of connections are as many as there are connections: no more names than these are remembered.
_MOST_NAMES = 10_000


class Actor(NamedTuple):
    """A component with a part in an event: its role, and the host, server or address that it is ('': unknown)."""

    role: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Actors:
    """Finds the actors of events, and which lifelines of a diagram stand for them."""

    contract: Contract
    hosts: Hosts
    _names: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    _tellers: dict[tuple[str, Source], Actor] = field(default_factory=dict, compare=False, repr=False)

    def doer(self, event: Event) -> Actor:
        """Return who does an event, or whose view it is: of a contract's own, the lifeline that is its source."""
        if event.kind not in PARTS and (line := self._teller(event.source)) is not None:
            return Actor(line.role, line.host or line.program)
        own = PROGRAM_ROLES.get(event.source.program, "")
        part = PARTS[event.kind].doer if event.kind in PARTS and own != HEARTBEAT else Part(own)
        if part.arg:
            return Actor(self._role(part, event), self._name(part, event, event.source.host))
        known = self._tellers.get((event.kind, event.source))
        if known is None:
            known = Actor(part.role, self._name(part, event, event.source.host))
            self._tellers[event.kind, event.source] = known
        return known

    def tells(self, event: Event, lifeline: Lifeline | None, name: str) -> bool:
        """Say whether an event of a contract's own is told by a lifeline that stands for a host or program."""
        source = event.source
        if lifeline and lifeline.program not in ("", source.program):
            return False
        return name in (source.program, self.component(self.hosts.named(source.host)) if source.host else "")

    def _teller(self, source: Source) -> Lifeline | None:
        return self.contract.teller(self.hosts.named(source.host), source.program)

    def other(self, event: Event) -> Actor | None:
        """Return whom an event is done to, or None for what a component does by itself."""
        part = PARTS[event.kind].other if event.kind in PARTS else None
        return Actor(self._role(part, event), self._name(part, event, "")) if part else None

    def component(self, value: str) -> str:
        """Return the name of the host, server or virtual address that a text means, else its last part as it stands.

        It may be a name or an alias, `backend/server`, an IP address, `address:port`, or a hardware address.
        """
        if value not in self._names:
            if len(self._names) >= _MOST_NAMES:
                self._names.clear()
            known = self._known(value)
            self._names[value] = known if known is not None else value.rpartition("/")[2]
        return self._names[value]

    def lifelines(self, actor: Actor, drawn: Iterable[str], diagram: str = "") -> list[str]:
        """Return which of the drawn lifelines stand for an actor: those that are it, else all of its role."""
        lines = [line for name in drawn if (line := self.contract.lifeline(name, diagram)) and line.role == actor.role]
        certain = [line.id for line in lines if actor.name and line.component == actor.name]
        return certain or [line.id for line in lines if not line.component]

    def _known(self, value: str) -> str | None:
        address, colon, port = value.rpartition(":")
        if colon and port.isdigit() and "." in address:
            for server in self.contract.servers.values():
                if (server.address, str(server.port)) == (address, port):
                    return server.name
            return self._at(address)
        if ":" in value:
            host = self.hosts.with_mac(value)
            return host if host != value else None
        if (found := self._at(value)) is not None:
            return found
        host_known, server_known = self.contract.host_of(value), self.contract.server_of(value)
        return host_known.name if host_known else server_known.name if server_known else None

    def _at(self, address: str) -> str | None:
        vip = self.contract.vip_at(address)
        if vip:
            return vip.name
        host = self.hosts.at(address)
        return host if host != address else None

    def _role(self, part: Part, event: Event) -> str:
        """Return the role of a part; at either end of a connection may stand somebody else than is usual."""
        if event.kind != "connect":
            return part.role
        name = self._name(part, event, "")
        if name in self.contract.vips:
            return VIRTUAL_ADDRESS
        kinds = {SERVER: self.contract.servers, LOAD_BALANCER: self.contract.hosts}
        return next((role for role, known in kinds.items() if name in known), "client" if part.arg == "client" else "")

    def _name(self, part: Part, event: Event, source: str) -> str:
        if part.role in _SINGLE:
            return ""
        if not part.arg:
            return self.component(self.hosts.named(source)) if source else ""
        value = str(event.args.get(part.arg, ""))
        return self.component(value) if value else ""
