"""Which replica a source means, by any of the names and addresses that it goes by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checker.model.contract import Contract
from checker.model.event import Event


@dataclass(frozen=True, slots=True)
class Replicas:
    """The replicas of a contract; `at` are the addresses (address:port) at which a capture shows them."""

    contract: Contract
    at: Mapping[str, str]

    def named(self, text: str) -> str:
        """Return the replica that a log calls `text` (name, address:port, or its address alone), else the text."""
        return replica(self.contract, text) or text

    def on_wire(self, address: str) -> str:
        """Return the replica at an address:port of a capture, or ''."""
        return self.at.get(address, "")


def replica(contract: Contract, text: str) -> str:
    """Return the server of a contract that a text names, with or without its port, or ''.

    Inside a network a replica may listen on another port than the one under which the diagram knows it.
    """
    if known := contract.server_of(text):
        return known.name
    host = text.rpartition("/")[2].partition(":")[0].lower()
    found = [s.name for s in contract.servers.values() if host and s.address.lower() == host]
    return found[0] if len(found) == 1 else ""


def shown_at(contract: Contract, exchanges: Iterable[Event]) -> dict[str, str]:
    """Return where a capture shows the replicas: by the name that a client of theirs writes into its request.

    An address that goes by two names of replicas is nobody's.
    """
    found = {f"{s.address}:{s.port}": {s.name} for s in contract.servers.values()}
    for event in exchanges:
        if name := replica(contract, str(event.args["host"])):
            found.setdefault(str(event.args["server"]), set()).add(name)
    return {address: names.pop() for address, names in found.items() if len(names) == 1}
